import type { CutMark, Paper, Placement } from './sheet.ts'

/** A hairline's thickness, in mm. */
export const CUT_MARK_WIDTH_MM = 0.1

/** How far a mark reaches from a picture's corner, in mm. */
const MARK_LENGTH_MM = 4

/** Shorter pieces can't be seen and are left out, in mm. */
const LEAST_LENGTH_MM = 0.4

/** Lines nearer than this are the same cut, in mm. */
const SAME_LINE_MM = 0.01

type Interval = readonly [start: number, end: number]

/**
 * Marks along every cut, outside all pictures: from each corner outwards, in the margins and gaps. Where neighbours
 * touch there is no room between them, and the marks at the ends of the shared cut serve both. The paper's own edges
 * are not cuts.
 */
export const cutMarksOf = (paper: Paper, placements: readonly Placement[]): CutMark[] => {
  const boxes = placements.map(({ xMm, yMm, widthMm, heightMm }) => ({
    across: [xMm, xMm + widthMm] as Interval,
    along: [yMm, yMm + heightMm] as Interval,
  }))
  const flipped = boxes.map(({ across, along }) => ({ across: along, along: across }))
  const vertical = marksAlong(boxes, paper.widthMm, paper.heightMm)
  const horizontal = marksAlong(flipped, paper.heightMm, paper.widthMm)
  return [
    ...vertical.map(({ at, from, to }) => ({ x1Mm: at, y1Mm: from, x2Mm: at, y2Mm: to })),
    ...horizontal.map(({ at, from, to }) => ({ x1Mm: from, y1Mm: at, x2Mm: to, y2Mm: at })),
  ]
}

interface Box {
  /** The picture's extent across the cut lines, and along them. */
  readonly across: Interval
  readonly along: Interval
}

const marksAlong = (boxes: readonly Box[], sheetAcross: number, sheetAlong: number) => {
  const half = CUT_MARK_WIDTH_MM / 2
  return cutLines(boxes, sheetAcross).flatMap((at) => {
    const wanted = boxes
      .filter(({ across }) => across.some((edge) => Math.abs(edge - at) < SAME_LINE_MM))
      .flatMap(({ along: [start, end] }): Interval[] => [
        [Math.max(0, start - MARK_LENGTH_MM), start],
        [end, Math.min(sheetAlong, end + MARK_LENGTH_MM)],
      ])
    const blocked = boxes
      .filter(({ across: [start, end] }) => start < at + half - 1e-9 && end > at - half + 1e-9)
      .map(({ along }) => along)
    return subtract(union(wanted), union(blocked))
      .filter(([start, end]) => end - start >= LEAST_LENGTH_MM)
      .map(([start, end]) => ({ at, from: round(start), to: round(end) }))
  })
}

/** Where there is something to cut: the distinct edges that are not the sheet's own. */
const cutLines = (boxes: readonly Box[], sheetAcross: number): number[] => {
  const edges = boxes.flatMap(({ across }) => [...across]).sort((left, right) => left - right)
  const lines: number[] = []
  for (const edge of edges) {
    const isSheetEdge = edge < CUT_MARK_WIDTH_MM || edge > sheetAcross - CUT_MARK_WIDTH_MM
    const last = lines.at(-1)
    if (!isSheetEdge && (last === undefined || edge - last >= SAME_LINE_MM)) lines.push(round(edge))
  }
  return lines
}

const union = (intervals: readonly Interval[]): Interval[] => {
  const merged: [number, number][] = []
  for (const [start, end] of [...intervals].sort((left, right) => left[0] - right[0])) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

/** The parts of `intervals` outside `blocked`; each list is sorted and free of overlaps. */
const subtract = (intervals: readonly Interval[], blocked: readonly Interval[]): Interval[] =>
  intervals.flatMap(([start, end]) => {
    const pieces: Interval[] = []
    let from = start
    for (const [blockStart, blockEnd] of blocked) {
      if (blockEnd <= from || blockStart >= end) continue
      if (blockStart > from) pieces.push([from, blockStart])
      from = Math.max(from, blockEnd)
    }
    if (from < end) pieces.push([from, end])
    return pieces
  })

/** Rounds away the noise of binary fractions; micrometres are enough. */
const round = (mm: number): number => Math.round(mm * 1000) / 1000
