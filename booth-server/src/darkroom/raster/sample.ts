import type { Picture } from '../values.ts'
import { affineOf, type TurnedBox } from './affine.ts'

/** How 0..255 becomes what a model was trained on: (value - offset) * scale. */
export interface Normalisation {
  readonly offset: number
  readonly scale: number
}

/** Channels last (NHWC) or first (NCHW). */
export type TensorLayout = 'NHWC' | 'NCHW'

export interface SampleRequest {
  readonly picture: Picture
  readonly box: TurnedBox
  /** Side of the square result. */
  readonly size: number
  readonly layout: TensorLayout
  readonly normalisation: Normalisation
  /** What lies outside the picture, 0..255, before normalisation. */
  readonly outside: number
}

/** More than this many samples an axis and pixel buy nothing that a model would see. */
const MAX_SAMPLES = 6

/**
 * A box of the picture as a model's input: bilinear, or where the box shrinks (which would alias) averaged over as
 * many samples as one input pixel covers of the picture's.
 */
export const sampleBox = ({ picture, box, size, layout, normalisation, outside }: SampleRequest): Float32Array => {
  const { data, width, height } = picture
  const { a, b, c, d, e, f } = affineOf(box, size, size)
  const perAxis = Math.min(MAX_SAMPLES, Math.max(1, Math.round(Math.max(box.width, box.height) / size)))
  const weight = 1 / (perAxis * perAxis)
  const { offset, scale } = normalisation
  const pixels = size * size
  const target = new Float32Array(pixels * 3)
  const step = layout === 'NHWC' ? 3 : 1
  const plane = layout === 'NHWC' ? 1 : pixels
  const right = width - 1
  const bottom = height - 1
  for (let v = 0, at = 0; v < size; v++) {
    for (let u = 0; u < size; u++, at += step) {
      let red = 0
      let green = 0
      let blue = 0
      for (let j = 0; j < perAxis; j++) {
        const subV = v + (j + 0.5) / perAxis
        for (let i = 0; i < perAxis; i++) {
          const subU = u + (i + 0.5) / perAxis
          const x = a * subU + b * subV + c - 0.5
          const y = d * subU + e * subV + f - 0.5
          if (x < -0.5 || y < -0.5 || x > right + 0.5 || y > bottom + 0.5) {
            red += outside
            green += outside
            blue += outside
            continue
          }
          if (perAxis > 1) {
            // Averaged over several, the nearest pixel tells as much as the mean of four.
            const p = (Math.min(Math.round(y), bottom) * width + Math.min(Math.round(x), right)) * 3
            red += data[p]!
            green += data[p + 1]!
            blue += data[p + 2]!
            continue
          }
          const cx = Math.min(Math.max(x, 0), right)
          const cy = Math.min(Math.max(y, 0), bottom)
          const x0 = cx | 0
          const y0 = cy | 0
          const fx = cx - x0
          const fy = cy - y0
          const p = (y0 * width + x0) * 3
          const q = x0 < right ? p + 3 : p
          const down = y0 < bottom ? width * 3 : 0
          const w00 = (1 - fx) * (1 - fy)
          const w10 = fx * (1 - fy)
          const w01 = (1 - fx) * fy
          const w11 = fx * fy
          red += data[p]! * w00 + data[q]! * w10 + data[p + down]! * w01 + data[q + down]! * w11
          green += data[p + 1]! * w00 + data[q + 1]! * w10 + data[p + down + 1]! * w01 + data[q + down + 1]! * w11
          blue += data[p + 2]! * w00 + data[q + 2]! * w10 + data[p + down + 2]! * w01 + data[q + down + 2]! * w11
        }
      }
      target[at] = (red * weight - offset) * scale
      target[at + plane] = (green * weight - offset) * scale
      target[at + 2 * plane] = (blue * weight - offset) * scale
    }
  }
  return target
}
