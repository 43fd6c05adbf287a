import { rgbToLab } from '../darkroom/raster/lab.ts'
import type { Point } from '../darkroom/values.ts'

/** A set of pixels of a sample: their indices, row by row. */
export interface Region {
  readonly indices: Uint32Array
}

/** Pixels whose middles lie inside the polygon (even-odd), as far as the picture reaches. */
export const regionOf = (outline: readonly Point[], inside: Uint8Array, width: number, height: number): Region => {
  const found: number[] = []
  const top = Math.max(0, Math.floor(Math.min(...outline.map(({ y }) => y))))
  const bottom = Math.min(height - 1, Math.ceil(Math.max(...outline.map(({ y }) => y))))
  for (let y = top; y <= bottom; y += 1) {
    const crossings: number[] = []
    outline.forEach((a, index) => {
      const b = outline[(index + 1) % outline.length] as Point
      const middle = y + 0.5
      if (a.y <= middle === b.y <= middle) return
      crossings.push(a.x + ((middle - a.y) / (b.y - a.y)) * (b.x - a.x))
    })
    crossings.sort((a, b) => a - b)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil(crossings[pair]! - 0.5))
      const to = Math.min(width - 1, Math.floor(crossings[pair + 1]! - 0.5))
      for (let x = from; x <= to; x += 1) if (inside[y * width + x] === 1) found.push(y * width + x)
    }
  }
  return { indices: Uint32Array.from(found) }
}

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
