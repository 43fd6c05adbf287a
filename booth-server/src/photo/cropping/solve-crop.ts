import type { DocumentSpec } from '../../documents/document.ts'
import type { HintCode } from '../../protocol/codes.ts'
import { axesOf, offset } from '../face/mesh.ts'
import type { Measurements } from '../face/values.ts'
import type { Crop, Matte } from '../imaging/values.ts'
import { type BandId, bandsOf, type CropBand, crownOf } from './bands.ts'
import { type CanvasRow, canvasAlternatives } from './canvas.ts'
import { type BandFit, fitBands, lengthAt, maximiseMarginLexicographically, type Placement } from './placement.ts'

export interface CropInput {
  readonly measurements: Measurements
  readonly document: DocumentSpec
  readonly picture: { readonly width: number; readonly height: number }
  readonly matte: Matte
  /**
   * True where the backdrop is replaced: the portrait may then reach beyond the picture at the top and the sides, where
   * nothing of the person is cut. Never below.
   */
  readonly canExtend: boolean
}

/** A band that the best crop misses: by `offMm`, negative = too little, and what the customer should do about it. */
export interface FailedBand {
  readonly band: BandId
  readonly offMm: number
  readonly hint: HintCode | null
}

export type CropOutcome =
  | {
      readonly ok: true
      readonly crop: Crop
      readonly failedBands: readonly FailedBand[]
      /** The least distance to a limit over the document's bands, 1 = in the middle of its band, below 0 = missed. */
      readonly margin: number
    }
  | { readonly ok: false; readonly fault: 'crop.out-of-frame'; readonly detail: string }

/** A head below this share of the portrait's height is no portrait any more; no document asks for less than .35. */
const SMALLEST_HEAD = 0.25

/** The portrait holds the whole head, whatever else gives way: these lengths stay at or above zero. */
const headInPrint = (measurements: Measurements, document: DocumentSpec): readonly CanvasRow[] => {
  const unit = measurements.chin.valuePx
  const crown = crownOf(measurements, document).valuePx / unit
  const half = measurements.faceWidthPx / unit / 2
  return [
    { coefficients: [-crown, 0, 1], constant: 0 },
    { coefficients: [-1, 0, -1], constant: document.heightMm },
    { coefficients: [-half, 1, 0], constant: 0 },
    { coefficients: [-half, -1, 0], constant: document.widthMm },
    { coefficients: [crown + 1, 0, 0], constant: -SMALLEST_HEAD * document.heightMm },
  ]
}

const toCrop = (placement: Placement, rollDeg: number, { measurements, document }: CropInput): Crop => {
  const pxPerMm = measurements.chin.valuePx / placement.scale
  const centre = offset(
    measurements.faceCentre,
    axesOf(rollDeg),
    (document.widthMm / 2 - placement.centreMm) * pxPerMm,
    (document.heightMm / 2 - placement.eyesMm) * pxPerMm,
  )
  return {
    centre,
    rollDeg,
    widthPx: document.widthMm * pxPerMm,
    heightPx: document.heightMm * pxPerMm,
    pxPerMm,
  }
}

/** What would bring a band back, as the customer stands before the camera. Left and right are the customer's own. */
export const hintForBand = (band: BandId, offMm: number): HintCode => {
  const isTooMuch = offMm > 0
  switch (band) {
    case 'head-height':
    case 'head-width':
      return isTooMuch ? 'step-back' : 'step-closer'
    // Too little room over the head: the camera must see more above.
    case 'top-margin':
    case 'in-frame':
      return isTooMuch ? 'move-up' : 'move-down'
    case 'bottom-margin':
    case 'eye-line':
      return isTooMuch ? 'move-down' : 'move-up'
    // The face is right of the portrait's middle: the picture ends there, so the customer moves to the picture's left.
    case 'centring':
      return isTooMuch ? 'move-right' : 'move-left'
  }
}

const MISSED_MM = 1e-3

const failedBands = (bands: readonly CropBand[], placement: Placement): FailedBand[] =>
  bands
    .filter(({ isPublished }) => isPublished)
    .flatMap(({ id, length, limits }) => {
      const value = lengthAt(length, placement)
      const over = limits.max === undefined ? 0 : value - limits.max
      const under = limits.min === undefined ? 0 : limits.min - value
      if (Math.max(over, under) <= MISSED_MM) return []
      const offMm = over > under ? over : -under
      return [{ band: id, offMm, hint: hintForBand(id, offMm) }]
    })

interface RotatedFit {
  readonly fit: BandFit
  readonly rollDeg: number
}

/** The best fit of a crop that is rotated by `rollDeg`, or null. */
const fitRotated = (input: CropInput, rollDeg: number): RotatedFit | null => {
  const { measurements, document } = input
  const bands = bandsOf(measurements, document, measurements.rollDeg - rollDeg)
  const head = headInPrint(measurements, document)
  const alternatives = canvasAlternatives({
    picture: input.picture,
    matte: input.matte,
    canExtend: input.canExtend,
    origin: measurements.faceCentre,
    axes: axesOf(rollDeg),
    unitPx: measurements.chin.valuePx,
    widthMm: document.widthMm,
    heightMm: document.heightMm,
  })
  const fits = alternatives.flatMap((canvas) => fitBands(bands, [...head, ...canvas]) ?? [])
  const [fit] = fits.sort(
    (a, b) => a.missedMm - b.missedMm || b.safety - a.safety || a.missedPreferences - b.missedPreferences,
  )
  return fit ? { fit, rollDeg } : null
}

/**
 * A rotated crop needs room at its corners. Where that is missing the head may lean by this much: ISO allows 8 degrees.
 */
const MAX_LEAN_DEG = 4
const LEANS = [0.5, 1] as const
/** Standing upright is given up for this many millimetres of misses, no fewer. */
const WORTH_LEANING_MM = 0.05

/**
 * Where the portrait lies on the picture: rotated upright, scaled evenly, never stretched. Among all places that keep
 * to the canvas and hold the whole head, the one that satisfies every band of the document with the most room to its
 * limits; where no place does, the one that misses by the fewest millimetres in sum, with the bands that it misses.
 * With the angle fixed a place is three numbers (scale, across, down) and every limit is linear in them: the answer is
 * exact. A rolled head whose upright crop would run out of the picture may lean a little instead.
 */
export const solveCrop = (input: CropInput): CropOutcome => {
  const { measurements, document, picture } = input
  const { rollDeg } = measurements
  let best = fitRotated(input, rollDeg)
  for (const share of LEANS) {
    if (best && best.fit.missedMm <= WORTH_LEANING_MM) break
    const lean = Math.sign(rollDeg) * Math.min(Math.abs(rollDeg), MAX_LEAN_DEG) * share
    const leaning = fitRotated(input, rollDeg - lean)
    if (leaning && (!best || leaning.fit.missedMm < best.fit.missedMm - WORTH_LEANING_MM)) best = leaning
  }
  if (!best) {
    return {
      ok: false,
      fault: 'crop.out-of-frame',
      detail: `No rectangle of ${document.widthMm} x ${document.heightMm} mm holds the whole head inside the picture of ${picture.width} x ${picture.height} px`,
    }
  }
  const { placement, margin } = maximiseMarginLexicographically(best.fit)
  return {
    ok: true,
    crop: toCrop(placement, best.rollDeg, input),
    failedBands: failedBands(best.fit.bands, placement),
    margin,
  }
}
