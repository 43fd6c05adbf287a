import type { Band, DocumentSpec } from '../../documents/document.ts'
import type { RuleId } from '../../protocol/codes.ts'
import type { Measurements } from '../face/values.ts'

/** What a document limits about the place of the head on the portrait; each is a compliance rule too. */
export const bandIds = [
  'head-height',
  'head-width',
  'eye-line',
  'top-margin',
  'bottom-margin',
  'centring',
  'in-frame',
] as const satisfies readonly RuleId[]
export type BandId = (typeof bandIds)[number]

/**
 * A length on the portrait as a linear function of the crop's unknowns: `scale` (mm on the portrait of the eye-to-chin
 * distance), `centreMm` (the face's middle, from the left) and `eyesMm` (the eye line, from the top).
 */
export interface LinearLength {
  readonly scale: number
  readonly centreMm: number
  readonly eyesMm: number
  readonly constantMm: number
}

export interface CropBand {
  readonly id: BandId
  readonly length: LinearLength
  readonly limits: Band
  /** Standard error of the length, in eye-to-chin distances. */
  readonly error: number
  /** False: this project's own framing, for what the document leaves open. */
  readonly isPublished: boolean
  /** The document's own limits by the other definition of the crown, where it states none. */
  readonly isOtherReading?: boolean
}

/**
 * Framing where a document publishes nothing, as shares of the portrait. Eye line and centring: ISO/IEC 19794-5 (50 to
 * 70 % up, 45 to 55 % across). Head: where ISO's 60 to 90 % and the studios' 50 to 80 % (the catalogue's one-inch and
 * two-inch rows) overlap. Room over the hair: this project's own choice.
 */
export const framing = {
  eyeFromBottom: { min: 0.5, max: 0.7 },
  centreOffset: { max: 0.05 },
  headHeight: { min: 0.6, max: 0.8 },
  hairMargin: { min: 0.04, max: 0.25 },
} as const

const EYE_ERROR = 0.01
const WIDTH_ERROR = 0.03
const CENTRE_ERROR = 0.015

const hasLimit = (band: Band) => band.min !== undefined || band.max !== undefined
const times = (share: { readonly min?: number; readonly max?: number }, sizeMm: number): Band => ({
  ...(share.min === undefined ? {} : { min: share.min * sizeMm }),
  ...(share.max === undefined ? {} : { max: share.max * sizeMm }),
})

/** Which crown the document's head height runs to. */
export const crownOf = (measurements: Measurements, document: Pick<DocumentSpec, 'crown'>) =>
  document.crown === 'hair' ? measurements.hairCrown : measurements.skullCrown

/**
 * Everything that the crop must satisfy (`isPublished`) and should (not), in the document's millimetres. `tiltDeg`: by
 * how much the head leans on the portrait.
 */
export const bandsOf = (measurements: Measurements, document: DocumentSpec, tiltDeg = 0): readonly CropBand[] => {
  // Lengths along the leaning axes, as the portrait's own axes see them.
  const unit = measurements.chin.valuePx / Math.cos((tiltDeg * Math.PI) / 180)
  const chin = measurements.chin.valuePx / unit
  const chinError = measurements.chin.errorPx / unit
  const { heightMm, widthMm } = document
  const across = (px: number): LinearLength => ({ scale: px / unit, centreMm: 0, eyesMm: 0, constantMm: 0 })
  const under = (up: number): LinearLength => ({ scale: -up, centreMm: 0, eyesMm: 1, constantMm: 0 })
  const crownBands = (crown: Measurements['skullCrown'], head: Band, top: Band, isPublished: boolean): CropBand[] => {
    const error = crown.errorPx / unit
    const height = across(crown.valuePx + measurements.chin.valuePx)
    return [
      { id: 'head-height', length: height, limits: head, error: Math.hypot(error, chinError), isPublished },
      { id: 'top-margin', length: under(crown.valuePx / unit), limits: top, error, isPublished },
    ]
  }
  const widthBands = (limits: Band): CropBand[] => {
    const band = (px: number, one: Band): CropBand => ({
      id: 'head-width',
      // Along the head's own axis, however it leans.
      length: { scale: px / measurements.chin.valuePx, centreMm: 0, eyesMm: 0, constantMm: 0 },
      limits: one,
      error: WIDTH_ERROR,
      isPublished: true,
    })
    if (document.faceWidthBasis === 'ear-base') return [band(measurements.faceWidthPx, limits)]
    // Right by either reading: the wider one reaches the least width, the narrower keeps to the greatest.
    return [
      band(measurements.earToEarWidthPx, limits.min === undefined ? {} : { min: limits.min }),
      band(measurements.faceWidthPx, limits.max === undefined ? {} : { max: limits.max }),
    ]
  }
  const eyeLine = (limits: Band, isPublished: boolean): CropBand => ({
    id: 'eye-line',
    length: { scale: 0, centreMm: 0, eyesMm: -1, constantMm: heightMm },
    limits,
    error: EYE_ERROR,
    isPublished,
  })
  const asideMm = document.centreOffsetMm.max ?? framing.centreOffset.max * widthMm
  const hairUp = measurements.hairCrown.valuePx / unit
  const hairError = measurements.hairCrown.errorPx / unit

  const bands: CropBand[] = [
    ...crownBands(crownOf(measurements, document), document.headHeightMm, document.topMarginMm, true),
    ...widthBands(document.faceWidthMm),
    {
      id: 'bottom-margin',
      length: { scale: -chin, centreMm: 0, eyesMm: -1, constantMm: heightMm },
      limits: document.bottomMarginMm,
      error: chinError,
      isPublished: true,
    },
    eyeLine(document.eyeFromBottomMm, true),
    {
      id: 'centring',
      length: { scale: 0, centreMm: 1, eyesMm: 0, constantMm: -widthMm / 2 },
      limits: { min: -asideMm, max: asideMm },
      error: CENTRE_ERROR,
      isPublished: true,
    },
    { id: 'in-frame', length: under(hairUp), limits: { min: 0 }, error: hairError, isPublished: true },
  ]
  if (!hasLimit(document.headHeightMm) && !hasLimit(document.faceWidthMm)) {
    bands.push(...crownBands(crownOf(measurements, document), times(framing.headHeight, heightMm), {}, false))
  }
  // Where the authority doesn't say which crown it means, a crop that is right by both is the safest.
  if (document.crown === 'unstated') {
    const readings = crownBands(measurements.hairCrown, document.headHeightMm, document.topMarginMm, false)
    bands.push(...readings.map((band) => ({ ...band, isOtherReading: true })))
  }
  if (!hasLimit(document.eyeFromBottomMm)) bands.push(eyeLine(times(framing.eyeFromBottom, heightMm), false))
  if (!hasLimit(document.topMarginMm)) {
    bands.push(...crownBands(measurements.hairCrown, {}, times(framing.hairMargin, heightMm), false))
  }
  return bands.filter(({ limits }) => hasLimit(limits))
}
