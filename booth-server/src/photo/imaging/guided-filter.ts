import { withKernels } from './kernels.ts'

/**
 * Guided filter (He, Sun, Tang, "Guided image filtering", 2013) of `source` by `guide`: a local linear model of the
 * guide in each window, so the result has the guide's edges.
 *
 * @param guide one float a pixel; `source` itself for edge-preserving smoothing
 * @param radius px, a whole number, at least 1
 * @param epsilon a variance in the guide's units: detail below it is smoothed, above it kept
 */
export const guidedFilter = (
  source: Float32Array,
  guide: Float32Array,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): Float32Array =>
  withKernels((kernels, scratch) => {
    const from = scratch.put(source)
    const by = source === guide ? from : scratch.put(guide)
    const target = scratch.floats(source.length)
    kernels.guidedFilter({ source: from, guide: by, width, height, radius, epsilon, target })
    return scratch.readFloats(target, source.length)
  })
