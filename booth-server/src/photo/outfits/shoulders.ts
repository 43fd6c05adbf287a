import type { Garment } from '../../garments/garment.ts'
import type { FigureParts } from './figure.ts'
import type { ShoulderHint } from './placement.ts'
import type { GarmentRaster } from './rasterise.ts'
import type { Sitter } from './subject.ts'

interface ShoulderInput {
  readonly parts: FigureParts
  /** Of the whole print. */
  readonly alpha: Float32Array
  readonly width: number
  readonly height: number
  readonly sitter: Sitter
  readonly garment: Garment
  readonly raster: GarmentRaster
}

/** Where the shoulders are looked for, in face widths from the axis. */
const ASIDE = [0.72, 0.82, 0.92, 1.02, 1.12] as const
const MOST_LOWER = { up: 0.05, down: 0.2 } as const
const MOST_ROLL_DEG = 4

/** The old shoulders' height and slant where the matte shows them free of hair; both bounded, as cloth may mislead. */
export const shoulderHint = ({ parts, alpha, width, height, sitter, garment, raster }: ShoulderInput): ShoulderHint => {
  const { faceWidthPx, axisX, chin, mouthY } = sitter
  const from = Math.max(0, Math.round(mouthY))
  const edgeAt = (x: number): number | null => {
    const column = Math.round(x)
    if (column < 2 || column >= width - 2) return null
    let y = from
    while (y < height && alpha[y * width + column]! < 0.5) y++
    if (y === from || y >= height - 2) return null
    const at = (y - parts.top) * width + column
    return parts.head[Math.min(at + 2 * width, parts.head.length - 1)]! > 0.3 ? null : y
  }
  const pairs = ASIDE.map((aside) => ({
    aside,
    left: edgeAt(axisX - aside * faceWidthPx),
    right: edgeAt(axisX + aside * faceWidthPx),
  }))
  const drawn = (aside: number) => (topOf(raster, garment, aside) - garment.anchors.collarPit.y) / garment.faceWidth
  const pitY = chin.y + garment.chinClearance * faceWidthPx
  const offsets = pairs.flatMap(({ aside, left, right }) =>
    [left, right].flatMap((y, side) =>
      y === null ? [] : [(y - pitY) / faceWidthPx - drawn(side === 0 ? -aside : aside)],
    ),
  )
  const slants = pairs.flatMap(({ aside, left, right }) =>
    left === null || right === null ? [] : [(right - left) / (2 * aside * faceWidthPx)],
  )
  const lower = offsets.length < 2 ? 0 : Math.min(Math.max(median(offsets), -MOST_LOWER.up), MOST_LOWER.down)
  const rollDeg = slants.length < 2 ? 0 : (Math.atan(median(slants)) * 180) / Math.PI
  return {
    lowerPx: lower * faceWidthPx,
    rollDeg: Math.min(Math.max(rollDeg * 0.8, -MOST_ROLL_DEG), MOST_ROLL_DEG),
  }
}

/** The drawn shoulder's upper edge, in the drawing's units, so many face widths beside the pit. */
const topOf = ({ front, scale }: GarmentRaster, { anchors, faceWidth }: Garment, aside: number): number => {
  const column = Math.round((anchors.collarPit.x + aside * faceWidth) * scale)
  if (column < 0 || column >= front.width) return anchors.shoulderRight.y
  let row = 0
  while (row < front.height && front.data[(row * front.width + column) * 4 + 3]! < 128) row++
  return row / scale
}

const median = (values: number[]): number => values.sort((one, other) => one - other)[values.length >> 1]!
