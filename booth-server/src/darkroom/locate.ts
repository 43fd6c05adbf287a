import type { StepId } from '../protocol/index.ts'
import type { DarkroomModels } from './load-models.ts'
import { done, type Outcome, refuse } from './outcome.ts'
import { checkMesh, chooseFace, FACE_MIN_PRESENCE } from './steps/choose-face.ts'
import { decodePicture, inspectImage, type SourceImage, shrinkPicture } from './steps/decode.ts'
import { detectFaces } from './steps/detect.ts'
import { findIrises } from './steps/iris.ts'
import { findLandmarks } from './steps/landmarks.ts'
import type { DetectedFace, Landmarks, Picture, Point } from './values.ts'

/** Who sits for the portrait, and the picture at the size that the print needs. */
export interface Sitter {
  readonly picture: Picture
  readonly face: DetectedFace
  /** Bystanders, far smaller: to be matted away. */
  readonly others: readonly DetectedFace[]
  readonly landmarks: Landmarks
}

export interface LocateDeps {
  readonly models: Pick<DarkroomModels, 'detector' | 'mesh' | 'iris'>
  readonly time: <T>(step: StepId, work: () => T | Promise<T>) => Promise<T>
}

/** The detector works on this many pixels along the longer side: more only costs time. */
const DETECT_SIDE_PX = 1024
/** The working picture has this many times the print's pixels, so that one good filter makes the print from it. */
const OVERSAMPLING = 1.5
const MAX_WHOLE_PIXELS = 30_000_000
/** From the detector's box (brows to chin) to the head (crown to chin). */
const HEAD_TO_BOX = 1.5
/** The least head height of the working picture, px: the measures and the matte want detail even for small prints. */
const MIN_HEAD_PX = 560

/** In a crowd the best are enough: the rest is far smaller or hardly a face. */
const MAX_CONFIRMED = 8

/** From a file's bytes to the face, its mesh and irises; or why there is none to print. */
export const locateSitter = async (
  { image, printHeadPx }: { readonly image: Uint8Array; readonly printHeadPx: number },
  { models, time }: LocateDeps,
  signal: AbortSignal,
): Promise<Outcome<Sitter>> => {
  const source = await time('decode', () => inspectImage(image))
  if (!source.ok) return source
  const smallScale = Math.min(1, DETECT_SIDE_PX / Math.max(source.value.width, source.value.height))
  const whole = await time('decode', () => decodeWhole(source.value, signal))
  if (whole && !whole.ok) return whole
  const decoded = await time('decode', () => decodeAt(source.value, whole?.value ?? null, smallScale, signal))
  if (!decoded.ok) return decoded
  const small = decoded.value
  const faces = await time('detect', async () => {
    const seen = await detectFaces({ picture: small, effort: 'thorough' }, models.detector, signal)
    return await confirmFaces(small, seen, models.mesh, signal)
  })
  const chosen = chooseFace(faces, small)
  if (!chosen.ok) return chosen
  if (chosen.value.rivals.length > 0)
    return refuse('face.several', 'A second face has at least a quarter of the first one’s area')

  const scale = workingScale(source.value, chosen.value.face, smallScale, printHeadPx)
  const full =
    scale <= smallScale
      ? decoded
      : await time('decode', () => decodeAt(source.value, whole?.value ?? null, scale, signal))
  if (!full.ok) return full
  const picture = full.value
  const toFull = picture.width / small.width
  const face = scaleFace(chosen.value.face, toFull)
  const found = await time('landmarks', () => findLandmarks({ picture, face }, models.mesh, signal))
  const sound = checkMesh(found, picture, source.value.width / picture.width)
  if (!sound.ok) return sound
  const irises = await time('landmarks', () => findIrises({ picture, landmarks: found }, models.iris, signal))
  return done({
    picture,
    face,
    others: chosen.value.bystanders.map((other) => scaleFace(other, toFull)),
    landmarks: irises ? { ...found, irises } : found,
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
 * All of the picture at once, for formats that don't shrink while they load: reading them twice costs more than
 * shrinking what was read. Null for JPEG, and for pictures so large that all of their pixels are a burden.
 */
const decodeWhole = async (source: SourceImage, signal: AbortSignal): Promise<Outcome<Picture> | null> =>
  source.format === 'jpeg' || source.width * source.height > MAX_WHOLE_PIXELS
    ? null
    : await decodePicture(source, 1, signal)

const decodeAt = async (
  source: SourceImage,
  whole: Picture | null,
  scale: number,
  signal: AbortSignal,
): Promise<Outcome<Picture>> => {
  if (whole === null) return await decodePicture(source, scale, signal)
  return done(scale < 1 ? await shrinkPicture(whole, scale, signal) : whole)
}

const workingScale = (source: SourceImage, face: DetectedFace, smallScale: number, printHeadPx: number): number => {
  const headPx = (face.box.height / smallScale) * HEAD_TO_BOX
  return Math.min(
    1,
    Math.max(printHeadPx * OVERSAMPLING, MIN_HEAD_PX) / headPx,
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
