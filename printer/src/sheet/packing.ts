/**
 * Packing works in whole tenths of a millimetre, so that sums are exact. A size between two tenths takes the larger
 * cell; its picture keeps its own exact size.
 */
const UNITS_PER_MM = 10

/** Half a nanometre: what a binary fraction like 50.8 * 10 may be off by. */
const ROUNDING = 1e-6

export const toUnitsUp = (mm: number): number => Math.ceil(mm * UNITS_PER_MM - ROUNDING)
export const toUnitsDown = (mm: number): number => Math.floor(mm * UNITS_PER_MM + ROUNDING)
export const toMm = (units: number): number => units / UNITS_PER_MM

/** Room for a cut mark between pictures of different sizes, kept even where gaps have shrunk to nothing: 1 mm. */
export const SEPARATION = UNITS_PER_MM

/** One size to be packed, unturned, in units. */
export interface Cell {
  readonly index: number
  readonly width: number
  readonly height: number
  readonly count: number | 'fill'
}

/** A picture's position on a shelf, as it is turned there, in units. */
export interface Place {
  readonly index: number
  readonly width: number
  readonly height: number
  readonly isTurned: boolean
  /** The least distance to the picture before it. */
  readonly separation: number
}

/** A strip right across the area; its pictures stand side by side from the left, tops aligned. */
export interface Shelf {
  readonly height: number
  readonly places: readonly Place[]
  /** The least distance to the shelf below. */
  readonly separation: number
}

export interface Packing {
  readonly shelves: readonly Shelf[]
  readonly gapX: number
  readonly gapY: number
  /** Packed on the sheet turned: x and y have to be swapped. */
  readonly isTransposed: boolean
  /** Pictures in all, and of the size with the fewest. */
  readonly total: number
  readonly fewest: number
}

/** A shelf's width with that gap; distances with a larger minimum keep it. */
export const shelfWidth = (places: readonly Place[], gapX: number): number => {
  let width = 0
  for (const [position, place] of places.entries()) {
    width += place.width + (position === 0 ? 0 : Math.max(gapX, place.separation))
  }
  return width
}

const shelvesHeight = (shelves: readonly Shelf[], gapY: number): number => {
  let height = 0
  for (const [position, shelf] of shelves.entries()) {
    const isLast = position === shelves.length - 1
    height += shelf.height + (isLast ? 0 : Math.max(gapY, shelf.separation))
  }
  return height
}

export const areaOf = ({ shelves, gapX, gapY }: Pick<Packing, 'shelves' | 'gapX' | 'gapY'>) => ({
  width: Math.max(0, ...shelves.map((shelf) => shelfWidth(shelf.places, gapX))),
  height: shelvesHeight(shelves, gapY),
})

/** Widens the gaps of shelves that fit without any, up to the preferred gap and the room in the area. */
export const widenGaps = (
  shelves: readonly Shelf[],
  width: number,
  height: number,
  gap: number,
): { gapX: number; gapY: number } => ({
  gapX: widest(gap, (gapX) => shelves.every((shelf) => shelfWidth(shelf.places, gapX) <= width)),
  gapY: widest(gap, (gapY) => shelvesHeight(shelves, gapY) <= height),
})

/** The largest whole number from 0 to `limit` that fits; fitting is monotonic and 0 fits. */
const widest = (limit: number, fits: (gap: number) => boolean): number => {
  let low = 0
  let high = limit
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}
