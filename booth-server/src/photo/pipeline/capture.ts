import type { Rendered } from '../cropping/render.ts'
import type { DetectedFace, Landmarks, Measurements } from '../face/values.ts'
import { affineOf, apply, boxOfCrop, invert } from '../imaging/affine.ts'
import type { Crop, Matte, Picture, Point } from '../imaging/values.ts'

/** What a visit's darkroom keeps between a photograph and its edits. Dies with the process. */
export interface Capture {
  /** The photograph's file. */
  readonly image: Uint8Array
  readonly picture: Picture
  readonly face: DetectedFace
  readonly landmarks: Landmarks
  readonly matte: Matte
  readonly measurements: Measurements
  /** The photograph holds more detail than `picture`. */
  readonly isShrunk: boolean
  /** How high a head on a portrait it was developed for, px. */
  readonly headPx: number
  /** The crops before edits, each rendered when first needed; the last one was used last. */
  readonly cropRenders: Map<string, CropRender>
}

export interface CropRender {
  readonly crop: Crop
  readonly rendered: Rendered
  /** The figure's own colour where the backdrop is replaced, else the picture as it is. */
  readonly foreground: Picture
}

export const placeOnPortrait = ({ crop, foreground: { width, height } }: CropRender, point: Point): Point =>
  apply(invert(affineOf(boxOfCrop(crop), width, height)), point)

/** The crop that was rendered or edited last. */
export const lastCropRenderOf = ({ cropRenders }: Capture): CropRender | null =>
  [...cropRenders.values()].at(-1) ?? null

/** The portrait's alpha without a replaced backdrop, as the CLI's `--alpha` shows it. */
export const alphaOf = (capture: Capture): { alpha: Float32Array; width: number; height: number } | null => {
  const made = lastCropRenderOf(capture)
  if (!made) return null
  const { alpha, picture } = made.rendered
  return { alpha, width: picture.width, height: picture.height }
}
