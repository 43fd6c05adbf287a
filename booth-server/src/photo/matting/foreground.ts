import { withKernels } from '../imaging/kernels.ts'
import type { Picture } from '../imaging/values.ts'

/** Radii of the two passes at a picture 900 px wide (Forte, "Approximate fast foreground colour estimation", 2021). */
const RADII = { wide: 90, fine: 6 } as const
const REFERENCE_WIDTH_PX = 900

/**
 * The foreground's own colour at every pixel, also where the old background shows through its edge: without it, hair in
 * front of a white wall carries a white halo onto any other colour. Blur fusion: the colours of both sides are spread
 * by box blurs weighted with alpha, then corrected by what the pixel shows. What is spread changes slowly and is kept
 * by cells of 2 x 2 pixels; what is shown counts for each pixel. Linear in the number of pixels.
 */
export const estimateForeground = ({ data, width, height }: Picture, alpha: Float32Array): Picture => {
  const cellsOf = (radius: number) => Math.max(1, Math.round((radius * width) / REFERENCE_WIDTH_PX / 2))
  const foreground = withKernels((kernels, scratch) => {
    const target = scratch.bytes(data.length)
    kernels.estimateForeground({
      data: scratch.put(data),
      alpha: scratch.put(alpha),
      width,
      height,
      wideRadius: cellsOf(RADII.wide),
      fineRadius: cellsOf(RADII.fine),
      target,
    })
    return scratch.readBytes(target, data.length)
  })
  return { data: foreground, width, height }
}
