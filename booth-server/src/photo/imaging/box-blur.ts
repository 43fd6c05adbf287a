import { withKernels } from './kernels.ts'

/**
 * Mean over a (2r+1) x (2r+1) window, cut at the border. The cost doesn't depend on the radius.
 *
 * @param source one float a pixel, row by row
 * @param radius px, rounded down; below 1 the source is copied
 * @param target may be `source`
 * @returns `target`
 */
export const boxBlur = (
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  target: Float32Array = new Float32Array(source.length),
): Float32Array => {
  if (radius < 1) {
    if (target !== source) target.set(source)
    return target
  }
  return withKernels((kernels, scratch) => {
    const plane = scratch.put(source)
    kernels.boxBlur({ source: plane, width, height, radius, target: plane })
    target.set(scratch.readFloats(plane, source.length))
    return target
  })
}
