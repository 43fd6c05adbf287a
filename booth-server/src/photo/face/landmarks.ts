import { affineOf, apply, type RotatedBox } from '../imaging/affine.ts'
import { type Normalisation, sampleBox } from '../imaging/sample.ts'
import type { Picture, Point } from '../imaging/values.ts'
import type { DetectedFace, Landmarks } from './values.ts'

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

/** A crop that differs from the last one by less than this (shares of its side, degrees) would say the same again. */
const STABLE = { shift: 0.03, scale: 0.05, rollDeg: 3 } as const
const MAX_PASSES = 4

/**
 * The mesh of one face. The first pass is cropped by the detector's box, each further one by the mesh before it, turned
 * upright, until the crop stays where it is: where a box was off, the next sees what the model was trained on. Two
 * passes do for most faces.
 */
export const findLandmarks = async (
  { picture, face }: { picture: Picture; face: DetectedFace },
  model: MeshModel,
  signal: AbortSignal,
): Promise<Landmarks> => {
  let box = boxOfFace(face)
  let best = await meshOf(picture, box, model, signal)
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    const next = boxOfMesh(best)
    if (pass > 1 && isStable(box, next)) break
    const landmarks = await meshOf(picture, next, model, signal)
    // A lost face (a box that slid off) can only be seen by the score.
    if (landmarks.score < best.score - 0.1) break
    best = landmarks
    box = next
  }
  return best
}

const isStable = (box: RotatedBox, next: RotatedBox): boolean =>
  Math.hypot(next.centre.x - box.centre.x, next.centre.y - box.centre.y) < STABLE.shift * box.width &&
  Math.abs(next.width / box.width - 1) < STABLE.scale &&
  Math.abs(next.rollDeg - box.rollDeg) < STABLE.rollDeg

const boxOfFace = ({ box, rightEye, leftEye, rollDeg }: DetectedFace): RotatedBox => {
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

const boxOfMesh = (landmarks: Landmarks): RotatedBox => {
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

const meshOf = async (picture: Picture, box: RotatedBox, model: MeshModel, signal: AbortSignal): Promise<Landmarks> => {
  const input = sampleBox({
    picture,
    box,
    size: FACEMESH_SIZE,
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
