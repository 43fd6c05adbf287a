import { withKernels } from '../imaging/kernels.ts'
import { rgbToLab } from '../imaging/lab.ts'
import type { Point } from '../imaging/values.ts'

/** A set of pixels of a sample: their indices, row by row. */
export interface Region {
  readonly indices: Uint32Array
}

/** Of a portrait's sample: where the picture has a pixel (1), and the person's opacity there. */
export interface PersonPlanes {
  readonly inside: Uint8Array
  readonly alpha: Float32Array
  readonly width: number
  readonly height: number
}

/** A polygon, and how opaque the person must be at a pixel of it. */
export interface Outline {
  readonly corners: readonly Point[]
  readonly leastAlpha: number
}

/** Of each polygon, the pixels whose middles lie inside (even-odd), as far as the picture reaches. */
export const regionsOf = (
  outlines: readonly Outline[],
  { inside, alpha, width, height }: PersonPlanes,
): readonly Region[] =>
  withKernels((kernels, scratch) => {
    const [mask, values] = [scratch.put(inside), scratch.put(alpha)]
    const indices = scratch.ints(inside.length)
    return outlines.map(({ corners, leastAlpha }) => {
      const points = scratch.put(Float32Array.from(corners.flatMap(({ x, y }) => [x, y])))
      const count = kernels.scanPolygon({
        points,
        corners: corners.length,
        mask,
        values,
        threshold: leastAlpha,
        width,
        height,
        indices,
      })
      return { indices: scratch.readIndices(indices, count) }
    })
  })

export const meanOver = (plane: Float32Array, { indices }: Region): number => {
  let sum = 0
  for (const at of indices) sum += plane[at]!
  return indices.length === 0 ? Number.NaN : sum / indices.length
}

/** Share of the region's pixels whose value lies in [from, to]. */
export const shareWithin = (plane: Float32Array, { indices }: Region, from: number, to: number): number => {
  let count = 0
  for (const at of indices) if (plane[at]! >= from && plane[at]! <= to) count += 1
  return indices.length === 0 ? Number.NaN : count / indices.length
}

/** Shares of 256 luma levels, summing to 1. */
export const histogramOver = (luma: Float32Array, { indices }: Region): Float64Array => {
  const histogram = new Float64Array(256)
  for (const at of indices) histogram[Math.min(255, Math.max(0, Math.round(luma[at]!)))]! += 1 / indices.length
  return histogram
}

export const meanColour = (rgb: Uint8Array, { indices }: Region): readonly [number, number, number] => {
  let r = 0
  let g = 0
  let b = 0
  for (const at of indices) {
    r += rgb[at * 3]!
    g += rgb[at * 3 + 1]!
    b += rgb[at * 3 + 2]!
  }
  const count = Math.max(1, indices.length)
  return [r / count, g / count, b / count]
}

/** CIE L*a*b* (D65) of one sRGB colour, 0..255 a channel. */
export const labOf = (colour: readonly [number, number, number]): readonly [number, number, number] => {
  const { l, a, b } = rgbToLab(Uint8Array.from(colour, Math.round))
  return [l[0]!, a[0]!, b[0]!]
}

/** `#rrggbb` to 0..255 a channel. */
export const rgbOfHex = (hex: string): readonly [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
