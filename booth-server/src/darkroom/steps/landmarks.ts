import { affineOf, apply, type TurnedBox } from '../raster/affine.ts'
import { type Normalisation, sampleBox } from '../raster/sample.ts'
import type { DetectedFace, Landmarks, Picture, Point } from '../values.ts'

/** Input side, px. */
export const FACEMESH_SIZE = 192
export const FACEMESH_POINTS = 468

export interface MeshModel {
  readonly normalisation: Normalisation
  /** Input 192 x 192 x 3, NHWC. `mesh`: x, y, z of 468 points in input pixels; `score`: 0..1 that a face is there. */
  run(input: Float32Array, signal: AbortSignal): Promise<{ mesh: Float32Array; score: number }>
}

/** The model was trained on faces with a quarter of air on each side (MediaPipe's face_landmark graph). */
const CROP_SCALE = 1.5
/** Outer corners of the eyes, for the roll. */
const RIGHT_EYE = 33
const LEFT_EYE = 263

/**
 * The mesh of one face. The first pass is cropped by the detector's box, the second by the first mesh, turned upright:
 * where the box was off, the second sees what the model was trained on.
 */
export const findLandmarks = async (
  { picture, face }: { picture: Picture; face: DetectedFace },
  model: MeshModel,
  signal: AbortSignal,
): Promise<Landmarks> => {
  const first = await meshOf(picture, boxOfFace(face), model, signal)
  const second = await meshOf(picture, boxOfMesh(first), model, signal)
  // A lost face (a box that slid off) can only be seen by the score; the better of both stands.
  return second.score >= first.score - 0.1 ? second : first
}

const boxOfFace = ({ box, rightEye, leftEye, rollDeg }: DetectedFace): TurnedBox => {
  const side = box.width * CROP_SCALE
  // Between the box's middle and the eyes: the box alone sits low on some faces.
  const centre = { x: box.left + box.width / 2, y: box.top + box.height / 2 }
  const eyes = { x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2 }
  return {
    centre: { x: centre.x * 0.9 + eyes.x * 0.1, y: centre.y * 0.9 + eyes.y * 0.1 },
    width: side,
    height: side,
    rollDeg,
  }
}

const pointOf = ({ points }: Landmarks, index: number): Point => ({ x: points[3 * index]!, y: points[3 * index + 1]! })

const boxOfMesh = (landmarks: Landmarks): TurnedBox => {
  const right = pointOf(landmarks, RIGHT_EYE)
  const left = pointOf(landmarks, LEFT_EYE)
  const roll = Math.atan2(left.y - right.y, left.x - right.x)
  const cos = Math.cos(roll)
  const sin = Math.sin(roll)
  let minAlong = Number.POSITIVE_INFINITY
  let maxAlong = Number.NEGATIVE_INFINITY
  let minDown = Number.POSITIVE_INFINITY
  let maxDown = Number.NEGATIVE_INFINITY
  for (let index = 0; index < FACEMESH_POINTS; index++) {
    const { x, y } = pointOf(landmarks, index)
    const along = x * cos + y * sin
    const down = y * cos - x * sin
    minAlong = Math.min(minAlong, along)
    maxAlong = Math.max(maxAlong, along)
    minDown = Math.min(minDown, down)
    maxDown = Math.max(maxDown, down)
  }
  const along = (minAlong + maxAlong) / 2
  const down = (minDown + maxDown) / 2
  const side = Math.max(maxAlong - minAlong, maxDown - minDown) * CROP_SCALE
  return {
    centre: { x: along * cos - down * sin, y: along * sin + down * cos },
    width: side,
    height: side,
    rollDeg: (roll * 180) / Math.PI,
  }
}

const meshOf = async (picture: Picture, box: TurnedBox, model: MeshModel, signal: AbortSignal): Promise<Landmarks> => {
  const input = sampleBox({
    picture,
    box,
    size: FACEMESH_SIZE,
    layout: 'NHWC',
    normalisation: model.normalisation,
    outside: 0,
  })
  const { mesh, score } = await model.run(input, signal)
  const toPicture = affineOf(box, FACEMESH_SIZE, FACEMESH_SIZE)
  const scale = box.width / FACEMESH_SIZE
  const points = new Float32Array(FACEMESH_POINTS * 3)
  for (let index = 0; index < FACEMESH_POINTS; index++) {
    const at = 3 * index
    const { x, y } = apply(toPicture, { x: mesh[at]!, y: mesh[at + 1]! })
    points[at] = x
    points[at + 1] = y
    points[at + 2] = mesh[at + 2]! * scale
  }
  return { points, score }
}
