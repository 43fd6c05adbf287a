import type { Garment } from '../../garments/garment.ts'
import type { FaceGeometry } from './face-geometry.ts'
import type { GarmentRaster } from './rasterise.ts'
import type { Segmentation } from './segmentation.ts'

/** What of the old shoulders guides the new ones, px and degrees of the portrait. */
export interface ShoulderPose {
  /** How far lower than the garment's own they lie; 0 where they can't be seen. */
  readonly lowerPx: number
  readonly rollDeg: number
}

interface ShoulderInput {
  readonly segmentation: Segmentation
  /** Of the whole portrait. */
  readonly alpha: Float32Array
  readonly width: number
  readonly height: number
  readonly face: FaceGeometry
  readonly garment: Garment
  readonly raster: GarmentRaster
}

/** Where the shoulders' upper edge is looked for, in face widths from the axis. */
const ASIDE = [0.72, 0.82, 0.92, 1.02, 1.12] as const
/** Bounds, as cloth may mislead: face widths, and degrees. */
const MOST_LOWER = { up: 0.05, down: 0.2 } as const
const MOST_ROLL_DEG = 4
/** Of the slant that is seen: a garment a little too level is noticed less than one too slanted. */
const ROLL_SHARE = 0.8
/** Two columns agree, or nothing is said. */
const FEWEST = 2
/** The edge is where alpha passes a half; with more of the head than this two rows below, hair lies on it. */
const EDGE_ALPHA = 0.5
const FREE_OF_HAIR = 0.3
/** Nearer to the portrait's sides or lower edge (px) there is no edge to see. */
const MARGIN_PX = 2

/** The old shoulders' height and slant where the matte shows them free of hair, by medians over columns. */
export const estimateShoulderPose = (input: ShoulderInput): ShoulderPose => {
  const { segmentation, alpha, width, height, face, garment, raster } = input
  const { faceWidthPx, axisX, chin, mouthY } = face
  const from = Math.max(0, Math.round(mouthY))
  const edgeAt = (x: number): number | null => {
    const column = Math.round(x)
    if (column < MARGIN_PX || column >= width - MARGIN_PX) return null
    let y = from
    while (y < height && alpha[y * width + column]! < EDGE_ALPHA) y++
    if (y === from || y >= height - MARGIN_PX) return null
    const { head, top } = segmentation
    const below = (y - top) * width + column + 2 * width
    return head[Math.min(below, head.length - 1)]! > FREE_OF_HAIR ? null : y
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
  const lower = offsets.length < FEWEST ? 0 : Math.min(Math.max(median(offsets), -MOST_LOWER.up), MOST_LOWER.down)
  const rollDeg = slants.length < FEWEST ? 0 : (Math.atan(median(slants)) * 180) / Math.PI
  return {
    lowerPx: lower * faceWidthPx,
    rollDeg: Math.min(Math.max(rollDeg * ROLL_SHARE, -MOST_ROLL_DEG), MOST_ROLL_DEG),
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
