import { withKernels } from '../imaging/kernels.ts'
import type { Picture } from '../imaging/values.ts'

/**
 * Composites the subject over an even colour. In sRGB code values, not in linear light: `estimateForeground` undoes the
 * camera's own mixing in the same values, so edge pixels come back as they were where the colours agree.
 *
 * @param colour `#rrggbb`
 */
export const compositeOver = ({ data, width, height }: Picture, alpha: Float32Array, colour: string): Picture => {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
  const composite = withKernels((kernels, scratch) => {
    const target = scratch.bytes(data.length)
    kernels.compositeOver({
      data: scratch.put(data),
      alpha: scratch.put(alpha),
      pixels: alpha.length,
      red,
      green,
      blue,
      target,
    })
    return scratch.readBytes(target, data.length)
  })
  return { data: composite, width, height }
}
