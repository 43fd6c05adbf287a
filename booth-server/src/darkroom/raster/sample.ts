import type { Picture } from '../values.ts'
import { type Affine, affineOf, type TurnedBox } from './affine.ts'

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
  const toPicture = affineOf(box, size, size)
  const perAxis = Math.min(MAX_SAMPLES, Math.max(1, Math.round(Math.max(box.width, box.height) / size)))
  const colours = new Float32Array(size * size * 3)
  if (perAxis > 1) average(picture, toPicture, size, perAxis, outside, colours)
  else interpolate(picture, toPicture, size, outside, colours)
  const { offset, scale } = normalisation
  return layout === 'NHWC' ? normalise(colours, offset, scale) : normaliseToPlanes(colours, offset, scale)
}

/** Means of `perAxis` x `perAxis` samples: over several, the nearest pixel tells as much as the mean of four. */
const average = (
  { data, width, height }: Picture,
  { a, b, c, d, e, f }: Affine,
  size: number,
  perAxis: number,
  outside: number,
  target: Float32Array,
): void => {
  const samples = perAxis * perAxis
  const weight = 1 / samples
  const dx = new Float64Array(samples)
  const dy = new Float64Array(samples)
  for (let sample = 0; sample < samples; sample++) {
    const u = ((sample % perAxis) + 0.5) / perAxis
    const v = (Math.floor(sample / perAxis) + 0.5) / perAxis
    dx[sample] = a * u + b * v
    dy[sample] = d * u + e * v
  }
  for (let v = 0, at = 0; v < size; v++) {
    for (let u = 0; u < size; u++, at += 3) {
      const left = a * u + b * v + c
      const top = d * u + e * v + f
      let red = 0
      let green = 0
      let blue = 0
      for (let sample = 0; sample < samples; sample++) {
        const x = left + dx[sample]!
        const y = top + dy[sample]!
        if (x >= 0 && y >= 0 && x < width && y < height) {
          const p = ((y | 0) * width + (x | 0)) * 3
          red += data[p]!
          green += data[p + 1]!
          blue += data[p + 2]!
        } else {
          red += outside
          green += outside
          blue += outside
        }
      }
      target[at] = red * weight
      target[at + 1] = green * weight
      target[at + 2] = blue * weight
    }
  }
}

const interpolate = (
  { data, width, height }: Picture,
  { a, b, c, d, e, f }: Affine,
  size: number,
  outside: number,
  target: Float32Array,
): void => {
  const right = width - 1
  const bottom = height - 1
  for (let v = 0, at = 0; v < size; v++) {
    for (let u = 0; u < size; u++, at += 3) {
      const x = a * (u + 0.5) + b * (v + 0.5) + c - 0.5
      const y = d * (u + 0.5) + e * (v + 0.5) + f - 0.5
      if (x < -0.5 || y < -0.5 || x > right + 0.5 || y > bottom + 0.5) {
        target[at] = outside
        target[at + 1] = outside
        target[at + 2] = outside
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
      target[at] = data[p]! * w00 + data[q]! * w10 + data[p + down]! * w01 + data[q + down]! * w11
      target[at + 1] = data[p + 1]! * w00 + data[q + 1]! * w10 + data[p + down + 1]! * w01 + data[q + down + 1]! * w11
      target[at + 2] = data[p + 2]! * w00 + data[q + 2]! * w10 + data[p + down + 2]! * w01 + data[q + down + 2]! * w11
    }
  }
}

const normalise = (colours: Float32Array, offset: number, scale: number): Float32Array => {
  for (let at = 0; at < colours.length; at++) colours[at] = (colours[at]! - offset) * scale
  return colours
}

const normaliseToPlanes = (colours: Float32Array, offset: number, scale: number): Float32Array => {
  const planes = new Float32Array(colours.length)
  const pixels = colours.length / 3
  for (let at = 0, p = 0; at < pixels; at++, p += 3) {
    planes[at] = (colours[p]! - offset) * scale
    planes[at + pixels] = (colours[p + 1]! - offset) * scale
    planes[at + 2 * pixels] = (colours[p + 2]! - offset) * scale
  }
  return planes
}
