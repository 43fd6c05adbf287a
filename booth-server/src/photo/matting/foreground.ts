import { inSimd } from '../imaging/kernels.ts'
import type { Picture } from '../imaging/values.ts'

/** Radii of the two passes at a picture 900 px wide (Forte, "Approximate fast foreground colour estimation", 2021). */
const RADII = { wide: 90, fine: 6 } as const
const REFERENCE_WIDTH_PX = 900

/**
 * The person's own colour at every pixel, also where the old backdrop shines through its edge: without it, hair in
 * front of a white wall carries a white halo onto any other colour. Blur fusion: colours of both sides are spread by
 * box blurs weighted with alpha, then corrected by what the pixel shows. What is spread changes slowly and is kept by
 * cells of 2 x 2 pixels; what is shown counts for each pixel. Linear in the number of pixels.
 */
export const estimateForeground = ({ data, width, height }: Picture, alpha: Float32Array): Picture => {
  const cells = Math.ceil(width / 2) * Math.ceil(height / 2)
  const cellsOf = (radius: number) => Math.max(1, Math.round((radius * width) / REFERENCE_WIDTH_PX / 2))
  const own = inSimd((simd, scratch) => {
    const space = scratch.reserve(16 * (3 * cells + width))
    const target = scratch.reserve(data.length)
    simd.fuseBlurs(
      scratch.put(data),
      scratch.put(alpha),
      width,
      height,
      cellsOf(RADII.wide),
      cellsOf(RADII.fine),
      space,
      target,
    )
    return scratch.bytesAt(target, data.length)
  })
  return { data: own, width, height }
}
