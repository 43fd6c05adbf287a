import { type Cell, type Packing, type Place, SEPARATION, type Shelf, widenGaps } from './packing.ts'

/** With more sizes than this not every combination of turned and upright is tried (2^n of them). */
const MAX_COMBINED = 6

/**
 * Several sizes on one area: shelves filled by decreasing height, with each combination of turned and upright tried.
 * Fixed counts come first; then all `fill` sizes grow together, so that each gets its share, then each by itself.
 * Null when the fixed counts plus one of each `fill` don't fit.
 */
export const packMixed = (cells: readonly Cell[], width: number, height: number, gap: number): Packing | null => {
  const separation = Math.min(SEPARATION, gap)
  const attempt = (counts: readonly number[]): Shelf[] | null => {
    for (const turns of combinations(cells.length)) {
      const shelves = fillShelves(cells, counts, turns, { width, height, separation })
      if (shelves !== null) return shelves
    }
    return null
  }
  const counts = cells.map((cell) => (cell.count === 'fill' ? 1 : cell.count))
  let shelves = attempt(counts)
  if (shelves === null) return null
  const fills = cells.filter((cell) => cell.count === 'fill').map((cell) => cell.index)
  const grow = (indexes: readonly number[]): void => {
    if (indexes.length === 0) return
    for (;;) {
      const more = counts.map((count, index) => (indexes.includes(index) ? count + 1 : count))
      const grown = attempt(more)
      if (grown === null) return
      counts.splice(0, counts.length, ...more)
      shelves = grown
    }
  }
  grow(fills)
  for (const index of fills) grow([index])
  return {
    shelves,
    ...widenGaps(shelves, width, height, gap),
    isTransposed: false,
    total: counts.reduce((sum, count) => sum + count, 0),
    fewest: Math.min(...counts),
  }
}

/** Every way to turn `count` sizes as a bit mask; beyond the limit all alike. */
const combinations = (count: number): number[] =>
  count > MAX_COMBINED ? [0, 2 ** count - 1] : Array.from({ length: 2 ** count }, (_, mask) => mask)

interface Area {
  readonly width: number
  readonly height: number
  readonly separation: number
}

/**
 * First fit by decreasing height. A picture goes to the first shelf with room, as the combination turns it or else the
 * other way; a new shelf is opened where none has.
 */
const fillShelves = (cells: readonly Cell[], counts: readonly number[], turns: number, area: Area): Shelf[] | null => {
  const sides = cells.map((cell) => sideOf(cell, Math.floor(turns / 2 ** cell.index) % 2 === 1))
  const order = [...cells].sort((a, b) => sides[b.index]!.height - sides[a.index]!.height || a.index - b.index)
  const shelves: OpenShelf[] = []
  let usedHeight = 0
  for (const cell of order) {
    const ways = [sides[cell.index]!, sideOf(cell, !sides[cell.index]!.isTurned)]
    for (let copy = 0; copy < counts[cell.index]!; copy++) {
      if (ways.some((side) => shelves.some((shelf) => addTo(shelf, side, area)))) continue
      const room = area.height - usedHeight - (shelves.length === 0 ? 0 : area.separation)
      const side = ways.find((way) => way.width <= area.width && way.height <= room)
      if (side === undefined) return null
      usedHeight = area.height - room + side.height
      shelves.push({ height: side.height, width: side.width, places: [side] })
    }
  }
  return shelves.map(({ height, places }, row) => ({
    height,
    places,
    separation: separationBelow(places, shelves[row + 1]?.places ?? [], area),
  }))
}

const sideOf = (cell: Cell, isTurned: boolean): Place => ({
  index: cell.index,
  width: isTurned ? cell.height : cell.width,
  height: isTurned ? cell.width : cell.height,
  isTurned,
  separation: 0,
})

interface OpenShelf {
  readonly height: number
  /** Of the pictures on it so far. */
  width: number
  readonly places: Place[]
}

const addTo = (shelf: OpenShelf, side: Place, area: Area): boolean => {
  if (side.height > shelf.height) return false
  const last = shelf.places.at(-1)
  const separation = last?.height === side.height ? 0 : area.separation
  const width = shelf.width + separation + side.width
  if (width > area.width) return false
  shelf.width = width
  shelf.places.push({ ...side, separation })
  return true
}

/** Shelves with the same cuts may touch; others keep room for their marks. */
const separationBelow = (places: readonly Place[], below: readonly Place[], area: Area): number => {
  const isAlike = ({ width, height }: Place) => width === places[0]!.width && height === places[0]!.height
  return below.length === 0 || [...places, ...below].every(isAlike) ? 0 : area.separation
}
