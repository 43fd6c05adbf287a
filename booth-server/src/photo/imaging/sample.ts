import { affineOf, type RotatedBox } from './affine.ts'
import { withKernels } from './kernels.ts'
import type { Picture } from './values.ts'

/** How 0..255 becomes what a model was trained on: (value - offset) * scale. */
export interface Normalisation {
  readonly offset: number
  readonly scale: number
}

/** Channels last (NHWC) or first (NCHW). */
export type TensorLayout = 'NHWC' | 'NCHW'

export interface SampleRequest {
  readonly picture: Picture
  readonly box: RotatedBox
  /** Side of the square result. */
  readonly size: number
  readonly normalisation: Normalisation
  /** What lies outside the picture, 0..255, before normalisation. */
  readonly outside: number
}

/** More samples an axis and pixel than this make no difference to a model. */
const MAX_SAMPLES = 6

/**
 * A box of the picture as a model's input, channels last: bilinear, or where the box shrinks (which would alias) the
 * mean over as many samples as one input pixel covers of the picture's.
 */
export const sampleBox = ({ picture, box, size, normalisation, outside }: SampleRequest): Float32Array => {
  const { a, b, c, d, e, f } = affineOf(box, size, size)
  const { offset, scale } = normalisation
  const perAxis = Math.min(MAX_SAMPLES, Math.max(1, Math.round(Math.max(box.width, box.height) / size)))
  const { width } = picture
  // Only the rows that the box touches, with one to spare.
  const edges = [f, f + d * size, f + e * size, f + (d + e) * size]
  const first = Math.min(Math.max(Math.floor(Math.min(...edges)) - 1, 0), picture.height - 1)
  const rows = Math.max(1, Math.min(Math.ceil(Math.max(...edges)) + 2, picture.height) - first)
  return withKernels((kernels, scratch) => {
    const data = scratch.put(picture.data.subarray(3 * first * width, 3 * (first + rows) * width))
    const target = scratch.floats(size * size * 3)
    const sample = perAxis === 1 ? kernels.bilinearSample : kernels.areaSample
    sample({ a, b, c, d, e, f: f - first, data, width, height: rows, size, perAxis, outside, offset, scale, target })
    return scratch.readFloats(target, size * size * 3)
  })
}

/** 8-bit RGB as a model's input, channels first. */
export const toPlanes = (rgb: Uint8Array, { offset, scale }: Normalisation): Float32Array =>
  withKernels((kernels, scratch) => {
    const target = scratch.floats(rgb.length)
    kernels.interleavedToPlanar({ data: scratch.put(rgb), pixels: rgb.length / 3, offset, scale, target })
    return scratch.readFloats(target, rgb.length)
  })
