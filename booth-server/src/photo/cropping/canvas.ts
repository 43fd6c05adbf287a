import type { HeadAxes } from '../face/mesh.ts'
import type { Matte, Point } from '../imaging/values.ts'

/**
 * `coefficients · (scale, centreMm, eyesMm) + constant >= 0` keeps one corner of the portrait on one side of an edge.
 */
export interface CanvasRow {
  readonly coefficients: readonly [number, number, number]
  readonly constant: number
}

export interface CanvasInput {
  readonly picture: { readonly width: number; readonly height: number }
  readonly matte: Matte
  readonly canExtend: boolean
  readonly origin: Point
  readonly axes: HeadAxes
  /** Eye-to-chin distance, px. */
  readonly unitPx: number
  readonly widthMm: number
  readonly heightMm: number
}

type Edge = 'left' | 'right' | 'top' | 'bottom'
type Corner = readonly [xMm: number, yMm: number]

interface Frame {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Less of the figure than this along an edge is a speck. In eye-to-chin distances. */
const SPECK = 0.05

/**
 * Where the figure meets the frame's edges. `left` and `right`: the uppermost row, px of the picture; null: nowhere.
 */
const findCuts = (matte: Matte, unitPx: number): { top: boolean; left: number | null; right: number | null } => {
  const { width, height } = matte.region
  const needed = Math.max(1, Math.round(SPECK * unitPx))
  const isSolid = (x: number, y: number) => (matte.alpha[y * width + x] ?? 0) >= 0.5
  let across = 0
  for (let x = 0; x < width; x += 1) if (isSolid(x, 0)) across += 1
  const firstRow = (x: number): number | null => {
    let run = 0
    for (let y = 0; y < height; y += 1) {
      run = isSolid(x, y) ? run + 1 : 0
      if (run >= Math.min(needed, height)) return matte.region.top + y - run + 1
    }
    return null
  }
  return { top: across >= needed, left: firstRow(0), right: firstRow(width - 1) }
}

const edgeRow = (input: CanvasInput, [xMm, yMm]: Corner, edge: Edge, limitPx: number): CanvasRow => {
  const { origin, axes, unitPx } = input
  const isAcross = edge === 'left' || edge === 'right'
  const right = isAcross ? axes.right.x : axes.right.y
  const down = isAcross ? axes.down.x : axes.down.y
  const sign = edge === 'left' || edge === 'top' ? 1 : -1
  const from = ((isAcross ? origin.x : origin.y) - limitPx) / unitPx
  // origin + unit / scale * (right * (x - centre) + down * (y - eyes)), times scale / unit: linear in all three.
  return {
    coefficients: [sign * from, -sign * right, -sign * down],
    constant: sign * (right * xMm + down * yMm),
  }
}

/**
 * Alternative sets of rows that keep the portrait on the canvas; a crop that satisfies one of them is good. Without
 * `canExtend` the canvas is the picture. With it the backdrop is replaced, so the portrait may reach beyond the matte's
 * region at the top and the sides wherever no part of the person is cut there, and never below it: the shoulders end at
 * that edge.
 */
export const canvasAlternatives = (input: CanvasInput): readonly (readonly CanvasRow[])[] => {
  const { picture, matte, widthMm, heightMm } = input
  const corners: readonly Corner[] = [
    [0, 0],
    [widthMm, 0],
    [0, heightMm],
    [widthMm, heightMm],
  ]
  const keep = (edge: Edge, limitPx: number) => corners.map((corner) => edgeRow(input, corner, edge, limitPx))
  if (!input.canExtend) {
    return [[...keep('left', 0), ...keep('right', picture.width), ...keep('top', 0), ...keep('bottom', picture.height)]]
  }
  const { region } = matte
  const frame: Frame = {
    left: region.left,
    top: region.top,
    right: region.left + region.width,
    bottom: region.top + region.height,
  }
  const cuts = findCuts(matte, input.unitPx)
  const always = [...keep('bottom', frame.bottom), ...(cuts.top ? keep('top', frame.top) : [])]
  // Beside a cut arm the portrait either stays inside or ends above the cut.
  const side = (edge: 'left' | 'right', cut: number | null): readonly (readonly CanvasRow[])[] =>
    cut === null ? [[]] : [keep(edge, frame[edge]), keep('bottom', cut)]
  return side('left', cuts.left).flatMap((left) =>
    side('right', cuts.right).map((right) => [...always, ...left, ...right]),
  )
}
