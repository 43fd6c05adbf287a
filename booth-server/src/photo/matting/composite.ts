import { inSimd } from '../imaging/kernels.ts'
import type { Picture } from '../imaging/values.ts'

/**
 * Lays the person on an even colour. Mixed in sRGB code values, not in linear light: the camera's own mixing is
 * undone by `estimateForeground` in the same values, so edge pixels come back as they were where the colours agree.
 *
 * @param colour `#rrggbb`
 */
export const layOnColour = ({ data, width, height }: Picture, alpha: Float32Array, colour: string): Picture => {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
  const laid = inSimd((simd, scratch) => {
    const target = scratch.reserve(data.length)
    simd.layOn(scratch.put(data), scratch.put(alpha), alpha.length, red, green, blue, target)
    return scratch.bytesAt(target, data.length)
  })
  return { data: laid, width, height }
}
