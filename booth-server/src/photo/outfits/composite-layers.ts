import type { Picture } from '../imaging/values.ts'
import { contactShadows } from './contact-shadows.ts'
import type { FaceGeometry } from './face-geometry.ts'
import type { Neck, NeckLayer } from './neck.ts'
import { pullPush } from './pull-push.ts'
import type { Segmentation } from './segmentation.ts'
import type { Layer } from './warp-layer.ts'

export interface Dressed {
  readonly picture: Picture
  readonly alpha: Float32Array
}

export interface LayersInput {
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly segmentation: Segmentation
  readonly face: FaceGeometry
  readonly neck: Neck
  readonly neckLayer: NeckLayer
  readonly front: Layer
  readonly behind: Layer | null
  readonly keepsBackdrop: boolean
}

/** Less alpha than a code value has no colour to speak of. */
const LEAST_ALPHA = 0.004
/** Below this alpha a pixel is backdrop alone. */
const BACKDROP_ALPHA = 0.02

/** Porter and Duff's _over_ of premultiplied values: `front` (a colour times `alpha`, or an alpha) over `back`. */
const over = (front: number, alpha: number, back: number): number => front + back * (1 - alpha)

/**
 * From back to front: the backdrop (where it is kept), the collar's inside, the neck, the garment, then face, ears and
 * hair as they were. Nothing else of the subject stays, so no old collar can look out.
 */
export const compositeLayers = (input: LayersInput): Dressed => {
  const { picture, alpha, segmentation, face, neck, neckLayer, front, behind, keepsBackdrop } = input
  const { width, height } = picture
  const { top, rows, head } = segmentation
  const data = Uint8Array.from(picture.data)
  const result = Float32Array.from(alpha)
  const shading = contactShadows({ width, segmentation, face, neck, neckLayer, garmentAlpha: front.alpha })
  const backdrop = keepsBackdrop ? inpaintBackdrop(input) : null
  const start = top * width
  for (let at = 0, x = 0, y = 0; at < rows * width; at++, x++) {
    if (x === width) {
      x = 0
      y++
    }
    const headAlpha = head[at]!
    const neckAlpha = neckLayer.alpha[at]!
    const frontAlpha = front.alpha[at]!
    if (headAlpha >= 1 || (alpha[start + at] === 0 && frontAlpha === 0 && neckAlpha === 0)) continue
    const index = (start + at) * 3
    const behindAlpha = behind ? behind.alpha[at]! : 0
    let opacity = keepsBackdrop ? 1 : behindAlpha
    opacity = over(neckAlpha, neckAlpha, opacity)
    opacity = over(frontAlpha, frontAlpha, opacity)
    opacity = over(headAlpha, headAlpha, opacity)
    if (!keepsBackdrop) result[start + at] = opacity
    if (opacity < LEAST_ALPHA) continue
    const neckFactor = neckAlpha > 0 && frontAlpha < 1 ? neckAlpha * shading.onNeck(at, x, y) : 0
    const garmentFactor = frontAlpha > 0 ? shading.onGarment(at) : 0
    for (let channel = 0; channel < 3; channel++) {
      let value = backdrop ? backdrop[channel]![at]! : 0
      if (behind) value = over(behind.colour[at * 3 + channel]!, behindAlpha, value)
      value = over(neckLayer.planes[channel]![at]! * neckFactor, neckAlpha, value)
      value = over(front.colour[at * 3 + channel]! * garmentFactor, frontAlpha, value)
      value = over(data[index + channel]! * headAlpha, headAlpha, value)
      data[index + channel] = Math.min(Math.round(value / opacity), 255)
    }
  }
  return { picture: { data, width, height }, alpha: result }
}

/** The real backdrop, inpainted behind the subject. */
const inpaintBackdrop = ({ picture, alpha, segmentation }: LayersInput): readonly Float32Array[] => {
  const { width } = picture
  const { top, rows } = segmentation
  const start = top * width
  const planes = [0, 1, 2].map(() => new Float32Array(rows * width)) as unknown as NeckLayer['planes']
  const weight = new Float32Array(rows * width)
  for (let at = 0; at < weight.length; at++) {
    for (let plane = 0; plane < 3; plane++) planes[plane]![at] = picture.data[(start + at) * 3 + plane]!
    weight[at] = alpha[start + at]! < BACKDROP_ALPHA ? 1 : 0
  }
  pullPush({ planes, weight, width, height: rows })
  return planes
}
