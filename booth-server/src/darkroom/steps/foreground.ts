import { boxBlur } from '../raster/box-blur.ts'
import type { Picture } from '../values.ts'

/** Radii of the two passes at a picture 900 px wide (Forte, "Approximate fast foreground colour estimation", 2021). */
const RADII = [90, 6] as const
const REFERENCE_WIDTH_PX = 900
const TINY = 1e-5

/**
 * The person's own colour at every pixel, also where the old backdrop shines through its edge: without it, hair in
 * front of a white wall carries a white halo onto any other colour. Blur fusion: colours of both sides are spread by
 * box blurs weighted with alpha, then corrected by what the pixel shows. Linear in the number of pixels.
 */
export const estimateForeground = ({ data, width, height }: Picture, alpha: Float32Array): Picture => {
  const pixels = width * height
  const result = new Uint8Array(data.length)
  const image = new Float32Array(pixels)
  const front = new Float32Array(pixels)
  const back = new Float32Array(pixels)
  const scratch = new Float32Array(pixels)
  const weighted = new Float32Array(pixels)
  const weights = RADII.map((radius) => {
    const scaled = Math.max(2, Math.round((radius * width) / REFERENCE_WIDTH_PX))
    return { radius: scaled, alpha: boxBlur(alpha, width, height, scaled, undefined, scratch) }
  })
  for (let channel = 0; channel < 3; channel++) {
    for (let at = 0; at < pixels; at++) image[at] = data[at * 3 + channel]!
    front.set(image)
    back.set(image)
    for (const { radius, alpha: near } of weights) {
      for (let at = 0; at < pixels; at++) weighted[at] = front[at]! * alpha[at]!
      boxBlur(weighted, width, height, radius, weighted, scratch)
      for (let at = 0; at < pixels; at++) front[at] = weighted[at]! / (near[at]! + TINY)
      for (let at = 0; at < pixels; at++) weighted[at] = back[at]! * (1 - alpha[at]!)
      boxBlur(weighted, width, height, radius, weighted, scratch)
      for (let at = 0; at < pixels; at++) {
        const behind = weighted[at]! / (1 - near[at]! + TINY)
        const a = alpha[at]!
        const corrected = front[at]! + a * (image[at]! - a * front[at]! - (1 - a) * behind)
        front[at] = Math.min(Math.max(corrected, 0), 255)
        back[at] = Math.min(Math.max(behind, 0), 255)
      }
    }
    for (let at = 0; at < pixels; at++) result[at * 3 + channel] = Math.round(front[at]!)
  }
  return { data: result, width, height }
}
