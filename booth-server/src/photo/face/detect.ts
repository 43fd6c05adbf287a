import { affineOf, apply, type RotatedBox } from '../imaging/affine.ts'
import { type Normalisation, sampleBox } from '../imaging/sample.ts'
import type { Picture } from '../imaging/values.ts'
import {
  BLAZEFACE_SIZE,
  type BlazefaceGrid,
  decodeBlazeface,
  mergeFaces,
  overlapOf,
  type RawFace,
} from './blazeface.ts'
import type { DetectedFace } from './values.ts'

export interface DetectorModel {
  readonly normalisation: Normalisation
  /** Input 256 x 256 x 3, NHWC. */
  run(input: Float32Array, signal: AbortSignal): Promise<readonly [BlazefaceGrid, BlazefaceGrid]>
}

export interface DetectInput {
  readonly picture: Picture
  /** `quick`: the whole frame once, for the live view. `thorough`: more passes where the first is not sure. */
  readonly effort: 'quick' | 'thorough'
}

const MIN_SCORE = 0.5
/** Above this a face needs no second opinion. */
const SURE_SCORE = 0.75
/**
 * A sure face at least this share of the frame needs no second look: a rival has at least half its side (see
 * choose-face.ts), and the model still finds that in the same pass.
 */
const SURE_SHARE = 0.12
/** Turned windows for heads rolled beyond what the model was trained on. */
const ROLLS_DEG = [-38, 38] as const
/** A small face is looked at again in a window of this many of its sides: more than any print shows. */
const NEAR_SIDES = 7
/** A face that fills the frame is found with more air around it. */
const ZOOM_OUT = 1.9
const TILE_OVERLAP = 0.5
/** Tiles down to this share of the frame's short side: 8 % of the height is then 30 px of the model's input or more. */
const TILE_SHARES = [1, 0.55] as const
const MAX_TILES = 24

/** Every face that the detector finds, best first, in pixels of the picture. Whose portrait it is: choose-face.ts. */
export const detectFaces = async (
  { picture, effort }: DetectInput,
  model: DetectorModel,
  signal: AbortSignal,
): Promise<DetectedFace[]> => {
  const frame = wholeFrame(picture)
  const found = await look(picture, frame, model, signal)
  const isLarge = ({ side }: RawFace) => side >= SURE_SHARE * frame.width
  if (effort === 'quick' || findSure(found, isLarge)) return mergeFaces(found).map(toDetectedFace)

  const small = findSure(found)
  if (small) {
    const near = await look(picture, windowAround(small), model, signal)
    found.push(...near)
    // Seen twice: whoever could share the print with this face was in the nearer window too.
    if (findSure(near, (face) => overlapOf(face, small) > 0)) return mergeFaces(found).map(toDetectedFace)
  }
  for (const windows of passesOf(picture, frame)) {
    for (const window of windows) found.push(...(await look(picture, window, model, signal)))
    if (findSure(found, isLarge)) break
  }
  return mergeFaces(found).map(toDetectedFace)
}

const findSure = (faces: readonly RawFace[], isWanted: (face: RawFace) => boolean = () => true): RawFace | undefined =>
  faces.filter((face) => face.score >= SURE_SCORE && isWanted(face)).sort((one, other) => other.side - one.side)[0]

const windowAround = ({ centre, side }: RawFace): RotatedBox => ({
  centre,
  width: NEAR_SIDES * side,
  height: NEAR_SIDES * side,
  rollDeg: 0,
})

/** Groups of further looks, for what was not sure at once: from more air and other angles to ever smaller tiles. */
const passesOf = (picture: Picture, frame: RotatedBox): RotatedBox[][] => [
  [
    { ...frame, width: frame.width * ZOOM_OUT, height: frame.height * ZOOM_OUT },
    ...ROLLS_DEG.map((rollDeg) => ({ ...frame, rollDeg })),
  ],
  tilesOf(picture),
]

const wholeFrame = ({ width, height }: Picture): RotatedBox => {
  const side = Math.max(width, height)
  return { centre: { x: width / 2, y: height / 2 }, width: side, height: side, rollDeg: 0 }
}

const tilesOf = ({ width, height }: Picture): RotatedBox[] => {
  const tiles: RotatedBox[] = []
  for (const share of TILE_SHARES) {
    const side = Math.min(width, height) * share
    for (const y of positions(height, side)) {
      for (const x of positions(width, side)) {
        tiles.push({ centre: { x: x + side / 2, y: y + side / 2 }, width: side, height: side, rollDeg: 0 })
      }
    }
  }
  return tiles.slice(0, MAX_TILES)
}

/** Starts of overlapping stretches of `side` that cover `length`. */
const positions = (length: number, side: number): number[] => {
  const count = Math.max(1, Math.ceil((length - side) / (side * TILE_OVERLAP)) + 1)
  return Array.from({ length: count }, (_, index) => (count === 1 ? 0 : (index * (length - side)) / (count - 1)))
}

const look = async (
  picture: Picture,
  window: RotatedBox,
  model: DetectorModel,
  signal: AbortSignal,
): Promise<RawFace[]> => {
  const input = sampleBox({
    picture,
    box: window,
    size: BLAZEFACE_SIZE,
    normalisation: model.normalisation,
    outside: 0,
  })
  const faces = decodeBlazeface(await model.run(input, signal), MIN_SCORE)
  const toPicture = affineOf(window, BLAZEFACE_SIZE, BLAZEFACE_SIZE)
  const scale = window.width / BLAZEFACE_SIZE
  return faces.map((face) => ({
    score: face.score,
    centre: apply(toPicture, face.centre),
    side: face.side * scale,
    keypoints: face.keypoints.map((point) => apply(toPicture, point)),
  }))
}

const toDetectedFace = ({ score, centre, side, keypoints }: RawFace): DetectedFace => {
  const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = keypoints
  return {
    box: { left: centre.x - side / 2, top: centre.y - side / 2, width: side, height: side },
    score,
    rightEye: rightEye!,
    leftEye: leftEye!,
    nose: nose!,
    mouth: mouth!,
    rightEar: rightEar!,
    leftEar: leftEar!,
    rollDeg: (Math.atan2(leftEye!.y - rightEye!.y, leftEye!.x - rightEye!.x) * 180) / Math.PI,
  }
}
