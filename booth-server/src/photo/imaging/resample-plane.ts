import type { Affine, RotatedBox } from './affine.ts'
import type { Floats, Kernels } from './kernel-bindings.generated.ts'
import { advance, type Scratch, withKernels } from './kernels.ts'
import { runPasses, type SampleKind } from './resample-passes.ts'
import { type Kernel, PHASES, type Taps, twoPasses } from './resample-taps.ts'

/** One float a pixel, row by row. */
export interface Plane {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

/**
 * A rotated box of a plane as an upright plane of exactly `width` x `height`, in two passes. Beyond the plane its edge
 * goes on.
 *
 * @returns floats in the source's units; kernels overshoot a little, so clip before rounding
 */
export const resamplePlane = (
  source: Plane,
  box: RotatedBox,
  width: number,
  height: number,
  kernel: Kernel,
): Float32Array =>
  withKernels((kernels, scratch) =>
    scratch.readFloats(resampleIn(kernels, scratch, source, { box, width, height, kernel }), width * height),
  )

/**
 * The same of opacities by a cubic kernel, clipped to 0..1, and 0 beyond `frame`, to whose pixels the affine leads from
 * the result's.
 */
export const resampleOpacity = (
  source: Plane,
  box: RotatedBox,
  { width, height }: { readonly width: number; readonly height: number },
  toFrame: Affine,
  frame: { readonly width: number; readonly height: number },
): Float32Array =>
  withKernels((kernels, scratch) => {
    const alpha = resampleIn(kernels, scratch, source, { box, width, height, kernel: 'cubic' })
    kernels.clipAlphaToFrame({
      ...toFrame,
      alpha,
      width,
      height,
      frameWidth: frame.width,
      frameHeight: frame.height,
    })
    return scratch.readFloats(alpha, width * height)
  })

interface Wanted {
  readonly box: RotatedBox
  readonly width: number
  readonly height: number
  readonly kernel: Kernel
}

const resampleIn = (
  kernels: Kernels,
  scratch: Scratch,
  source: Plane,
  { box, width, height, kernel }: Wanted,
): Floats => {
  const passes = twoPasses(kernel, source, box, width, height)
  const { firstRow, rows, firstColumn, columns } = passes
  if (rows === 0) return scratch.zeroedFloats(width * height)
  const floats = scratch.put(source.data.subarray(firstRow * source.width, (firstRow + rows) * source.width))
  const kind: SampleKind = {
    bytes: 4,
    filter: kernels.filterPlane,
    pad: kernels.padPlane,
    weightsOf: weightsByFour,
    unpack: (target, stride, pad) =>
      kernels.unpackPlane({
        source: advance(floats, 4 * firstColumn),
        sourceStride: source.width,
        rows,
        columns,
        target,
        stride,
        pad,
      }),
  }
  // A sample of a plane is a float, before, between and after the passes.
  return runPasses(passes, kind, width, height, scratch) as number as Floats
}

/** Four at a time: zeros make up the number. */
const weightsByFour = ({ count, weights }: Taps) => {
  const whole = (count + 3) & -4
  const padded = new Float32Array(PHASES * whole)
  for (let phase = 0; phase < PHASES; phase++) {
    padded.set(weights.subarray(phase * count, (phase + 1) * count), phase * whole)
  }
  return { weights: padded, count: whole }
}
