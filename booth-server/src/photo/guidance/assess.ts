import type { GuidanceCode } from '../../protocol/codes.ts'
import { chooseFace } from '../face/choose-face.ts'
import { type DetectorModel, detectFaces } from '../face/detect.ts'
import type { DetectedFace } from '../face/values.ts'
import { decodePicture, inspectImage } from '../imaging/decode.ts'
import type { Picture } from '../imaging/values.ts'

const SIDE_PX = 512
/** The face's box (brows to chin) as a share of the frame's height: nearer is cut, farther lacks detail. */
const BOX_SHARE = { min: 0.16, max: 0.42 } as const
/** How far from the middle the face may be, as shares of the frame. */
const OFF_CENTRE = { across: 0.14, above: 0.16, below: 0.1 } as const
const MAX_ROLL_DEG = 8
/** Nose tip beside the middle of the eyes, in eye distances: about 12 degrees of yaw. */
const MAX_TURN = 0.22
/** Mean luminance of the face, 0..255. */
const LIGHT = { min: 55, max: 225 } as const

/** What the customer should do next, most important first. One quick look of the detector, nothing is kept. */
export const assessFrame = async (
  jpeg: Uint8Array,
  detector: DetectorModel,
  signal: AbortSignal,
): Promise<GuidanceCode> => {
  const source = await inspectImage(jpeg)
  if (!source.ok) return 'no-face'
  const scale = Math.min(1, SIDE_PX / Math.max(source.value.width, source.value.height))
  const decoded = await decodePicture(source.value, scale, signal)
  if (!decoded.ok) return 'no-face'
  const picture = decoded.value
  const faces = await detectFaces({ picture, effort: 'quick' }, detector, signal)
  const chosen = chooseFace(faces, picture)
  if (!chosen.ok) return chosen.fault === 'face.cut-off' ? 'move-back' : 'no-face'
  if (chosen.value.rivals.length > 0) return 'several-faces'
  return guidanceOf(chosen.value.face, picture)
}

const guidanceOf = (face: DetectedFace, picture: Picture): GuidanceCode => {
  const share = face.box.height / picture.height
  if (share < BOX_SHARE.min) return 'move-closer'
  if (share > BOX_SHARE.max) return 'move-back'
  const across = (face.box.left + face.box.width / 2) / picture.width - 0.5
  const down = (face.box.top + face.box.height / 2) / picture.height - 0.5
  // The person's left is the picture's right.
  if (across > OFF_CENTRE.across) return 'move-right'
  if (across < -OFF_CENTRE.across) return 'move-left'
  if (down > OFF_CENTRE.below) return 'move-up'
  if (down < -OFF_CENTRE.above) return 'move-down'
  if (Math.abs(face.rollDeg) > MAX_ROLL_DEG) return 'level-head'
  const eyes = { x: (face.rightEye.x + face.leftEye.x) / 2, distance: face.leftEye.x - face.rightEye.x }
  if (Math.abs(face.nose.x - eyes.x) / Math.max(eyes.distance, 1) > MAX_TURN) return 'look-straight'
  const light = lightOn(face, picture)
  if (light < LIGHT.min) return 'too-dark'
  if (light > LIGHT.max) return 'too-bright'
  return 'ready'
}

const lightOn = ({ box }: DetectedFace, { data, width, height }: Picture): number => {
  let sum = 0
  let count = 0
  for (let y = Math.max(0, Math.floor(box.top)); y < Math.min(height, box.top + box.height); y += 2) {
    for (let x = Math.max(0, Math.floor(box.left)); x < Math.min(width, box.left + box.width); x += 2) {
      const at = (y * width + x) * 3
      sum += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
      count++
    }
  }
  return count === 0 ? 0 : sum / count
}
