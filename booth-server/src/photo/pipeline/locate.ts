import { done, type Outcome, refuse } from '../../foundation/outcome.ts'
import type { StepId } from '../../protocol/codes.ts'
import { checkMesh, chooseFace, FACE_MIN_PRESENCE } from '../face/choose-face.ts'
import { detectFaces } from '../face/detect.ts'
import { findLandmarks } from '../face/landmarks.ts'
import type { DetectedFace, Landmarks } from '../face/values.ts'
import { decodePicture, inspectImage, type SourceImage, shrinkPicture } from '../imaging/decode.ts'
import type { Picture, Point } from '../imaging/values.ts'
import type { DarkroomModels } from './models.ts'

/** Who sits for the portrait, and the picture at the size that the portrait needs. */
export interface Subject {
  readonly picture: Picture
  readonly face: DetectedFace
  /** Bystanders, far smaller: to be matted away. */
  readonly others: readonly DetectedFace[]
  /** Without the irises. */
  readonly mesh: Landmarks
  /** The photograph holds more detail than `picture`, which a larger portrait may want. */
  readonly isShrunk: boolean
}

export interface LocateDeps {
  readonly models: Pick<DarkroomModels, 'detector' | 'mesh'>
  readonly time: <T>(step: StepId, work: () => T | Promise<T>) => Promise<T>
}

/** The detector works on this many pixels along the longer side: more only costs time. */
const DETECT_SIDE_PX = 1024
/** A JPEG up to this size, longer side, is read whole while the detector's small one is read: that takes hardly longer. */
const WHOLE_JPEG_SIDE_PX = 2560
/** Reading a picture again for less than this much more detail buys nothing that a portrait shows. */
const WORTH_READING = 1.2
/** Shrinking by less than this saves nothing. */
const WORTH_SHRINKING = 0.98
/** The working picture has this many times the portrait's pixels, so that one good filter makes the portrait from it. */
const OVERSAMPLING = 1.5
const MAX_WHOLE_PIXELS = 30_000_000
/** From the detector's box (brows to chin) to the head (crown to chin). */
const HEAD_TO_BOX = 1.5
/** The least head height of the working picture, px: the measures and the matte want detail even for small portraits. */
const MIN_HEAD_PX = 560

/** In a crowd the best are enough: the rest is far smaller or hardly a face. */
const MAX_CONFIRMED = 8

/** From a file's bytes to the face and its mesh; or why there is none to make a portrait of. */
export const locateSubject = async (
  { image, portraitHeadPx }: { readonly image: Uint8Array; readonly portraitHeadPx: number },
  { models, time }: LocateDeps,
  signal: AbortSignal,
): Promise<Outcome<Subject>> => {
  const source = await time('decode', () => inspectImage(image))
  if (!source.ok) return source
  const smallScale = detectScale(source.value)
  const largeReading = startLarge(source.value, signal)
  // Awaited below; whoever refuses before that has its own reason.
  largeReading?.catch(() => {})
  const seen = await time('decode', () => readSmall(source.value, smallScale, largeReading, signal))
  if (!seen.ok) return seen
  const small = seen.value
  const faces = await time('detect', async () => {
    const found = await detectFaces({ picture: small, effort: 'thorough' }, models.detector, signal)
    return await confirmFaces(small, found, models.mesh, signal)
  })
  const chosen = chooseFace(faces, small)
  if (!chosen.ok) return chosen
  if (chosen.value.rivals.length > 0)
    return refuse('face.several', 'A second face has at least a quarter of the first one’s area')

  const scale = workingScale(source.value, chosen.value.face, smallScale, portraitHeadPx)
  const full =
    scale <= smallScale ? seen : await time('decode', () => readWorking(source.value, scale, largeReading, signal))
  if (!full.ok) return full
  const picture = full.value
  const toFull = picture.width / small.width
  const face = scaleFace(chosen.value.face, toFull)
  const found = await time('landmarks', () => findLandmarks({ picture, face }, models.mesh, signal))
  const sound = checkMesh(found, picture, source.value.width / picture.width)
  if (!sound.ok) return sound
  return done({
    picture,
    face,
    others: chosen.value.bystanders.map((other) => scaleFace(other, toFull)),
    mesh: found,
    isShrunk: picture.width < WORTH_SHRINKING * source.value.width,
  })
}

/**
 * Where the detector sees several faces, those that the mesh sees too: hands, curtains and patterns must neither rival
 * the customer nor take their place. A single one is left to `checkMesh`, which knows it at its full size.
 */
export const confirmFaces = async (
  picture: Picture,
  faces: readonly DetectedFace[],
  mesh: DarkroomModels['mesh'],
  signal: AbortSignal,
): Promise<readonly DetectedFace[]> => {
  if (faces.length < 2) return faces
  const confirmed: DetectedFace[] = []
  for (const face of faces.slice(0, MAX_CONFIRMED)) {
    const { score } = await findLandmarks({ picture, face }, mesh, signal)
    if (score >= FACE_MIN_PRESENCE) confirmed.push(face)
  }
  return confirmed.length === 0 ? faces.slice(0, 1) : confirmed
}

/**
 * A reading with all that a portrait may need, begun at once. Formats that don't shrink while they load come whole, since
 * reading them again costs more than shrinking what was read; unless so large that all of their pixels are a burden.
 * Null for a large JPEG: a face that fills it becomes a portrait from the detector's small reading, a smaller one is worth a
 * reading of its own.
 */
const startLarge = (source: SourceImage, signal: AbortSignal): Promise<Outcome<Picture>> | null => {
  const { format, width, height } = source
  const side = Math.max(width, height)
  if (format === 'jpeg') return side > WHOLE_JPEG_SIDE_PX ? null : decodePicture(source, 1, signal)
  return decodePicture(source, Math.min(1, Math.sqrt(MAX_WHOLE_PIXELS / (width * height))), signal)
}

/**
 * For the detector: of a large JPEG a half, a quarter or an eighth where one of them has about the right size, for these
 * load quickest.
 */
const detectScale = ({ format, width, height }: SourceImage): number => {
  const side = Math.max(width, height)
  const loads = format === 'jpeg' ? [0.5, 0.25, 0.125] : []
  const quick = loads.find((scale) => scale * side <= DETECT_SIDE_PX && scale * side >= DETECT_SIDE_PX * 0.75)
  return quick ?? Math.min(1, DETECT_SIDE_PX / side)
}

/** Small JPEGs are read twice at once, small and large, so that the detector need not wait for the large one. */
const readSmall = async (
  source: SourceImage,
  scale: number,
  largeReading: Promise<Outcome<Picture>> | null,
  signal: AbortSignal,
): Promise<Outcome<Picture>> => {
  if (largeReading === null || (source.format === 'jpeg' && scale < WORTH_SHRINKING)) {
    return await decodePicture(source, scale, signal)
  }
  return await shrunk(source, await largeReading, scale, signal)
}

/** The picture that becomes the portrait: out of the large reading unless that was too coarse. */
const readWorking = async (
  source: SourceImage,
  scale: number,
  largeReading: Promise<Outcome<Picture>> | null,
  signal: AbortSignal,
): Promise<Outcome<Picture>> => {
  const large = await largeReading
  return large && (!large.ok || scale * source.width <= large.value.width * WORTH_READING)
    ? await shrunk(source, large, scale, signal)
    : await decodePicture(source, scale, signal)
}

/** The source at `scale`, from a larger reading of it. */
const shrunk = async (
  source: SourceImage,
  reading: Outcome<Picture>,
  scale: number,
  signal: AbortSignal,
): Promise<Outcome<Picture>> =>
  reading.ok ? done(await shrinkTo(reading.value, (scale * source.width) / reading.value.width, signal)) : reading

/** The picture itself where shrinking it would hardly save anything. */
const shrinkTo = async (picture: Picture, scale: number, signal: AbortSignal): Promise<Picture> =>
  scale < WORTH_SHRINKING ? await shrinkPicture(picture, scale, signal) : picture

const workingScale = (source: SourceImage, face: DetectedFace, smallScale: number, portraitHeadPx: number): number => {
  const headPx = (face.box.height / smallScale) * HEAD_TO_BOX
  return Math.min(
    1,
    Math.max(portraitHeadPx * OVERSAMPLING, MIN_HEAD_PX) / headPx,
    6000 / Math.max(source.width, source.height),
  )
}

const scaleFace = (face: DetectedFace, scale: number): DetectedFace => {
  const point = ({ x, y }: Point): Point => ({ x: x * scale, y: y * scale })
  const { left, top, width, height } = face.box
  return {
    ...face,
    box: { left: left * scale, top: top * scale, width: width * scale, height: height * scale },
    rightEye: point(face.rightEye),
    leftEye: point(face.leftEye),
    nose: point(face.nose),
    mouth: point(face.mouth),
    rightEar: point(face.rightEar),
    leftEar: point(face.leftEar),
  }
}
