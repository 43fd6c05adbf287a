import type { Garment } from '../../garments/garment.ts'
import type { Point } from '../imaging/values.ts'
import type { FaceGeometry } from './face-geometry.ts'
import type { Neck } from './neck.ts'
import type { ShoulderPose } from './shoulder-pose.ts'
import { thinPlateSpline, type Warp } from './thin-plate-spline.ts'

export interface FittedAnchors {
  /** From the portrait to the garment's drawing. */
  readonly toGarment: Warp
  /** Where the collar's sides meet the neck, on the portrait. */
  readonly collarY: number
}

/** The collar sits this much inside the neck's outline (face widths), so that no gap shows beside it. */
const OVERLAP = 0.008
/** A drawn face width is a male's or female's; bodies vary by so much around it. */
const SCALE = { min: 0.94, max: 1.12 } as const
/** A broad neck sits on broad shoulders: the body follows half of what the neck is broader. */
const BODY_FOLLOWS_NECK = 0.5
/** Low shoulders mean a long neck: the collar goes down with them, most of the way. */
const COLLAR_FOLLOWS_SHOULDERS = 0.75

/**
 * Takes the garment's anchors to the person: a similarity (scale by face and neck, rotation by the shoulders' roll,
 * translation to the collar pit) places them, the neck's measured sides correct two, and a thin-plate spline through
 * anchors and lower corners bends the rest as little as it can.
 */
export const fitAnchors = (
  garment: Garment,
  face: FaceGeometry,
  neck: Neck,
  shoulders: ShoulderPose,
): FittedAnchors => {
  const { anchors, faceWidth, chinClearance, size } = garment
  const { faceWidthPx, chin } = face
  const drawnHalf = (anchors.neckRight.x - anchors.neckLeft.x) / 2 / faceWidth
  const broader = 1 + (neck.halfWidthPx / faceWidthPx / drawnHalf - 1) * BODY_FOLLOWS_NECK
  const scale = (faceWidthPx / faceWidth) * Math.min(Math.max(broader, SCALE.min), SCALE.max)
  const pit = {
    x: neck.centreX,
    y: chin.y + chinClearance * faceWidthPx + shoulders.lowerPx * COLLAR_FOLLOWS_SHOULDERS,
  }
  const angle = (shoulders.rollDeg * Math.PI) / 180
  const similarity = ({ x, y }: Point): Point => {
    const u = (x - anchors.collarPit.x) * scale
    const v = (y - anchors.collarPit.y) * scale
    return {
      x: pit.x + Math.cos(angle) * u - Math.sin(angle) * v,
      y: pit.y + Math.sin(angle) * u + Math.cos(angle) * v,
    }
  }
  const half = neck.halfWidthPx - OVERLAP * faceWidthPx
  const neckLeft = { ...similarity(anchors.neckLeft), x: neck.centreX - half }
  const neckRight = { ...similarity(anchors.neckRight), x: neck.centreX + half }
  const shoulder = (anchor: Point): Point => {
    const { x, y } = similarity(anchor)
    return { x, y: y + shoulders.lowerPx * (1 - COLLAR_FOLLOWS_SHOULDERS) }
  }
  const corners = [
    { x: 0, y: size.height },
    { x: size.width, y: size.height },
  ]
  const drawn = [anchors.neckLeft, anchors.neckRight, anchors.collarPit, anchors.shoulderLeft, anchors.shoulderRight]
  const fitted = [neckLeft, neckRight, pit, shoulder(anchors.shoulderLeft), shoulder(anchors.shoulderRight)]
  const toGarment = thinPlateSpline([...fitted, ...corners.map(similarity)], [...drawn, ...corners])
  return { toGarment, collarY: (neckLeft.y + neckRight.y) / 2 }
}
