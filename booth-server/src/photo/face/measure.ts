import type { Matte, Picture, Point } from '../imaging/values.ts'
import { findHairTop, skullByAnatomy, solveCrowns } from './crown.ts'
import { gazeOf, lidGapOf } from './gaze.ts'
import { along, axesOf, distance, type HeadAxes, mesh, meshPoint, midpoint, offset } from './mesh.ts'
import { fitPose } from './pose.ts'
import type { DetectedFace, Iris, Landmarks, Measurements } from './values.ts'

export interface MeasureInput {
  readonly picture: Picture
  readonly face: DetectedFace
  readonly landmarks: Landmarks
  readonly matte: Matte
}

/** Of the mesh's chin point over portraits; a beard hides the chin, which this allows for. */
const CHIN_ERROR = 0.03

type LidPairs = readonly (readonly [number, number])[]

const widestGap = (landmarks: Landmarks, pairs: LidPairs, down: Point): number =>
  Math.max(0, ...pairs.map(([upper, lower]) => along(down, meshPoint(landmarks, upper), meshPoint(landmarks, lower))))

/** Middle of an eye: of its two corners, which stay where they are when it closes or looks aside. */
const eyeCentre = (landmarks: Landmarks, eye: { outer: number; inner: number }): Point =>
  midpoint(meshPoint(landmarks, eye.outer), meshPoint(landmarks, eye.inner))

/** How far the figure reaches from `from` along `direction`, px, or null where the matte says nothing. */
const reach = (matte: Matte, from: Point, axes: HeadAxes, sign: 1 | -1, limitPx: number): number | null => {
  for (let aside = 0; aside < limitPx; aside += 1) {
    const point = offset(from, axes, sign * aside, 0)
    const x = Math.floor(point.x - matte.region.left)
    const y = Math.floor(point.y - matte.region.top)
    if (x < 0 || y < 0 || x >= matte.region.width || y >= matte.region.height) return null
    if ((matte.alpha[y * matte.region.width + x] ?? 0) < 0.5) return aside
  }
  return limitPx
}

/** Ear base to ear base across the head's axis; the figure's own edge bounds what the mesh guesses. */
const faceWidth = (landmarks: Landmarks, matte: Matte, axes: HeadAxes): number => {
  const right = meshPoint(landmarks, mesh.earRight)
  const left = meshPoint(landmarks, mesh.earLeft)
  const widthPx = along(axes.right, right, left)
  const centre = midpoint(right, left)
  const half = (sign: 1 | -1) => {
    const edge = reach(matte, centre, axes, sign, widthPx / 2)
    // A matte that ends deep inside the face has a hole there: not believed.
    return edge === null || edge < widthPx * 0.4 ? widthPx / 2 : edge
  }
  return half(1) + half(-1)
}

/** Ears stand out from the face by no more than this share of its width, both together. */
const MOST_EARS = 1.25
/** Rows to look at beside the ear base, in eye-to-chin distances: from the brow to the nose. */
const EAR_ROWS = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15] as const

const earToEarWidth = (
  matte: Matte,
  axes: HeadAxes,
  landmarks: Landmarks,
  faceWidthPx: number,
  unitPx: number,
): number => {
  const centre = midpoint(meshPoint(landmarks, mesh.earRight), meshPoint(landmarks, mesh.earLeft))
  const limitPx = (faceWidthPx * MOST_EARS) / 2
  const half = (sign: 1 | -1) =>
    Math.max(
      faceWidthPx / 2,
      ...EAR_ROWS.map((down) => reach(matte, offset(centre, axes, 0, down * unitPx), axes, sign, limitPx) ?? 0),
    )
  return half(1) + half(-1)
}

/**
 * Geometry of the head from mesh, matte and anatomy. Crowns and chin are distances from the eye line along the head's
 * own axis, px, positive away from it, with a standard error; their points lie on that axis (the chin's is the mesh's).
 */
export const measure = ({ landmarks, matte }: MeasureInput): Measurements => {
  const pose = fitPose(landmarks)
  const axes = axesOf(pose.rollDeg)
  const rightEye = eyeCentre(landmarks, mesh.rightEye)
  const leftEye = eyeCentre(landmarks, mesh.leftEye)
  const eyes = midpoint(rightEye, leftEye)
  const chinPoint = meshPoint(landmarks, mesh.chin)
  const eyeToChinPx = Math.max(1, along(axes.down, eyes, chinPoint))
  const faceWidthPx = faceWidth(landmarks, matte, axes)
  // The face's middle line runs through the bridge of the nose and the mouth's middle (ISO/IEC 19794-5, line AA).
  const mouth = midpoint(meshPoint(landmarks, mesh.mouthRight), meshPoint(landmarks, mesh.mouthLeft))
  const bridge = meshPoint(landmarks, mesh.nasion)
  const aside = (along(axes.right, eyes, mouth) + along(axes.right, eyes, bridge)) / 2
  const faceCentre = offset(eyes, axes, aside, 0)
  // A turned head shows its eyes nearer together.
  const facing = Math.max(0.7, Math.cos((pose.yawDeg * Math.PI) / 180))
  const eyeDistancePx = distance(rightEye, leftEye) / facing
  const hairTop = findHairTop(matte, eyes, axes, { eyeToChinPx, faceWidthPx })
  const crowns = solveCrowns(skullByAnatomy({ eyeToChinPx, eyeDistancePx }, pose.pitchDeg), hairTop, eyeToChinPx)
  const span = distance(eyes, chinPoint)
  const { irises } = landmarks
  const openness = (iris: Iris | undefined, lids: LidPairs) =>
    (iris ? lidGapOf(iris) : widestGap(landmarks, lids, axes.down)) / span
  return {
    yawDeg: pose.yawDeg,
    pitchDeg: pose.pitchDeg,
    rollDeg: pose.rollDeg,
    rightEye,
    leftEye,
    interpupillaryDistancePx: irises ? distance(irises.right.centre, irises.left.centre) : distance(rightEye, leftEye),
    skullCrown: { ...crowns.skull, point: offset(faceCentre, axes, 0, -crowns.skull.valuePx) },
    hairCrown: { ...crowns.hair, point: offset(faceCentre, axes, 0, -crowns.hair.valuePx) },
    chin: { valuePx: eyeToChinPx, errorPx: CHIN_ERROR * eyeToChinPx, point: chinPoint },
    faceWidthPx,
    earToEarWidthPx: earToEarWidth(matte, axes, landmarks, faceWidthPx, eyeToChinPx),
    faceCentre,
    eyeOpenness: {
      right: openness(irises?.right, mesh.rightEye.lids),
      left: openness(irises?.left, mesh.leftEye.lids),
    },
    mouthOpening: widestGap(landmarks, mesh.innerLips, axes.down) / span,
    ...(irises && { gaze: gazeOf(irises, pose, axes) }),
  }
}
