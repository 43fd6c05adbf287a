import { feather, fillPolygon } from '../imaging/polygon-mask.ts'
import type { Picture, Point } from '../imaging/values.ts'
import type { FaceGeometry } from './face-geometry.ts'
import { pullPush } from './pull-push.ts'
import type { Segmentation } from './segmentation.ts'

/** The column of the neck between jaw and collar. */
export interface Neck {
  readonly centreX: number
  readonly halfWidthPx: number
}

/** Half a neck's width in face widths: what it is where nothing can be seen, and how far a measured one may go. */
const HALF_WIDTH = { usual: 0.385, min: 0.33, max: 0.45 } as const
/** Rows that show the neck: face widths below the chin. Above lies the jaw, below the old collar. */
const NECK_ROWS = { from: 0.06, to: 0.36 } as const
/** A row's width counts within these tolerances of the limits; other rows show a collar's gap, or a bare shoulder. */
const ROW_TOLERANCE = { min: 0.9, max: 1.06 } as const
const FEWEST_ROWS = 4
const SKIN = 0.45
/** A run of skin goes on over a dark hair of so many pixels. */
const BRIDGED_PX = 3
/** How far the neck's middle may lie from the skull's, face widths. */
const MOST_ASIDE = 0.12

/** The neck's sides by the median of rows of bare skin that show both; without such rows, anatomy. */
export const measureNeck = ({ top, rows, skin }: Segmentation, width: number, face: FaceGeometry): Neck => {
  const { faceWidthPx, chin, axisX } = face
  const found: { left: number; right: number }[] = []
  const from = Math.max(0, Math.round(chin.y + NECK_ROWS.from * faceWidthPx) - top)
  const to = Math.min(rows, Math.round(chin.y + NECK_ROWS.to * faceWidthPx) - top)
  const middle = Math.min(Math.max(Math.round(axisX), 0), width - 1)
  for (let y = from; y < to; y++) {
    const isSkin = (x: number) => x >= 0 && x < width && skin[y * width + x]! > SKIN
    if (!isSkin(middle)) continue
    let left = middle
    let right = middle
    while (isSkin(left - 1) || isSkin(left - BRIDGED_PX)) left--
    while (isSkin(right + 1) || isSkin(right + BRIDGED_PX)) right++
    const breadth = (right - left) / faceWidthPx
    const isNeck = breadth > 2 * HALF_WIDTH.min * ROW_TOLERANCE.min && breadth < 2 * HALF_WIDTH.max * ROW_TOLERANCE.max
    if (isNeck) found.push({ left, right })
  }
  if (found.length < FEWEST_ROWS) return { centreX: axisX, halfWidthPx: HALF_WIDTH.usual * faceWidthPx }
  const half = median(found.map(({ left, right }) => (right - left + 1) / 2)) / faceWidthPx
  const seen = median(found.map(({ left, right }) => (left + right + 1) / 2))
  const mostAside = MOST_ASIDE * faceWidthPx
  return {
    centreX: Math.min(Math.max(seen, axisX - mostAside), axisX + mostAside),
    halfWidthPx: Math.min(Math.max(half, HALF_WIDTH.min), HALF_WIDTH.max) * faceWidthPx,
  }
}

const median = (values: number[]): number => values.sort((one, other) => one - other)[values.length >> 1]!

/** The neck's outline, face widths: how far inside the jaw it begins, how far above the jaw's angle, its flare. */
const OUTLINE = { inset: 0.04, aboveJaw: 0.25, flare: 0.5 } as const
/** The flare's slope along the shoulder (trapezius). */
const FLARE_SLOPE = 0.8

/** The neck as it will be seen: from under the jaw straight down, then out along the shoulders, under the garment. */
export const neckOutline = (
  { centreX, halfWidthPx }: Neck,
  face: FaceGeometry,
  flareY: number,
  height: number,
): Point[] => {
  const { jawLeft, jawRight, chin, faceWidthPx } = face
  const inset = OUTLINE.inset * faceWidthPx
  const aboveJaw = OUTLINE.aboveJaw * faceWidthPx
  const middleY = (chin.y + flareY) / 2
  const flare = OUTLINE.flare * faceWidthPx
  return [
    // It begins inside the face, which is composited over it, so that nothing shows between jaw and neck.
    { x: Math.max(centreX - halfWidthPx, jawLeft.x + inset), y: jawLeft.y - aboveJaw },
    { x: Math.max(centreX - halfWidthPx, jawLeft.x - inset / 2), y: jawLeft.y },
    { x: centreX - halfWidthPx, y: Math.max(middleY, jawLeft.y + 1) },
    { x: centreX - halfWidthPx, y: Math.max(flareY, jawLeft.y + 2) },
    { x: centreX - halfWidthPx - flare, y: flareY + flare * FLARE_SLOPE },
    { x: centreX - halfWidthPx - flare, y: height + 4 },
    { x: centreX + halfWidthPx + flare, y: height + 4 },
    { x: centreX + halfWidthPx + flare, y: flareY + flare * FLARE_SLOPE },
    { x: centreX + halfWidthPx, y: Math.max(flareY, jawRight.y + 2) },
    { x: centreX + halfWidthPx, y: Math.max(middleY, jawRight.y + 1) },
    { x: Math.min(centreX + halfWidthPx, jawRight.x + inset / 2), y: jawRight.y },
    { x: Math.min(centreX + halfWidthPx, jawRight.x - inset), y: jawRight.y - aboveJaw },
  ]
}

export interface NeckLayer {
  /** From the segmentation's `top` row on. */
  readonly alpha: Float32Array
  /** 0..255 a plane: the person's own skin where it was bare, else inpainted from it. */
  readonly planes: readonly [Float32Array, Float32Array, Float32Array]
  /** 0..1: how much of a pixel is inpainted, and so has no shading of its own. */
  readonly inpainted: Float32Array
}

/** Edge of the neck's alpha, face widths. */
const FEATHER = 0.008
/** What is inpainted from: well inside the outline, and skin. */
const SOURCE = { alpha: 0.5, skin: 0.02 } as const

/** Skin for the whole of `outline`: the person's own, and inpainted from it under what the old collar hid. */
export const inpaintNeck = (
  { data, width, height }: Picture,
  segmentation: Segmentation,
  face: FaceGeometry,
  outline: readonly Point[],
): NeckLayer => {
  const { top, rows, skin } = segmentation
  const polygon = outline.map(({ x, y }) => ({ x, y: y - top }))
  const alpha = feather(fillPolygon(polygon, width, rows), width, rows, Math.max(2, FEATHER * face.faceWidthPx))
  const planes = [0, 1, 2].map(() => new Float32Array(rows * width)) as unknown as NeckLayer['planes']
  const weight = new Float32Array(rows * width)
  // Skin of the jaw and below alone: lips and cheeks are of other colours.
  const first = Math.max(0, Math.round((face.mouthY + face.chin.y) / 2) - top)
  let known = 0
  for (let y = first; y < Math.min(rows, height - top); y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (alpha[at]! < SOURCE.alpha || skin[at]! < SOURCE.skin) continue
      const source = (top * width + at) * 3
      weight[at] = skin[at]! ** 2
      known += weight[at]!
      for (let plane = 0; plane < 3; plane++) planes[plane]![at] = data[source + plane]!
    }
  }
  const inpainted = weight.map((own) => 1 - own)
  if (known === 0) return { alpha: new Float32Array(rows * width), planes, inpainted }
  // From the outline's first row on: above it there is only face.
  const outlineRow = Math.min(Math.max(Math.floor(Math.min(...polygon.map(({ y }) => y))) - 2, 0), first)
  const shown = outlineRow * width
  const below = planes.map((plane) => plane.subarray(shown)) as unknown as NeckLayer['planes']
  pullPush({ planes: below, weight: weight.subarray(shown), width, height: rows - outlineRow })
  return { alpha, planes, inpainted }
}
