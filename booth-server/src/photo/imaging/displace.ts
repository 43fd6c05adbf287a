/** A displacement field of a backward warp: from each pixel to where it is read, px; right and down are positive. */
export interface Displacement {
  readonly right: Float32Array
  readonly down: Float32Array
}

/** Catmull-Rom's weight of four neighbours, for a place `t` (0..1) beyond the second. */
const weights = (t: number): readonly [number, number, number, number] => [
  t * (-0.5 + t * (1 - 0.5 * t)),
  1 + t * t * (-2.5 + 1.5 * t),
  t * (0.5 + t * (2 - 1.5 * t)),
  t * t * (-0.5 + 0.5 * t),
]

/**
 * Backward warp of a raster of `channels` interleaved values a pixel, with bicubic interpolation (Keys 1981), which
 * loses little sharpness; pixels that are not displaced keep their exact values. Borders are replicated. The result may
 * overshoot the values' own range: clip it.
 */
export const displace = (
  data: Uint8Array | Float32Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  { right, down }: Displacement,
): Float32Array => {
  const result = Float32Array.from(data)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (right[at] === 0 && down[at] === 0) continue
      const u = Math.min(Math.max(x + right[at]!, 0), width - 1)
      const v = Math.min(Math.max(y + down[at]!, 0), height - 1)
      const across = weights(u - Math.floor(u))
      const along = weights(v - Math.floor(v))
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (let j = 0; j < 4; j++) {
          const row = Math.min(Math.max(Math.floor(v) + j - 1, 0), height - 1) * width
          for (let i = 0; i < 4; i++) {
            const column = Math.min(Math.max(Math.floor(u) + i - 1, 0), width - 1)
            sum += along[j]! * across[i]! * data[(row + column) * channels + channel]!
          }
        }
        result[at * channels + channel] = sum
      }
    }
  }
  return result
}
