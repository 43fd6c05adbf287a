import { cutMarksOf } from './cut-marks.ts'
import { packMixed } from './pack-mixed.ts'
import { packSame } from './pack-same.ts'
import { areaOf, type Cell, type Packing, type Shelf, toMm, toUnitsDown, toUnitsUp } from './packing.ts'
import type { Paper, Placement, SheetItem, SheetLayout } from './sheet.ts'

export interface LayoutRequest {
  /** Upright; the layout is for the same upright page, however the packing was turned to fit more. */
  readonly paper: Paper
  /** At most 16 sizes; several of them may be `fill`, and share the room evenly. */
  readonly items: readonly SheetItem[]
  /** Preferred distance between neighbours. It shrinks, to 0 if need be, where that fits more. */
  readonly gapMm: number
  /** Preferred distance to the paper's edge. It shrinks only if the items would not fit at all otherwise. */
  readonly marginMm: number
}

export type LayoutResult =
  | { readonly ok: true; readonly layout: SheetLayout }
  | { readonly ok: false; readonly reason: 'does-not-fit'; readonly detail: string }

/** More sizes than this are a bug in the caller. */
const MAX_ITEMS = 16

/**
 * Lays out a sheet: as many copies as fit (`fill`) or a given number, in shelves that a trimmer can cut: full cuts
 * across the sheet first, then each strip by itself. Both directions of the shelves and both directions of every
 * portrait are tried. All positions are whole tenths of a millimetre from the paper's top left corner.
 *
 * Throws RangeError on sizes that are not positive numbers and on repeated ids: bugs in the caller.
 */
export const layoutSheet = (request: LayoutRequest): LayoutResult => {
  assertSound(request)
  const { paper, gapMm } = request
  for (const marginMm of shrinkingMargins(request.marginMm)) {
    const packing = bestPacking(request, marginMm)
    if (packing !== null) {
      const placements = placementsOf(packing, request.items, paper)
      return { ok: true, layout: { paper, placements, cutMarks: cutMarksOf(paper, placements) } }
    }
  }
  return { ok: false, reason: 'does-not-fit', detail: describe(request.items, paper, gapMm) }
}

const assertSound = ({ paper, items, gapMm, marginMm }: LayoutRequest): void => {
  const sizes = [paper, ...items]
  for (const { id, widthMm, heightMm } of sizes) {
    if (!(widthMm >= 1 && heightMm >= 1 && widthMm <= 2000 && heightMm <= 2000)) {
      throw new RangeError(`Expected 1 to 2000 mm for each side of ${id} but received ${widthMm} x ${heightMm}`)
    }
  }
  for (const [name, value] of Object.entries({ gapMm, marginMm })) {
    if (!(value >= 0 && value <= 1000)) throw new RangeError(`Expected 0 to 1000 for ${name} but received ${value}`)
  }
  if (items.length === 0 || items.length > MAX_ITEMS) {
    throw new RangeError(`Expected 1 to ${MAX_ITEMS} items but received ${items.length}`)
  }
  if (new Set(items.map((item) => item.id)).size !== items.length) throw new RangeError('Expected item ids to differ')
  for (const { id, count } of items) {
    if (count !== 'fill' && !(Number.isInteger(count) && count >= 1 && count <= 10_000)) {
      throw new RangeError(`Expected 'fill' or 1 to 10000 for the count of ${id} but received ${count}`)
    }
  }
}

/** The preferred margin, then half of it again and again, then none (a 5-inch picture on 5-inch paper). */
const shrinkingMargins = (marginMm: number): number[] =>
  [...new Set([marginMm, marginMm / 2, 0])].sort((left, right) => right - left)

const bestPacking = ({ paper, items, gapMm }: LayoutRequest, marginMm: number): Packing | null => {
  const cells: Cell[] = items.map((item, index) => ({
    index,
    width: toUnitsUp(item.widthMm),
    height: toUnitsUp(item.heightMm),
    count: item.count,
  }))
  const width = toUnitsDown(paper.widthMm - 2 * marginMm)
  const height = toUnitsDown(paper.heightMm - 2 * marginMm)
  if (width <= 0 || height <= 0) return null
  const gap = toUnitsDown(gapMm)
  const only = cells.length === 1 ? cells[0] : undefined
  const pack = (w: number, h: number): Packing | null =>
    only === undefined ? packMixed(cells, w, h, gap) : packSame(only, w, h, gap)
  const across = pack(width, height)
  const down = pack(height, width)
  if (down === null) return across
  const turned: Packing = { ...down, isTransposed: true }
  return across === null || isBetter(turned, across) ? turned : across
}

/** More pictures (by the fewest of any size, then in all), then wider gaps. A tie keeps the unturned packing. */
const isBetter = (candidate: Packing, best: Packing): boolean =>
  candidate.fewest !== best.fewest
    ? candidate.fewest > best.fewest
    : candidate.total !== best.total
      ? candidate.total > best.total
      : Math.min(candidate.gapX, candidate.gapY) > Math.min(best.gapX, best.gapY)

/** Centres the shelves on the paper, snapped to tenths of a millimetre. */
const placementsOf = (packing: Packing, items: readonly SheetItem[], paper: Paper): Placement[] => {
  const { shelves, gapX, gapY, isTransposed } = packing
  const area = areaOf(packing)
  const sheetWidth = toUnitsDown(isTransposed ? paper.heightMm : paper.widthMm)
  const sheetHeight = toUnitsDown(isTransposed ? paper.widthMm : paper.heightMm)
  const left = Math.floor((sheetWidth - area.width) / 2)
  const placements: Placement[] = []
  let y = Math.floor((sheetHeight - area.height) / 2)
  for (const shelf of shelves) {
    let x = left
    for (const [position, place] of shelf.places.entries()) {
      const before = shelf.places[position - 1]
      if (before !== undefined) x += before.width + gapX + separationIn(shelf, position, gapX)
      placements.push(placementAt(items[place.index]!, x, y, place.isTurned, isTransposed))
    }
    y += shelf.height + gapY + Math.max(0, shelf.separation - gapY)
  }
  return placements
}

const separationIn = (shelf: Shelf, position: number, gapX: number): number =>
  Math.max(0, (shelf.places[position]?.separation ?? 0) - gapX)

const placementAt = (
  item: SheetItem,
  x: number,
  y: number,
  isTurnedInShelf: boolean,
  isTransposed: boolean,
): Placement => {
  // A sheet turned to landscape is the same sheet with x and y exchanged, and every picture turned once more.
  const isTurned = isTurnedInShelf !== isTransposed
  return {
    itemId: item.id,
    xMm: toMm(isTransposed ? y : x),
    yMm: toMm(isTransposed ? x : y),
    widthMm: isTurned ? item.heightMm : item.widthMm,
    heightMm: isTurned ? item.widthMm : item.heightMm,
    isTurned,
  }
}

const describe = (items: readonly SheetItem[], paper: Paper, gapMm: number): string => {
  const wanted = items.map(
    ({ id, widthMm, heightMm, count }) =>
      `${count === 'fill' ? 'at least 1' : count} x ${id} (${widthMm} x ${heightMm} mm)`,
  )
  return (
    `${wanted.join(' + ')} ${wanted.length > 1 ? 'do' : 'does'} not fit on ${paper.id} ` +
    `(${paper.widthMm} x ${paper.heightMm} mm), not even without margins and with gaps shrunk from ${gapMm} mm to 0.`
  )
}
