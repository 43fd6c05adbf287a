import type { Band, DocumentSpec } from '../../documents/document.ts'
import type { RuleId } from '../../protocol/index.ts'
import type { Measurements } from '../values.ts'

/** What a document limits about the place of the head on the print; each is a compliance rule too. */
export const bandIds = [
  'head-height',
  'head-width',
  'eye-line',
  'top-margin',
  'bottom-margin',
  'centring',
] as const satisfies readonly RuleId[]
export type BandId = (typeof bandIds)[number]

/**
 * A length on the print as a linear function of the crop's unknowns: `scale` (mm on the print of the eye-to-chin
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
}

/**
 * Framing where a document publishes nothing, as shares of the print. Eye line and centring: ISO/IEC 19794-5 (50 to
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

/** Everything that the crop must satisfy (`isPublished`) and should (not), in the document's millimetres. */
export const bandsOf = (measurements: Measurements, document: DocumentSpec): readonly CropBand[] => {
  const unit = measurements.chin.valuePx
  const chinError = measurements.chin.errorPx / unit
  const { heightMm, widthMm } = document
  const crownBands = (crown: Measurements['skullCrown'], head: Band, top: Band, isPublished: boolean): CropBand[] => {
    const up = crown.valuePx / unit
    const error = crown.errorPx / unit
    return [
      {
        id: 'head-height' as const,
        length: { scale: up + 1, centreMm: 0, eyesMm: 0, constantMm: 0 },
        limits: head,
        error: Math.hypot(error, chinError),
        isPublished,
      },
      {
        id: 'top-margin' as const,
        length: { scale: -up, centreMm: 0, eyesMm: 1, constantMm: 0 },
        limits: top,
        error,
        isPublished,
      },
    ].filter(({ limits }) => hasLimit(limits))
  }
  const eyeLine: LinearLength = { scale: 0, centreMm: 0, eyesMm: -1, constantMm: heightMm }
  const centre: LinearLength = { scale: 0, centreMm: 1, eyesMm: 0, constantMm: -widthMm / 2 }
  const centreMax = document.centreOffsetMm.max
  const width = { scale: measurements.faceWidthPx / unit, centreMm: 0, eyesMm: 0, constantMm: 0 }
  const bottom = { scale: -1, centreMm: 0, eyesMm: -1, constantMm: heightMm }
  const both = (max: number): Band => ({ min: -max, max })

  const published: CropBand[] = [
    ...crownBands(crownOf(measurements, document), document.headHeightMm, document.topMarginMm, true),
    { id: 'head-width' as const, length: width, limits: document.faceWidthMm, error: WIDTH_ERROR, isPublished: true },
    {
      id: 'bottom-margin' as const,
      length: bottom,
      limits: document.bottomMarginMm,
      error: chinError,
      isPublished: true,
    },
    { id: 'eye-line' as const, length: eyeLine, limits: document.eyeFromBottomMm, error: EYE_ERROR, isPublished: true },
    {
      id: 'centring' as const,
      length: centre,
      limits: both(centreMax ?? framing.centreOffset.max * widthMm),
      error: CENTRE_ERROR,
      isPublished: true,
    },
  ].filter(({ limits }) => hasLimit(limits))

  const wanted: CropBand[] = []
  if (!hasLimit(document.headHeightMm) && !hasLimit(document.faceWidthMm)) {
    wanted.push(...crownBands(crownOf(measurements, document), times(framing.headHeight, heightMm), {}, false))
  }
  // Where the authority doesn't say which crown it means, a crop that is right by both is the safest.
  if (document.crown === 'unstated') {
    wanted.push(...crownBands(measurements.hairCrown, document.headHeightMm, document.topMarginMm, false))
  }
  if (!hasLimit(document.eyeFromBottomMm)) {
    wanted.push({
      id: 'eye-line',
      length: eyeLine,
      limits: times(framing.eyeFromBottom, heightMm),
      error: EYE_ERROR,
      isPublished: false,
    })
  }
  if (!hasLimit(document.topMarginMm)) {
    wanted.push(...crownBands(measurements.hairCrown, {}, times(framing.hairMargin, heightMm), false))
  }
  return [...published, ...wanted]
}
