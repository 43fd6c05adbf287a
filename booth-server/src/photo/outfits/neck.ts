import { feather, fillPolygon } from '../imaging/polygon-mask.ts'
import type { Picture, Point } from '../imaging/values.ts'
import type { FigureParts } from './figure.ts'
import { fillIn } from './fill-in.ts'
import type { Sitter } from './subject.ts'

/** The column of the neck between jaw and collar. */
export interface Neck {
  readonly centreX: number
  readonly halfWidthPx: number
}

/** Half a neck's breadth in face widths: what it is where nothing can be seen, and how far a measured one may go. */
const HALF_WIDTH = { usual: 0.385, min: 0.33, max: 0.45 } as const

/** The neck's sides, where rows of bare skin below the chin show both; elsewhere anatomy. */
export const measureNeck = ({ top, rows, skin }: FigureParts, width: number, sitter: Sitter): Neck => {
  const { faceWidthPx, chin, axisX } = sitter
  const found: { left: number; right: number }[] = []
  const from = Math.max(0, Math.round(chin.y + 0.06 * faceWidthPx) - top)
  const to = Math.min(rows, Math.round(chin.y + 0.36 * faceWidthPx) - top)
  const middle = Math.min(Math.max(Math.round(axisX), 0), width - 1)
  for (let y = from; y < to; y++) {
    const isSkin = (x: number) => x >= 0 && x < width && skin[y * width + x]! > 0.45
    if (!isSkin(middle)) continue
    let left = middle
    let right = middle
    while (isSkin(left - 1) || isSkin(left - 3)) left--
    while (isSkin(right + 1) || isSkin(right + 3)) right++
    const breadth = (right - left) / faceWidthPx
    if (breadth > 2 * HALF_WIDTH.min * 0.9 && breadth < 2 * HALF_WIDTH.max * 1.06) found.push({ left, right })
  }
  if (found.length < 4) return { centreX: axisX, halfWidthPx: HALF_WIDTH.usual * faceWidthPx }
  const half = median(found.map(({ left, right }) => (right - left + 1) / 2)) / faceWidthPx
  const seen = median(found.map(({ left, right }) => (left + right + 1) / 2))
  const reach = 0.12 * faceWidthPx
  return {
    centreX: Math.min(Math.max(seen, axisX - reach), axisX + reach),
    halfWidthPx: Math.min(Math.max(half, HALF_WIDTH.min), HALF_WIDTH.max) * faceWidthPx,
  }
}

const median = (values: number[]): number => values.sort((one, other) => one - other)[values.length >> 1]!

/** The neck as it will be seen: from under the jaw straight down, then out along the shoulders, under the garment. */
export const neckShape = ({ centreX, halfWidthPx }: Neck, sitter: Sitter, flareY: number, height: number): Point[] => {
  const { jawLeft, jawRight, chin, faceWidthPx } = sitter
  const inset = 0.04 * faceWidthPx
  const middleY = (chin.y + flareY) / 2
  const flare = 0.5 * faceWidthPx
  return [
    // It begins inside the face, which lies before it, so that nothing shows between jaw and neck.
    { x: Math.max(centreX - halfWidthPx, jawLeft.x + inset), y: jawLeft.y - 0.25 * faceWidthPx },
    { x: Math.max(centreX - halfWidthPx, jawLeft.x - inset / 2), y: jawLeft.y },
    { x: centreX - halfWidthPx, y: Math.max(middleY, jawLeft.y + 1) },
    { x: centreX - halfWidthPx, y: Math.max(flareY, jawLeft.y + 2) },
    { x: centreX - halfWidthPx - flare, y: flareY + flare * 0.8 },
    { x: centreX - halfWidthPx - flare, y: height + 4 },
    { x: centreX + halfWidthPx + flare, y: height + 4 },
    { x: centreX + halfWidthPx + flare, y: flareY + flare * 0.8 },
    { x: centreX + halfWidthPx, y: Math.max(flareY, jawRight.y + 2) },
    { x: centreX + halfWidthPx, y: Math.max(middleY, jawRight.y + 1) },
    { x: Math.min(centreX + halfWidthPx, jawRight.x + inset / 2), y: jawRight.y },
    { x: Math.min(centreX + halfWidthPx, jawRight.x - inset), y: jawRight.y - 0.25 * faceWidthPx },
  ]
}

export interface NeckLayer {
  /** From the parts' `top` row on. */
  readonly coverage: Float32Array
  /** 0..255 a plane, own skin where it was bare, else grown from it. */
  readonly planes: readonly [Float32Array, Float32Array, Float32Array]
  /** 0..1: how much of a pixel is not the person's own but grown, and so has no shade of its own. */
  readonly grown: Float32Array
}

/** Skin for the whole of `shape`: the person's own, carried on under what the old collar hid. */
export const layNeck = (
  { data, width, height }: Picture,
  parts: FigureParts,
  sitter: Sitter,
  shape: readonly Point[],
): NeckLayer => {
  const { top, rows, skin } = parts
  const moved = shape.map(({ x, y }) => ({ x, y: y - top }))
  const coverage = feather(fillPolygon(moved, width, rows), width, rows, Math.max(2, 0.008 * sitter.faceWidthPx))
  const planes = [0, 1, 2].map(() => new Float32Array(rows * width)) as unknown as NeckLayer['planes']
  const weight = new Float32Array(rows * width)
  // Skin of the jaw and below alone: lips and cheeks are of other colours.
  const first = Math.max(0, Math.round((sitter.mouthY + sitter.chin.y) / 2) - top)
  let known = 0
  for (let y = first; y < Math.min(rows, height - top); y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (coverage[at]! < 0.5 || skin[at]! < 0.02) continue
      const source = (top * width + at) * 3
      weight[at] = skin[at]! ** 2
      known += weight[at]!
      for (let plane = 0; plane < 3; plane++) planes[plane]![at] = data[source + plane]!
    }
  }
  const grown = weight.map((own) => 1 - own)
  if (known === 0) return { coverage: new Float32Array(rows * width), planes, grown }
  // From the shape's first row on: above it there is only face.
  const shapeRow = Math.min(Math.max(Math.floor(Math.min(...moved.map(({ y }) => y))) - 2, 0), first)
  const shown = shapeRow * width
  const below = planes.map((plane) => plane.subarray(shown)) as unknown as NeckLayer['planes']
  fillIn({ planes: below, weight: weight.subarray(shown), width, height: rows - shapeRow })
  return { coverage, planes, grown }
}
