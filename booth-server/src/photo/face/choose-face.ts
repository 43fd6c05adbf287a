import { done, type Outcome, refuse } from '../../foundation/outcome.ts'
import type { Box, Point } from '../imaging/values.ts'
import type { DetectedFace, Landmarks } from './values.ts'

/**
 * A second face with at least this share of the first's area is a rival (`face.several`): it stands beside the customer.
 * What is smaller (half the side, so at least twice as far away) is a bystander: ignored here, matted away later.
 */
export const RIVAL_AREA_SHARE = 0.25
/** A rival needs a sure answer of the detector, and of the mesh: hands and curtains score low on both. */
export const RIVAL_MIN_SCORE = 0.7
export const FACE_MIN_PRESENCE = 0.6
/** A small face lower than this under the customer's, and nearer to their middle line, is printed on their clothes. */
const CLOTHES = { below: 0.75, aside: 1.1 } as const
/** The detector's box spans brows to chin: with a tenth of it outside the frame, some of the face is missing. */
const MAX_BOX_OUTSIDE = 0.1
/** The mesh's outline may err by this share of the face's width before it counts as cut. */
const MAX_OVAL_OUTSIDE = 0.04
/** Below this nothing of use can be printed, whatever the document: a third of what ISO/IEC 19794-5 asks for. */
export const MIN_INTERPUPILLARY_PX = 30
/** Below this the mesh sees no face where the detector saw one. */
const MIN_PRESENCE = 0.5

export interface Frame {
  readonly width: number
  readonly height: number
}

export interface Chosen {
  readonly face: DetectedFace
  /** Large enough to be a second sitter. */
  readonly rivals: readonly DetectedFace[]
  /** Too small to be rivals: matted away. Faces printed on the customer's clothes are not among them. */
  readonly bystanders: readonly DetectedFace[]
}

const area = ({ box }: DetectedFace): number => box.width * box.height

/** Whose portrait it is: the largest face that the detector is sure of. */
export const chooseFace = (faces: readonly DetectedFace[], frame: Frame): Outcome<Chosen> => {
  const best = Math.max(0, ...faces.map((face) => face.score))
  // One that scores far below the best may be large without being a face.
  const likely = faces.filter((face) => face.score >= Math.min(RIVAL_MIN_SCORE, best))
  const [face] = [...likely].sort((left, right) => area(right) - area(left))
  if (face === undefined) return refuse('face.none', 'The detector found no face')
  const outside = shareOutside(face.box, frame)
  const isFeatureOutside = [face.rightEye, face.leftEye, face.nose, face.mouth].some(
    (point) => !isInFrame(point, frame),
  )
  if (outside > MAX_BOX_OUTSIDE || isFeatureOutside) {
    return refuse('face.cut-off', `${Math.round(outside * 100)} % of the face lies outside the picture`)
  }
  const rest = likely.filter((other) => other !== face && other.score >= RIVAL_MIN_SCORE)
  const isRival = (other: DetectedFace) => area(other) >= RIVAL_AREA_SHARE * area(face)
  return done({
    face,
    rivals: rest.filter((other) => isRival(other) && shareOutside(other.box, frame) < 0.5),
    bystanders: rest.filter((other) => !isRival(other) && !isOnClothes(other, face)),
  })
}

const isOnClothes = (other: DetectedFace, { box }: DetectedFace): boolean => {
  const aside = other.box.left + other.box.width / 2 - (box.left + box.width / 2)
  const below = other.box.top + other.box.height / 2 - (box.top + box.height / 2)
  return below > CLOTHES.below * box.height && Math.abs(aside) < CLOTHES.aside * box.width
}

/**
 * What only the mesh can tell: that there is a face, that all of it is in the frame, that it has enough pixels.
 *
 * @param sourceScale pixels of the source for one of the frame's
 */
export const checkMesh = (landmarks: Landmarks, frame: Frame, sourceScale: number): Outcome<null> => {
  if (landmarks.score < MIN_PRESENCE) {
    return refuse('face.none', `The mesh is not sure of a face (${landmarks.score.toFixed(2)})`)
  }
  const { points } = landmarks
  let left = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (let at = 0; at + 2 < points.length; at += 3) {
    left = Math.min(left, points[at]!)
    right = Math.max(right, points[at]!)
    top = Math.min(top, points[at + 1]!)
    bottom = Math.max(bottom, points[at + 1]!)
  }
  const slack = (right - left) * MAX_OVAL_OUTSIDE
  if (left < -slack || top < -slack || right > frame.width + slack || bottom > frame.height + slack) {
    return refuse('face.cut-off', 'The outline of the face leaves the picture')
  }
  const interpupillaryPx = interpupillaryOf(landmarks) * sourceScale
  if (interpupillaryPx < MIN_INTERPUPILLARY_PX) {
    return refuse(
      'face.too-small',
      `Expected at least ${MIN_INTERPUPILLARY_PX} px between the pupils but measured ${Math.round(interpupillaryPx)}`,
    )
  }
  return done(null)
}

/** Between the middles of the eyes' corners, px of the landmarks' picture. */
export const interpupillaryOf = ({ points }: Landmarks): number => {
  const middle = (one: number, other: number): Point => ({
    x: (points[3 * one]! + points[3 * other]!) / 2,
    y: (points[3 * one + 1]! + points[3 * other + 1]!) / 2,
  })
  const right = middle(33, 133)
  const left = middle(263, 362)
  return Math.hypot(left.x - right.x, left.y - right.y)
}

const isInFrame = ({ x, y }: Point, { width, height }: Frame): boolean => x >= 0 && y >= 0 && x <= width && y <= height

const shareOutside = ({ left, top, width, height }: Box, frame: Frame): number => {
  const insideX = Math.max(0, Math.min(left + width, frame.width) - Math.max(left, 0))
  const insideY = Math.max(0, Math.min(top + height, frame.height) - Math.max(top, 0))
  return 1 - (insideX * insideY) / (width * height)
}
