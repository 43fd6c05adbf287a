import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CUT_MARK_WIDTH_MM } from './cut-marks.ts'
import { type LayoutRequest, layoutSheet } from './layout.ts'
import { findPaper, papers } from './papers.ts'
import type { CutMark, Paper, Placement, SheetItem, SheetLayout } from './sheet.ts'

const EPSILON = 1e-6

const layoutOf = (request: LayoutRequest): SheetLayout => {
  const result = layoutSheet(request)
  if (!result.ok) throw new Error(result.detail)
  return result.layout
}

const item = (widthMm: number, heightMm: number, count: number | 'fill' = 'fill', id = 'a'): SheetItem => ({
  id,
  widthMm,
  heightMm,
  count,
})

const paperOf = (id: string): Paper => findPaper(id)!

/** What a plain grid holds, in one orientation of the pictures. */
const gridCount = ({ paper, gapMm, marginMm }: LayoutRequest, widthMm: number, heightMm: number): number => {
  const along = (room: number, size: number) =>
    Math.max(0, Math.floor((room - 2 * marginMm + gapMm) / (size + gapMm) + EPSILON))
  return along(paper.widthMm, widthMm) * along(paper.heightMm, heightMm)
}

const overlap = (a: Placement, b: Placement): boolean =>
  a.xMm + a.widthMm > b.xMm + EPSILON &&
  b.xMm + b.widthMm > a.xMm + EPSILON &&
  a.yMm + a.heightMm > b.yMm + EPSILON &&
  b.yMm + b.heightMm > a.yMm + EPSILON

/** Whether the hairline, as thick as it is printed, lies over the picture. */
const crosses = (mark: CutMark, picture: Placement): boolean => {
  const half = CUT_MARK_WIDTH_MM / 2
  const isVertical = mark.x1Mm === mark.x2Mm
  const [left, right] = isVertical ? [mark.x1Mm - half, mark.x1Mm + half] : [mark.x1Mm, mark.x2Mm]
  const [top, bottom] = isVertical ? [mark.y1Mm, mark.y2Mm] : [mark.y1Mm - half, mark.y1Mm + half]
  // A line on an edge lies half a hairline over it: that much is the cut itself.
  const isOn = (start: number, end: number, from: number, to: number) => to > start + EPSILON && from < end - EPSILON
  const { xMm, yMm, widthMm, heightMm } = picture
  return isOn(xMm, xMm + widthMm, left, right) && isOn(yMm, yMm + heightMm, top, bottom)
}

const tenths = fc.integer({ min: 0, max: 60 }).map((value) => value / 10)
const side = fc.oneof(
  fc.integer({ min: 150, max: 1300 }).map((value) => value / 10),
  fc.constantFrom(25, 35, 45, 33, 48, 50.8, 25.4, 38.1, 51),
)
const requests = fc.record({
  paper: fc.constantFrom(...papers),
  items: fc
    .array(
      fc.record({
        widthMm: side,
        heightMm: side,
        count: fc.oneof(fc.constant('fill' as const), fc.integer({ min: 1, max: 12 })),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((items) => items.map((one, index) => ({ ...one, id: `item-${index}` }))),
  gapMm: tenths,
  marginMm: tenths,
})

describe('a sheet of any sizes', () => {
  test('places pictures on the paper, to a tenth of a millimetre, at their own size, without overlaps', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const result = layoutSheet(request)
        fc.pre(result.ok)
        const { placements, paper } = result.layout
        expect(paper).toBe(request.paper)
        for (const [index, one] of placements.entries()) {
          const wanted = request.items.find(({ id }) => id === one.itemId)!
          const size = one.isTurned ? [wanted.heightMm, wanted.widthMm] : [wanted.widthMm, wanted.heightMm]
          expect([one.widthMm, one.heightMm]).toEqual(size)
          for (const place of [one.xMm, one.yMm])
            expect(Math.abs(place * 10 - Math.round(place * 10))).toBeLessThan(EPSILON)
          expect(one.xMm).toBeGreaterThanOrEqual(0)
          expect(one.yMm).toBeGreaterThanOrEqual(0)
          expect(one.xMm + one.widthMm).toBeLessThanOrEqual(paper.widthMm + EPSILON)
          expect(one.yMm + one.heightMm).toBeLessThanOrEqual(paper.heightMm + EPSILON)
          expect(placements.slice(index + 1).filter((other) => overlap(one, other))).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('meets fixed counts exactly and includes every size that fills', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const result = layoutSheet(request)
        fc.pre(result.ok)
        for (const { id, count } of request.items) {
          const placed = result.layout.placements.filter(({ itemId }) => itemId === id).length
          if (count === 'fill') expect(placed).toBeGreaterThanOrEqual(1)
          else expect(placed).toBe(count)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('keeps its cut marks on the paper, off the pictures and in line with their edges', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const result = layoutSheet(request)
        fc.pre(result.ok)
        const { placements, paper, cutMarks } = result.layout
        const edgesX = placements.flatMap(({ xMm, widthMm }) => [xMm, xMm + widthMm])
        const edgesY = placements.flatMap(({ yMm, heightMm }) => [yMm, yMm + heightMm])
        for (const mark of cutMarks) {
          expect(placements.filter((picture) => crosses(mark, picture))).toEqual([])
          expect(Math.min(mark.x1Mm, mark.y1Mm)).toBeGreaterThanOrEqual(0)
          expect(mark.x2Mm).toBeLessThanOrEqual(paper.widthMm + EPSILON)
          expect(mark.y2Mm).toBeLessThanOrEqual(paper.heightMm + EPSILON)
          const isVertical = mark.x1Mm === mark.x2Mm
          const [at, edges] = isVertical ? [mark.x1Mm, edgesX] : [mark.y1Mm, edgesY]
          expect(edges.some((edge) => Math.abs(edge - at) < 0.02)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('holds at least as many pictures of one size as a plain grid, upright or turned', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...papers),
        side,
        side,
        tenths,
        tenths,
        (paper, widthMm, heightMm, gapMm, marginMm) => {
          const request = { paper, items: [item(widthMm, heightMm)], gapMm, marginMm }
          const plain = Math.max(gridCount(request, widthMm, heightMm), gridCount(request, heightMm, widthMm))
          const result = layoutSheet(request)
          expect(result.ok ? result.layout.placements.length : 0).toBeGreaterThanOrEqual(plain)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('marks both edges of every corner when there is room around it', () => {
    const { placements, cutMarks } = layoutOf({ paper: paperOf('4R'), items: [item(35, 45)], gapMm: 2, marginMm: 3 })
    for (const { xMm, yMm, widthMm, heightMm } of placements) {
      for (const x of [xMm, xMm + widthMm]) {
        for (const y of [yMm, yMm + heightMm]) {
          const ends = (mark: CutMark) =>
            (mark.x1Mm === x && mark.x2Mm === x && (mark.y1Mm === y || mark.y2Mm === y)) ||
            (mark.y1Mm === y && mark.y2Mm === y && (mark.x1Mm === x || mark.x2Mm === x))
          expect(cutMarks.filter(ends).length).toBeGreaterThanOrEqual(2)
        }
      }
    }
  })
})

describe('a sheet of known sizes', () => {
  test.each([
    // Size, paper, at least: what two millimetres of gap leave room for is the floor, not the aim.
    [25, 35, 'A4', 50],
    [25, 35, '4R', 8],
    [35, 45, '4R', 8],
    [35, 45, 'A4', 30],
    [50.8, 50.8, '4R', 2],
    [89, 127, '3R', 1],
    [127, 178, '5R', 1],
    [210, 297, 'A4', 1],
  ])('of %d x %d mm on %s holds at least %d', (widthMm, heightMm, paperId, atLeast) => {
    const { placements } = layoutOf({
      paper: paperOf(paperId),
      items: [item(widthMm, heightMm)],
      gapMm: 2,
      marginMm: 3,
    })
    expect(placements.length).toBeGreaterThanOrEqual(atLeast)
  })

  test('is filled, without marks, by a picture as large as the paper', () => {
    const { placements, cutMarks } = layoutOf({ paper: paperOf('3R'), items: [item(89, 127)], gapMm: 2, marginMm: 3 })
    expect(placements).toEqual([{ itemId: 'a', xMm: 0, yMm: 0, widthMm: 89, heightMm: 127, isTurned: false }])
    expect(cutMarks).toEqual([])
  })

  test('shrinks its gaps only in the direction in which that fits more', () => {
    const squares = (gapMm: number) =>
      layoutOf({ paper: paperOf('4R'), items: [item(50.8, 50.8)], gapMm, marginMm: 0 }).placements
    // Two of 50.8 mm leave 0.4 mm of 102 across; down there is room for the whole gap.
    const places = squares(2)
    expect(places).toHaveLength(4)
    const [xs, ys] = [places.map(({ xMm }) => xMm), places.map(({ yMm }) => yMm)]
    expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(50.8 + 0.4, 6)
    expect(Math.max(...ys) - Math.min(...ys)).toBeCloseTo(50.8 + 2, 6)
  })

  test('meets the fixed count of one size and fills up with another', () => {
    const { placements } = layoutOf({
      paper: paperOf('4R'),
      items: [item(35, 45, 4, 'passport'), item(25, 35, 'fill', 'one-inch')],
      gapMm: 2,
      marginMm: 3,
    })
    expect(placements.filter(({ itemId }) => itemId === 'passport')).toHaveLength(4)
    expect(placements.filter(({ itemId }) => itemId === 'one-inch').length).toBeGreaterThanOrEqual(4)
  })

  test('is shared evenly by two portraits of one size without losing a place', () => {
    const items = [item(35, 45, 'fill', 'left'), item(35, 45, 'fill', 'right')]
    const { placements } = layoutOf({ paper: paperOf('4R'), items, gapMm: 2, marginMm: 3 })
    expect(placements.map(({ itemId }) => itemId).sort()).toEqual([...Array(4).fill('left'), ...Array(4).fill('right')])
  })

  test('that cannot hold its pictures says which sizes do not fit', () => {
    const result = layoutSheet({ paper: paperOf('4R'), items: [item(35, 45, 20)], gapMm: 2, marginMm: 3 })
    expect(result).toMatchObject({ ok: false, reason: 'does-not-fit' })
    expect(result).toHaveProperty(
      'detail',
      expect.stringContaining('20 x a (35 x 45 mm) does not fit on 4R (102 x 152'),
    )
  })
})

test.each([
  ['no items', { items: [] }],
  ['a repeated id', { items: [item(35, 45), item(25, 35)] }],
  ['a size of zero', { items: [item(0, 45)] }],
  ['a size that is not a number', { items: [item(Number.NaN, 45)] }],
  ['half a copy', { items: [item(35, 45, 1.5)] }],
  ['a negative gap', { gapMm: -1 }],
  ['an infinite margin', { marginMm: Number.POSITIVE_INFINITY }],
])('layoutSheet refuses %s', (_name, change) => {
  const request = { paper: paperOf('4R'), items: [item(35, 45)], gapMm: 2, marginMm: 3, ...change }
  expect(() => layoutSheet(request)).toThrow(RangeError)
})

test('papers are upright, in trade sizes, and found by id in any case', () => {
  expect(papers.every(({ widthMm, heightMm }) => widthMm < heightMm)).toBe(true)
  expect(findPaper('a4')).toEqual({ id: 'A4', widthMm: 210, heightMm: 297 })
  expect(findPaper('B5')).toBeUndefined()
})
