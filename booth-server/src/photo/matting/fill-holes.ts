import { areasOf, type TidyGrid } from './cleaning-grid.ts'

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
 *
 * @returns the address of a mask
 */
export const findGaps = (grid: TidyGrid, figure: number): number => {
  const { simd, scratch, size, cells, eyes, headCells, raw } = grid
  const { labels, sizes } = areasOf(grid, figure, false)
  const count = sizes.length
  const [sums, sure, elsewhere] = [scratch.clean(4 * count), scratch.clean(4 * count), scratch.clean(count)]
  const { from, to, top, bottom, mostAlpha } = GAP
  simd.measureGaps(
    labels,
    raw,
    size,
    eyes.x,
    eyes.y,
    headCells,
    from,
    to,
    top,
    bottom,
    mostAlpha,
    sums,
    sure,
    elsewhere,
  )
  const leastCells = GAP.leastShare * headCells * headCells
  const sumOf = scratch.floatsAt(sums, count)
  const sureCells = scratch.intsAt(sure, count)
  const isElsewhere = scratch.bytesAt(elsewhere, count)
  const kinds = Uint8Array.from(sizes, (cellsOfHole, label) => {
    if (label === 0 || isElsewhere[label] === 1 || sureCells[label]! < leastCells) return 0
    return sumOf[label]! / cellsOfHole <= mostAlpha ? 2 : 1
  })
  const gaps = scratch.reserve(cells)
  simd.markGaps(labels, raw, size, scratch.put(kinds), mostAlpha, gaps)
  return gaps
}

/** Fills the holes of `figure` whose middle lies at most `axisCells` beside the face. */
export const closeHoles = (grid: TidyGrid, figure: number, axisCells: number): void => {
  const { simd, scratch, size, cells, eyes, headCells, alpha, fate } = grid
  const { labels, sizes } = areasOf(grid, figure, false)
  const count = sizes.length
  const open = scratch.clean(count)
  simd.markOpenHoles(labels, size, eyes.x, CHEST_SHARE * headCells, open)
  const [sums, columns, inFace] = [scratch.clean(4 * count), scratch.clean(4 * count), scratch.clean(count)]
  simd.measureHoles(labels, open, alpha, size, eyes.x, eyes.y, FACE_RADIUS_SHARE * headCells, sums, columns, inFace)
  const isOpen = scratch.bytesAt(open, count)
  const sumOf = scratch.floatsAt(sums, count)
  const columnsOf = scratch.floatsAt(columns, count)
  const isInFace = scratch.bytesAt(inFace, count)
  const realCells = REAL_HOLE_SHARE * headCells * headCells
  const isFilled = Uint8Array.from(sizes, (cellsOfHole, label) => {
    if (label === 0 || isOpen[label] === 1) return 0
    if (Math.abs(columnsOf[label]! / cellsOfHole - eyes.x) > axisCells) return 0
    return Number(isInFace[label] === 1 || cellsOfHole < realCells || sumOf[label]! / cellsOfHole > REAL_HOLE_ALPHA)
  })
  simd.fillHoles(labels, scratch.put(isFilled), cells, figure, alpha, fate)
}
