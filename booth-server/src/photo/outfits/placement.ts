import type { Garment } from '../../garments/garment.ts'
import type { Point } from '../imaging/values.ts'
import type { Neck } from './neck.ts'
import type { Sitter } from './subject.ts'
import { thinPlate, type Warp } from './warp.ts'

/** What of the old shoulders guides the new ones, px and degrees of the print. */
export interface ShoulderHint {
  /** How far lower than the garment's own they lie; 0 where they can't be seen. */
  readonly lowerPx: number
  readonly rollDeg: number
}

export interface Placement {
  /** From the print to the garment's drawing. */
  readonly toGarment: Warp
  /** Where the collar's sides meet the neck, on the print. */
  readonly collarY: number
  readonly pit: Point
}

/** The collar sits this much inside the neck's outline (face widths), so that no gap shows beside it. */
const OVERLAP = 0.008
/** A drawn face width is a male's or female's; bodies vary by so much around it. */
const SCALE = { min: 0.94, max: 1.12 } as const

const COLLAR_FOLLOWS = 0.75

/** Places the garment's anchors on the sitter and bends the rest as little as a thin plate can. */
export const placeGarment = (garment: Garment, sitter: Sitter, neck: Neck, hint: ShoulderHint): Placement => {
  const { anchors, faceWidth, chinClearance, size } = garment
  const { faceWidthPx, chin } = sitter
  const drawnHalf = (anchors.neckRight.x - anchors.neckLeft.x) / 2 / faceWidth
  // A broad neck sits on broad shoulders: the body follows half of what the neck is broader.
  const broad = Math.min(Math.max(1 + (neck.halfWidthPx / faceWidthPx / drawnHalf - 1) * 0.5, SCALE.min), SCALE.max)
  const scale = (faceWidthPx / faceWidth) * broad
  // Low shoulders mean a long neck: the collar goes down with them, most of the way.
  const pit = { x: neck.centreX, y: chin.y + chinClearance * faceWidthPx + hint.lowerPx * COLLAR_FOLLOWS }
  const angle = (hint.rollDeg * Math.PI) / 180
  const onPrint = ({ x, y }: Point): Point => {
    const u = (x - anchors.collarPit.x) * scale
    const v = (y - anchors.collarPit.y) * scale
    return {
      x: pit.x + Math.cos(angle) * u - Math.sin(angle) * v,
      y: pit.y + Math.sin(angle) * u + Math.cos(angle) * v,
    }
  }
  const half = neck.halfWidthPx - OVERLAP * faceWidthPx
  const neckLeft = { ...onPrint(anchors.neckLeft), x: neck.centreX - half }
  const neckRight = { ...onPrint(anchors.neckRight), x: neck.centreX + half }
  const lowered = (point: Point): Point => ({ x: point.x, y: point.y + hint.lowerPx * (1 - COLLAR_FOLLOWS) })
  const corners = [
    { x: 0, y: size.height },
    { x: size.width, y: size.height },
  ]
  const from = [anchors.neckLeft, anchors.neckRight, anchors.collarPit, anchors.shoulderLeft, anchors.shoulderRight]
  const to = [neckLeft, neckRight, pit, lowered(onPrint(anchors.shoulderLeft)), lowered(onPrint(anchors.shoulderRight))]
  const toGarment = thinPlate([...to, ...corners.map(onPrint)], [...from, ...corners])
  return { toGarment, collarY: (neckLeft.y + neckRight.y) / 2, pit }
}
