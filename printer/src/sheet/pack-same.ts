import { type Cell, type Packing, type Place, SEPARATION, type Shelf, widenGaps } from './packing.ts'

/**
 * One size on an area, in shelves: every number of upright shelves with as many turned ones as fit beneath is tried,
 * which is the best that two-stage cutting can do. Null when not even one copy (or not the requested count) fits.
 */
export const packSame = (cell: Cell, width: number, height: number, gap: number): Packing | null => {
  const upright = { width: cell.width, height: cell.height, isTurned: false }
  const turned = { width: cell.height, height: cell.width, isTurned: true }
  const perUpright = Math.floor(width / upright.width)
  const perTurned = cell.width === cell.height ? 0 : Math.floor(width / turned.width)
  const separation = Math.min(SEPARATION, gap)
  let best: Packing | null = null
  const uprightLimit = perUpright === 0 ? 0 : Math.floor(height / upright.height)
  for (let uprightRows = 0; uprightRows <= uprightLimit; uprightRows++) {
    const used = uprightRows * upright.height
    const left = height - used - (uprightRows > 0 ? separation : 0)
    const turnedRows = perTurned === 0 || left <= 0 ? 0 : Math.floor(left / turned.height)
    const shelves = [
      ...rows(cell, upright, perUpright, uprightRows, turnedRows > 0 ? separation : 0),
      ...rows(cell, turned, perTurned, turnedRows, 0),
    ]
    const packing = toPacking(cell, shelves, width, height, gap)
    if (packing !== null && (best === null || isBetter(packing, best))) best = packing
  }
  return best
}

interface Side {
  readonly width: number
  readonly height: number
  readonly isTurned: boolean
}

const rows = (cell: Cell, side: Side, perRow: number, count: number, separationBelow: number): Shelf[] =>
  Array.from({ length: count }, (_, row) => ({
    height: side.height,
    places: Array.from({ length: perRow }, (): Place => ({ index: cell.index, ...side, separation: 0 })),
    separation: row === count - 1 ? separationBelow : 0,
  }))

const toPacking = (cell: Cell, all: Shelf[], width: number, height: number, gap: number): Packing | null => {
  const shelves = cell.count === 'fill' ? all : firstPlaces(all, cell.count)
  if (shelves === null) return null
  const total = shelves.reduce((sum, shelf) => sum + shelf.places.length, 0)
  if (total === 0) return null
  return { shelves, ...widenGaps(shelves, width, height, gap), isTransposed: false, total, fewest: total }
}

/** The first `count` positions, spread evenly over as few shelves as possible; null when there are fewer than that. */
const firstPlaces = (shelves: readonly Shelf[], count: number): Shelf[] | null => {
  const kept: Shelf[] = []
  let left = count
  for (const shelf of shelves) {
    if (left === 0) break
    kept.push({ ...shelf, places: shelf.places.slice(0, left) })
    left -= Math.min(left, shelf.places.length)
  }
  return left > 0 ? null : kept
}

const isBetter = (candidate: Packing, best: Packing): boolean => {
  if (candidate.total !== best.total) return candidate.total > best.total
  const candidateGap = Math.min(candidate.gapX, candidate.gapY)
  const bestGap = Math.min(best.gapX, best.gapY)
  if (candidateGap !== bestGap) return candidateGap > bestGap
  return kinds(candidate) < kinds(best)
}

/** Fewer kinds of shelves are fewer settings of the trimmer. */
const kinds = ({ shelves }: Packing): number => new Set(shelves.map((shelf) => shelf.height)).size
