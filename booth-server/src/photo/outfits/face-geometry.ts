import type { Landmarks } from '../face/values.ts'
import type { Point } from '../imaging/values.ts'

/** Where the head ends and a garment begins, in px of the portrait. Lengths in `outfits` are shares of its face width. */
export interface FaceGeometry {
  /** From ear to ear along the face itself, so that a turned head is no narrower. */
  readonly faceWidthPx: number
  readonly chin: Point
  readonly mouthY: number
  /** Angles of the lower jaw (gonion): where the neck's sides come out from under the face. */
  readonly jawLeft: Point
  readonly jawRight: Point
  /** Middle of the skull's base, which a turning chin leaves. */
  readonly axisX: number
}

/** Points of MediaPipe's face mesh; left and right are the picture's. */
const MESH = {
  earLeft: 234,
  earRight: 454,
  jawLeft: 172,
  jawRight: 397,
  chin: 152,
  mouthLeft: 61,
  mouthRight: 291,
} as const

/** The skull's base lies between ears and jaw; a chin that turns leaves the middle of the jaws more than of the ears. */
const EARS_SHARE_OF_AXIS = 0.6

const pointOf = ({ points }: Landmarks, index: number): Point => ({ x: points[index * 3]!, y: points[index * 3 + 1]! })

const distance3d = ({ points }: Landmarks, one: number, other: number): number =>
  Math.hypot(...[0, 1, 2].map((axis) => points[one * 3 + axis]! - points[other * 3 + axis]!))

export const faceGeometryOf = (landmarks: Landmarks): FaceGeometry => {
  const at = (name: keyof typeof MESH) => pointOf(landmarks, MESH[name])
  const ears = (at('earLeft').x + at('earRight').x) / 2
  const jaws = (at('jawLeft').x + at('jawRight').x) / 2
  return {
    faceWidthPx: distance3d(landmarks, MESH.earLeft, MESH.earRight),
    chin: at('chin'),
    mouthY: (at('mouthLeft').y + at('mouthRight').y) / 2,
    jawLeft: at('jawLeft'),
    jawRight: at('jawRight'),
    axisX: ears * EARS_SHARE_OF_AXIS + jaws * (1 - EARS_SHARE_OF_AXIS),
  }
}
