import { smoothStep } from '../imaging/smooth-step.ts'
import type { SegmentedRegion } from './segmentation.ts'

/** Less hair than this beside the face (face widths of opaque hair in a row) is no strand that falls any further. */
const LEAST_STRAND = 0.07
/** A gap of so many face widths ends a strand, and its end fades over as much. */
const GAP = 0.06
/** Strands are looked for so far from the axis, face widths. */
const REACH = 1.1
/** A pixel of a strand: hardly face, mostly hair. */
const STRAND_PIXEL = { face: 0.1, hair: 0.5 } as const
/** How far out a strand reaches is this quantile over its rows: a single lock may stick out further. */
const ASIDE_QUANTILE = 0.75
/** Hair spreads on the shoulders: beyond the strand's own reach, and more for each face width below the chin. */
const SPREAD = { own: 0.08, perBelowChin: 0.15, edge: 0.15 } as const
/** Share of the chin that must not be bare skin for a beard. */
const BEARDED = 0.45
/** A beard ends here: face widths below the chin, and beside the axis. From and to. */
const BEARD = { below: { from: 0.1, to: 0.35 }, aside: { from: 0.3, to: 0.5 } } as const
/** The chin's surface: well inside the face's mask, from two thirds of the way between mouth and chin. */
const CHIN_FACE = 0.9

/** How far down, and how far out (face widths), one side's hair reaches. */
interface Extent {
  readonly endRow: number
  readonly aside: number
}

/**
 * Hair falls only from where there is hair: each side ends where, from the mouth down, none is left beside the face. In
 * place.
 * @returns whether there is any hair below the mouth
 */
export const fadeBelowStrands = (hair: Float32Array, region: SegmentedRegion, mouthRow: number): boolean => {
  const { top, rows, width, faceMask, skin, face } = region
  const { faceWidthPx, chin, axisX } = face
  const chinRow = Math.min(rows - 1, Math.round(chin.y) - top)
  const middle = Math.min(Math.max(Math.round(axisX), 0), width)
  const gapRows = Math.max(2, Math.round(GAP * faceWidthPx))
  const reach = Math.round(REACH * faceWidthPx)
  const extents = [
    extentOf(hair, region, { left: Math.max(0, middle - reach), right: middle, mouthRow, chinRow, gapRows }),
    extentOf(hair, region, { left: middle, right: Math.min(width, middle + reach), mouthRow, chinRow, gapRows }),
  ] as const
  const isBearded = bareShareOfChin(skin, faceMask, mouthRow, chinRow, width) < 1 - BEARDED
  if (!isBearded && extents.every(({ endRow }) => endRow === mouthRow)) return false
  for (let y = mouthRow; y < rows; y++) {
    const fades = extents.map(({ endRow }) => 1 - smoothStep(endRow, endRow + gapRows, y))
    const down = (y - chinRow) / faceWidthPx
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (hair[at] === 0) continue
      const side = x < axisX ? 0 : 1
      const aside = Math.abs(x - axisX) / faceWidthPx
      const limit = extents[side].aside + SPREAD.own + SPREAD.perBelowChin * Math.max(down, 0)
      const strand = fades[side]! * (1 - smoothStep(limit, limit + SPREAD.edge, aside))
      const beard = isBearded
        ? (1 - smoothStep(BEARD.below.from, BEARD.below.to, down)) *
          (1 - smoothStep(BEARD.aside.from, BEARD.aside.to, aside))
        : 0
      hair[at]! *= Math.max(strand, beard)
    }
  }
  return true
}

interface Side {
  readonly left: number
  readonly right: number
  readonly mouthRow: number
  readonly chinRow: number
  readonly gapRows: number
}

const extentOf = (
  hair: Float32Array,
  { rows, width, faceMask, alpha, face }: SegmentedRegion,
  { left, right, mouthRow, chinRow, gapRows }: Side,
): Extent => {
  const { faceWidthPx, axisX } = face
  let endRow = mouthRow
  const outermost: number[] = []
  for (let y = mouthRow; y <= chinRow; y++) {
    let breadth = 0
    let farthest = 0
    for (let x = left; x < right; x++) {
      const at = y * width + x
      const strand = faceMask[at]! < STRAND_PIXEL.face ? hair[at]! * alpha[at]! : 0
      breadth += strand
      if (strand > STRAND_PIXEL.hair) farthest = Math.max(farthest, Math.abs(x - axisX))
    }
    if (breadth >= LEAST_STRAND * faceWidthPx) {
      endRow = y
      outermost.push(farthest / faceWidthPx)
    } else if (y - endRow > gapRows) return { endRow, aside: quantileOf(outermost) }
  }
  return { endRow: rows + gapRows, aside: quantileOf(outermost) }
}

const quantileOf = (values: number[]): number =>
  values.sort((one, other) => one - other)[Math.floor(values.length * ASIDE_QUANTILE)] ?? 0

/** How much of the chin is bare skin. */
const bareShareOfChin = (
  skin: Float32Array,
  faceMask: Float32Array,
  mouthRow: number,
  chinRow: number,
  width: number,
): number => {
  let bare = 0
  let all = 0
  for (let at = Math.round((mouthRow + 2 * chinRow) / 3) * width; at < chinRow * width; at++) {
    if (faceMask[at]! < CHIN_FACE) continue
    bare += skin[at]!
    all++
  }
  return all === 0 ? 1 : bare / all
}
