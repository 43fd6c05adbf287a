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
  const plane = () => new Float32Array(pixels)
  const planes = { image: plane(), front: plane(), back: plane(), nearFront: plane(), nearBack: plane() }
  const { image, front, back, nearFront, nearBack } = planes
  const scratch = plane()
  const passes = RADII.map((radius) => {
    const scaled = Math.max(2, Math.round((radius * width) / REFERENCE_WIDTH_PX))
    return { radius: scaled, nearAlpha: boxBlur(alpha, width, height, scaled, undefined, scratch) }
  })
  for (let channel = 0; channel < 3; channel++) {
    readChannel(data, channel, image)
    front.set(image)
    back.set(image)
    for (const { radius, nearAlpha } of passes) {
      weigh(front, back, alpha, nearFront, nearBack)
      boxBlur(nearFront, width, height, radius, nearFront, scratch)
      boxBlur(nearBack, width, height, radius, nearBack, scratch)
      fuse(planes, alpha, nearAlpha)
    }
    writeChannel(front, channel, result)
  }
  return { data: result, width, height }
}

// The loops stand apart, each small: the engine then compiles them once and for good.

const readChannel = (data: Uint8Array, channel: number, plane: Float32Array): void => {
  for (let at = 0, p = channel; at < plane.length; at++, p += 3) plane[at] = data[p]!
}

const writeChannel = (plane: Float32Array, channel: number, data: Uint8Array): void => {
  for (let at = 0, p = channel; at < plane.length; at++, p += 3) data[p] = plane[at]! + 0.5
}

const weigh = (
  front: Float32Array,
  back: Float32Array,
  alpha: Float32Array,
  weightedFront: Float32Array,
  weightedBack: Float32Array,
): void => {
  for (let at = 0; at < alpha.length; at++) {
    const a = alpha[at]!
    weightedFront[at] = front[at]! * a
    weightedBack[at] = back[at]! * (1 - a)
  }
}

/** What both sides are nearby, and the front corrected by what the pixel itself shows. */
const fuse = (
  {
    image,
    front,
    back,
    nearFront,
    nearBack,
  }: Record<'image' | 'front' | 'back' | 'nearFront' | 'nearBack', Float32Array>,
  alpha: Float32Array,
  nearAlpha: Float32Array,
): void => {
  for (let at = 0; at < alpha.length; at++) {
    const a = alpha[at]!
    const near = nearAlpha[at]!
    const before = nearFront[at]! / (near + TINY)
    const behind = nearBack[at]! / (1 - near + TINY)
    const corrected = before + a * (image[at]! - a * before - (1 - a) * behind)
    front[at] = corrected < 0 ? 0 : corrected > 255 ? 255 : corrected
    back[at] = behind < 0 ? 0 : behind > 255 ? 255 : behind
  }
}
