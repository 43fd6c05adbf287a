import sharp from 'sharp'
import { BoothError } from '../../foundation/errors.ts'
import { meshRegions } from '../face/mesh-regions.ts'
import { headHeightOfBox, type RoughHead, roughHeadOf } from '../face/rough-head.ts'
import type { DetectedFace, Landmarks } from '../face/values.ts'
import { type Affine, affineOf, apply, centreOf, invert, type RotatedBox, upright } from '../imaging/affine.ts'
import { resamplePicture } from '../imaging/resample-picture.ts'
import { resamplePlane } from '../imaging/resample-plane.ts'
import { type Normalisation, type TensorLayout, toPlanes } from '../imaging/sample.ts'
import type { Box, Matte, Picture } from '../imaging/values.ts'
import { cleanMatte } from './clean-matte.ts'
import type { CoarseMatte } from './coarse-matte.ts'
import { type Levels, levelsOf } from './matte-levels.ts'
import { cropReach, headReach, matteRegion, type OwnHead, type Reach, rotatedReach } from './matte-region.ts'
import { refineMatte } from './refine.ts'

export interface MattingModel {
  /** Input and output side, px. */
  readonly size: number
  readonly layout: TensorLayout
  readonly normalisation: Normalisation
  /** `size` x `size` opacities, 0..1. */
  run(input: Float32Array, signal: AbortSignal): Promise<Float32Array>
}

/** One size of the model to ask, and another one, whose mistakes are others, for a second opinion. */
export interface MattingModels {
  readonly first: MattingModel
  readonly second: MattingModel | null
}

export interface MatteInput {
  readonly picture: Picture
  readonly landmarks: Landmarks
  /** Bystanders, in pixels of the picture: their regions are removed. */
  readonly others?: readonly DetectedFace[]
  /** What `beginGuide` answered, if it was asked before. */
  readonly guide?: Promise<Uint8Array>
}

/** The longer side of what is matted, px: what a finer model may find more in. */
export const matteSidePx = (landmarks: Landmarks, picture: Picture): number => {
  const { width, height } = matteRegion(roughHeadOf(landmarks), picture)
  return Math.max(width, height)
}

/**
 * The picture squeezed for the first model: begun as soon as there are landmarks, since it works on threads of its own
 * while something else is found.
 */
export const beginGuide = (picture: Picture, landmarks: Landmarks, { first }: MattingModels): Promise<Uint8Array> => {
  const guide = guideOf(picture, matteRegion(roughHeadOf(landmarks), picture), first.size)
  // Awaited by `findMatte`; whoever stops before that has its own reason.
  guide.catch(() => {})
  return guide
}

/** Where the model sees less of the face than this (0..1), it took something else for the subject. */
const LEAST_FACE = 0.35
/**
 * Where it is less sure of the face or of the chest than this (0..1), another size is asked: its mistakes are others.
 */
const LEAST_SURE = { face: 0.9, chest: 0.6 } as const
/**
 * The model was trained on people who stand upright: from this tilt on it takes a rotated picture's background for
 * the subject, and is shown the head upright instead. Beyond the other limit two-pass resampling breaks down.
 */
const TILTED_DEG = { from: 12, to: 60 } as const

/**
 * The subject's opacity at the picture's own resolution: IS-Net on head and shoulders, one connected subject out of its
 * answer (clean-matte.ts), then the picture's own colours in the trimap's unknown band (refine.ts). The region is
 * squeezed to the model's square, as the model was trained. Where it is unsure of face or chest the second model is
 * asked too; where it misses the face, it is asked again about the head alone.
 */
export const findMatte = async (
  { picture, landmarks, others = [], guide }: MatteInput,
  { first, second }: MattingModels,
  signal: AbortSignal,
): Promise<Matte> => {
  const head = roughHeadOf(landmarks)
  const { points } = landmarks
  const outline = meshRegions.faceOval.map((index) => ({ x: points[3 * index]!, y: points[3 * index + 1]! }))
  const own: OwnHead = { centre: head.eyes, heightPx: head.heightPx, outline }
  const judge = (matte: CoarseMatte): Answer => ({ matte, ...levelsOf(matte, own, head) })
  const wide = judge(await inferMatte(picture, head, cropReach, first, signal, guide))
  const isSure = wide.face >= LEAST_SURE.face && wide.chest >= LEAST_SURE.chest
  const reconciled =
    second && !isSure ? reconcile(wide, judge(await inferMatte(picture, head, cropReach, second, signal))) : wide
  const coarse =
    reconciled.face < LEAST_FACE
      ? unionMattes(reconciled.matte, await inferMatte(picture, head, headReach, first, signal))
      : reconciled.matte
  const heads = others.map((face) => ({ centre: centreOf(face.box), heightPx: headHeightOfBox(face) }))
  const clean = cleanMatte({ matte: coarse, head: own, others: heads })
  return refineMatte({ picture, matte: clean, headHeightPx: head.heightPx, chinY: head.chin.y })
}

/** A model's matte, and how sure it is of it. */
interface Answer extends Levels {
  readonly matte: CoarseMatte
}

/** A head without a chest is completed by the other answer; one that is faint throughout gives way to a surer one. */
const reconcile = (wide: Answer, another: Answer): Answer => {
  if (wide.face >= LEAST_SURE.face) return { ...wide, matte: unionMattes(wide.matte, another.matte) }
  return Math.min(another.face, another.chest) > Math.min(wide.face, wide.chest) ? another : wide
}

const inferMatte = async (
  picture: Picture,
  head: RoughHead,
  reach: Reach,
  model: MattingModel,
  signal: AbortSignal,
  begun?: Promise<Uint8Array>,
): Promise<CoarseMatte> => {
  const { size, layout, normalisation } = model
  if (layout !== 'NCHW') throw new BoothError('internal.invariant', `Expected a matting model of NCHW, not ${layout}`)
  const region = matteRegion(head, picture, reach)
  const guide = await (begun ?? guideOf(picture, region, size))
  signal.throwIfAborted()
  const box = rotatedReach(head, reach)
  const tilt = Math.abs(box.rollDeg)
  const isTilted = tilt >= TILTED_DEG.from && tilt <= TILTED_DEG.to
  const seen = isTilted ? resamplePicture(picture, box, size, size).data : guide
  const alpha = await model.run(toPlanes(seen, normalisation), signal)
  return { alpha: isTilted ? unwarpAlpha(alpha, box, size, region) : alpha, size, region, guide }
}

/**
 * The alpha of the rotated box resampled onto the region's grid (inverse warp, bilinear); 0 beyond the box, where no
 * portrait reaches.
 */
const unwarpAlpha = (alpha: Float32Array, box: RotatedBox, size: number, region: Box): Float32Array => {
  const onto: Affine = invert(affineOf(box, size, size))
  const unwarped = new Float32Array(alpha.length)
  for (let row = 0, at = 0; row < size; row++) {
    const y = region.top + ((row + 0.5) * region.height) / size
    for (let column = 0; column < size; column++, at++) {
      const place = apply(onto, { x: region.left + ((column + 0.5) * region.width) / size, y })
      if (place.x < 0 || place.y < 0 || place.x > size || place.y > size) continue
      const x = Math.min(Math.max(place.x - 0.5, 0), size - 1)
      const line = Math.min(Math.max(place.y - 0.5, 0), size - 1)
      const left = Math.floor(x)
      const top = Math.floor(line)
      const right = Math.min(left + 1, size - 1)
      const below = Math.min(top + 1, size - 1)
      const upper = alpha[top * size + left]! * (left + 1 - x) + alpha[top * size + right]! * (x - left)
      const lower = alpha[below * size + left]! * (left + 1 - x) + alpha[below * size + right]! * (x - left)
      unwarped[at] = upper * (top + 1 - line) + lower * (line - top)
    }
  }
  return unwarped
}

/** The region squeezed to the model's square, RGB: what it sees, unless the head is tilted. */
const guideOf = async ({ data, width, height }: Picture, region: Box, size: number): Promise<Uint8Array> =>
  await sharp(data, { raw: { width, height, channels: 3 } })
    .extract(region)
    .resize(size, size, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer()

/** The union of two mattes (the larger alpha of each cell), on the grid of the first. */
const unionMattes = (wide: CoarseMatte, closer: CoarseMatte): CoarseMatte => {
  const { size, region } = wide
  const box = {
    left: ((region.left - closer.region.left) / closer.region.width) * closer.size,
    top: ((region.top - closer.region.top) / closer.region.height) * closer.size,
    width: (region.width / closer.region.width) * closer.size,
    height: (region.height / closer.region.height) * closer.size,
  }
  const source = { data: closer.alpha, width: closer.size, height: closer.size }
  const resampled = resamplePlane(source, upright(box), size, size, 'cubic')
  const first = { x: Math.ceil((-box.left / box.width) * size), y: Math.ceil((-box.top / box.height) * size) }
  const last = {
    x: Math.floor(((closer.size - box.left) / box.width) * size),
    y: Math.floor(((closer.size - box.top) / box.height) * size),
  }
  const alpha = wide.alpha.map((value, at) => {
    const x = at % size
    const y = Math.floor(at / size)
    const isInside = x >= first.x && x < last.x && y >= first.y && y < last.y
    return isInside ? Math.min(Math.max(value, resampled[at]!), 1) : value
  })
  return { ...wide, alpha }
}
