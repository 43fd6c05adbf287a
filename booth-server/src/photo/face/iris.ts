import { affineOf, apply, type RotatedBox } from '../imaging/affine.ts'
import { type Normalisation, sampleBox } from '../imaging/sample.ts'
import type { Picture, Point } from '../imaging/values.ts'
import { distance, mesh, meshPoint, midpoint } from './mesh.ts'
import type { Iris, Irises, Landmarks } from './values.ts'

/** Input side, px. */
export const IRIS_SIZE = 64
/** Points of the eye's surroundings in the model's answer; those of the iris follow. */
export const EYE_POINTS = 71
const IRIS_POINTS = 5

export interface IrisModel {
  readonly normalisation: Normalisation
  /** Input 64 x 64 x 3, NHWC, one eye with its outer corner on the left. 76 points x, y, z in input pixels. */
  run(input: Float32Array, signal: AbortSignal): Promise<Float32Array>
}

/** The model was trained on eyes with this much around them (MediaPipe's iris_landmark graph), in eye widths. */
const CROP_SCALE = 2.3

/** Iris over pupil distance: 11.7 of 63 mm, both within three standard deviations, and a head turned by 30 degrees. */
const DIAMETER_SHARE = { min: 0.12, max: 0.27 } as const
/** The two irises of one person differ by less than a tenth; perspective and the model's error come on top. */
const MOST_UNLIKE = 1.35

/**
 * Both irises and the lids around them, by MediaPipe's iris model on a crop of each eye that the mesh tells. The model
 * has no score: what no eye can be (far too small or large, two of different size, beside the eye) is null.
 */
export const findIrises = async (
  { picture, landmarks }: { picture: Picture; landmarks: Landmarks },
  model: IrisModel,
  signal: AbortSignal,
): Promise<Irises | null> => {
  const right = await irisOf(picture, landmarks, mesh.rightEye, false, model, signal)
  const left = await irisOf(picture, landmarks, mesh.leftEye, true, model, signal)
  const unlike = Math.max(right.diameterPx, left.diameterPx) / Math.min(right.diameterPx, left.diameterPx)
  const share = (right.diameterPx + left.diameterPx) / 2 / distance(right.centre, left.centre)
  const isLikely = unlike < MOST_UNLIKE && share > DIAMETER_SHARE.min && share < DIAMETER_SHARE.max
  return isLikely && isInEye(right) && isInEye(left) ? { right, left } : null
}

/** Nearer to the middle of the eye than its corners are. */
const isInEye = ({ centre, outer, inner }: Iris): boolean =>
  distance(centre, midpoint(outer, inner)) < distance(outer, inner) / 2

const irisOf = async (
  picture: Picture,
  landmarks: Landmarks,
  eye: { readonly outer: number; readonly inner: number },
  isLeft: boolean,
  model: IrisModel,
  signal: AbortSignal,
): Promise<Iris> => {
  const outer = meshPoint(landmarks, eye.outer)
  const inner = meshPoint(landmarks, eye.inner)
  // Along the picture's x axis when the head is upright: the left eye's outer corner lies on the right.
  const [from, to] = isLeft ? [inner, outer] : [outer, inner]
  const side = Math.max(2, distance(outer, inner)) * CROP_SCALE
  const box: RotatedBox = {
    centre: midpoint(outer, inner),
    width: side,
    height: side,
    rollDeg: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI,
  }
  const input = sampleBox({
    picture,
    box,
    size: IRIS_SIZE,
    normalisation: model.normalisation,
    outside: 0,
  })
  const points = await model.run(isLeft ? mirrored(input) : input, signal)
  const toPicture = affineOf(box, IRIS_SIZE, IRIS_SIZE)
  const at = (index: number): Point => {
    const x = points[3 * index]!
    return apply(toPicture, { x: isLeft ? IRIS_SIZE - x : x, y: points[3 * index + 1]! })
  }
  const rim = Array.from({ length: IRIS_POINTS - 1 }, (_, k) => at(EYE_POINTS + 1 + k))
  const contour = new Float32Array(2 * EYE_POINTS)
  for (let index = 0; index < EYE_POINTS; index += 1) {
    const { x, y } = at(index)
    contour[2 * index] = x
    contour[2 * index + 1] = y
  }
  const [one, top, other, bottom] = rim as [Point, Point, Point, Point]
  return {
    centre: at(EYE_POINTS),
    // The lids hide the upper and lower rim more often than not, but the model continues the circle.
    diameterPx: (distance(one, other) + distance(top, bottom)) / 2,
    outer: at(0),
    inner: at(8),
    contour,
  }
}

/** The picture seen in a mirror; in place. */
const mirrored = (input: Float32Array): Float32Array => {
  for (let row = 0; row < IRIS_SIZE; row += 1) {
    for (let column = 0; column < IRIS_SIZE / 2; column += 1) {
      const one = (row * IRIS_SIZE + column) * 3
      const other = (row * IRIS_SIZE + IRIS_SIZE - 1 - column) * 3
      for (let channel = 0; channel < 3; channel += 1) {
        const kept = input[one + channel]!
        input[one + channel] = input[other + channel]!
        input[other + channel] = kept
      }
    }
  }
  return input
}
