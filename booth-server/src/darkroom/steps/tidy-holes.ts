import { labelComponents } from '../raster/components.ts'
import { inverseOf, maskWhere } from '../raster/mask.ts'
import type { Point } from '../values.ts'

/** A hole is real (an arm akimbo, a loop of hair) if it is this large and the model is this sure of it. */
const REAL_HOLE_SHARE = 0.012
const REAL_HOLE_ALPHA = 0.06
/** Holes whose middle is this near to the upright line through the face are the head's own, in head heights. */
export const HEAD_AXIS_SHARE = 0.36
/** The picture's lower edge this far to either side of the face is chest, in head heights. */
const CHEST_SHARE = 0.8
/** Between neck and hair, in head heights aside of and below the eyes. */
const GAP = { from: 0.12, to: 0.6, top: 0.1, bottom: 1.1, leastShare: 0.0015, mostAlpha: 0.2 } as const
/** Nobody has a hole this near to the middle of the face, in head heights. */
const FACE_RADIUS_SHARE = 0.25

/**
 * Cells of the gaps between neck and hair: small, but the model is sure that the backdrop shows there. Where it is of
 * part of a hole only, since hair hangs behind in the shade, that part is the gap.
 */
export const gapsIn = (
  figure: Uint8Array,
  alpha: Float32Array,
  size: number,
  face: Point,
  headCells: number,
): Uint8Array => {
  const { labels, sizes } = labelComponents(inverseOf(figure), size, size)
  const sums = new Float64Array(sizes.length)
  const sureCells = new Uint32Array(sizes.length)
  const isElsewhere = new Uint8Array(sizes.length)
  for (let y = 0, at = 0; y < size; y++) {
    const below = (y - face.y) / headCells
    for (let x = 0; x < size; x++, at++) {
      const label = labels[at]!
      if (label === 0) continue
      const aside = Math.abs(x - face.x) / headCells
      sums[label]! += alpha[at]!
      if (alpha[at]! <= GAP.mostAlpha) sureCells[label]!++
      const isBesideNeck = aside > GAP.from && aside < GAP.to && below > GAP.top && below < GAP.bottom
      if (!isBesideNeck) isElsewhere[label] = 1
    }
  }
  const leastCells = GAP.leastShare * headCells * headCells
  const isGap = sizes.map((_, label) => label !== 0 && isElsewhere[label] === 0 && sureCells[label]! >= leastCells)
  const isWhollyGap = sizes.map((cells, label) => isGap[label] === true && sums[label]! / cells <= GAP.mostAlpha)
  // Beyond the picture there is nothing to be sure of.
  const isBesideSure = (at: number) =>
    [-size, 0, size].some((row) => [-1, 0, 1].some((column) => (alpha[at + row + column] ?? 1) <= GAP.mostAlpha))
  return maskWhere(alpha.length, (at) => {
    const label = labels[at]!
    return isGap[label] === true && (isWhollyGap[label] === true || isBesideSure(at))
  })
}

/** Fills the holes of `figure` and of `alpha` whose middle lies at most `axisCells` beside the face; answers where. */
export const closeHoles = (
  figure: Uint8Array,
  alpha: Float32Array,
  size: number,
  face: Point,
  headCells: number,
  axisCells: number,
): Uint8Array => {
  const { labels, sizes } = labelComponents(inverseOf(figure), size, size)
  const isOpen = new Uint8Array(sizes.length)
  for (let at = 0; at < size; at++) {
    for (const edge of [at, at * size, at * size + size - 1]) isOpen[labels[edge]!] = 1
    // Right below the face there is a chest, also where the picture ends.
    if (Math.abs(at - face.x) > CHEST_SHARE * headCells) isOpen[labels[(size - 1) * size + at]!] = 1
  }
  const sums = new Float64Array(sizes.length)
  const columns = new Float64Array(sizes.length)
  const isInFace = new Uint8Array(sizes.length)
  const faceRadius = FACE_RADIUS_SHARE * headCells
  for (let y = 0, at = 0; y < size; y++) {
    const chord = Math.sqrt(Math.max(0, faceRadius ** 2 - (y - face.y) ** 2))
    for (let x = 0; x < size; x++, at++) {
      const label = labels[at]!
      if (label === 0 || isOpen[label] === 1) continue
      sums[label]! += alpha[at]!
      columns[label]! += x
      if (Math.abs(x - face.x) < chord) isInFace[label] = 1
    }
  }
  const realCells = REAL_HOLE_SHARE * headCells * headCells
  const isFilled = sizes.map((cells, label) => {
    if (label === 0 || isOpen[label] === 1) return false
    if (Math.abs(columns[label]! / cells - face.x) > axisCells) return false
    return isInFace[label] === 1 || cells < realCells || sums[label]! / cells > REAL_HOLE_ALPHA
  })
  const filled = maskWhere(alpha.length, (at) => isFilled[labels[at]!] === true)
  for (let at = 0; at < alpha.length; at++) {
    if (filled[at] === 0) continue
    figure[at] = 1
    alpha[at] = 1
  }
  return filled
}
