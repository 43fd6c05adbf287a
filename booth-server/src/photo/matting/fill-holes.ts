import type { Bytes } from '../imaging/kernel-bindings.generated.ts'
import { type CleaningGrid, componentsOf } from './cleaning-grid.ts'

/** A hole is real (an arm akimbo, a loop of hair) if it is this large and the model is this sure of it. */
const REAL_HOLE_SHARE = 0.012
const REAL_HOLE_ALPHA = 0.06
/** Holes whose centre is this near to the vertical line through the face are the head's own, in head heights. */
export const HEAD_AXIS_SHARE = 0.36
/** The picture's lower edge this far to either side of the face is chest, in head heights. */
const CHEST_SHARE = 0.8
/** Between neck and hair, in head heights aside of and below the eyes. */
const GAP = { from: 0.12, to: 0.6, top: 0.1, bottom: 1.1, leastShare: 0.0015, mostAlpha: 0.2 } as const
/** Nobody has a hole this near to the centre of the face, in head heights. */
const FACE_RADIUS_SHARE = 0.25

/**
 * The gaps between neck and hair, as a mask: small, but the model is sure that the background shows there. Where it is
 * sure of part of a hole only, since hair hangs behind in the shade, that part is the gap.
 */
export const findNeckGaps = (grid: CleaningGrid, foreground: Bytes): Bytes => {
  const { kernels, scratch, size, cells, eyes, headCells, raw } = grid
  const { labels, sizes } = componentsOf(grid, foreground, false)
  const count = sizes.length
  const sums = scratch.zeroedFloats(count)
  const clearCells = scratch.zeroedInts(count)
  const elsewhere = scratch.zeroedBytes(count)
  const { from, to, top, bottom, mostAlpha } = GAP
  kernels.measureNeckGaps({
    labels,
    alpha: raw,
    size,
    faceX: eyes.x,
    faceY: eyes.y,
    headCells,
    from,
    to,
    top,
    bottom,
    threshold: mostAlpha,
    sums,
    clearCells,
    elsewhere,
  })
  const leastCells = GAP.leastShare * headCells * headCells
  const sumOf = scratch.readFloats(sums, count)
  const clearCellsOf = scratch.readInts(clearCells, count)
  const isElsewhere = scratch.readBytes(elsewhere, count)
  const kinds = Uint8Array.from(sizes, (cellsOfHole, label) => {
    if (label === 0 || isElsewhere[label] === 1 || clearCellsOf[label]! < leastCells) return 0
    return sumOf[label]! / cellsOfHole <= mostAlpha ? 2 : 1
  })
  const gaps = scratch.bytes(cells)
  kernels.markNeckGaps({ labels, alpha: raw, size, kinds: scratch.put(kinds), threshold: mostAlpha, target: gaps })
  return gaps
}

/** Fills the holes of a mask whose centre lies at most `axisCells` beside the face. */
export const fillHoles = (grid: CleaningGrid, mask: Bytes, axisCells: number): void => {
  const { kernels, scratch, size, cells, eyes, headCells, alpha, overrides } = grid
  const { labels, sizes } = componentsOf(grid, mask, false)
  const count = sizes.length
  const isOpen = scratch.zeroedBytes(count)
  kernels.markOpenHoles({ labels, size, faceX: eyes.x, chestHalf: CHEST_SHARE * headCells, isOpen })
  const sums = scratch.zeroedFloats(count)
  const columns = scratch.zeroedFloats(count)
  const isInFace = scratch.zeroedBytes(count)
  kernels.measureHoles({
    labels,
    isOpen,
    alpha,
    size,
    faceX: eyes.x,
    faceY: eyes.y,
    radius: FACE_RADIUS_SHARE * headCells,
    sums,
    columns,
    isInFace,
  })
  const open = scratch.readBytes(isOpen, count)
  const sumOf = scratch.readFloats(sums, count)
  const columnsOf = scratch.readFloats(columns, count)
  const inFace = scratch.readBytes(isInFace, count)
  const realCells = REAL_HOLE_SHARE * headCells * headCells
  const isFilled = Uint8Array.from(sizes, (cellsOfHole, label) => {
    if (label === 0 || open[label] === 1) return 0
    if (Math.abs(columnsOf[label]! / cellsOfHole - eyes.x) > axisCells) return 0
    return Number(inFace[label] === 1 || cellsOfHole < realCells || sumOf[label]! / cellsOfHole > REAL_HOLE_ALPHA)
  })
  kernels.fillHoles({ labels, isFilled: scratch.put(isFilled), cells, mask, alpha, overrides })
}
