import type { Affine, TurnedBox } from './affine.ts'
import type { SimdFunctions } from './kernel-functions.ts'
import { inSimd, type Scratch } from './kernels.ts'
import { runPasses } from './resample-passes.ts'
import { type Kernel, PHASES, type Taps, twoPasses } from './resample-taps.ts'

/** One float a pixel, row by row. */
export interface Plane {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

/**
 * A turned box of a plane as an upright plane of exactly `width` x `height`, in two passes. Beyond the plane its edge
 * goes on.
 *
 * @returns floats in the source's units; kernels overshoot a little, so clip before rounding
 */
export const resamplePlane = (
  source: Plane,
  box: TurnedBox,
  width: number,
  height: number,
  kernel: Kernel,
): Float32Array =>
  inSimd((simd, scratch) =>
    scratch.floatsAt(resampleIn(simd, scratch, source, box, width, height, kernel), width * height),
  )

/**
 * The same of opacities by a cubic kernel, clipped to 0..1, and 0 beyond `frame`, to whose pixels the affine leads from
 * the result's.
 */
export const resampleOpacity = (
  source: Plane,
  box: TurnedBox,
  { width, height }: { readonly width: number; readonly height: number },
  { a, b, c, d, e, f }: Affine,
  frame: { readonly width: number; readonly height: number },
): Float32Array =>
  inSimd((simd, scratch) => {
    const plane = resampleIn(simd, scratch, source, box, width, height, 'cubic')
    simd.clipToPicture(plane, width, height, a, b, c, d, e, f, frame.width, frame.height)
    return scratch.floatsAt(plane, width * height)
  })

const resampleIn = (
  simd: SimdFunctions,
  scratch: Scratch,
  source: Plane,
  box: TurnedBox,
  width: number,
  height: number,
  kernel: Kernel,
): number => {
  const passes = twoPasses(kernel, source, box, width, height)
  const { firstRow, rows, firstColumn, columns } = passes
  if (rows === 0) return scratch.clean(4 * width * height)
  const floats = scratch.put(source.data.subarray(firstRow * source.width, (firstRow + rows) * source.width))
  const samples = {
    bytes: 4,
    filter: simd.filterFloats,
    pad: simd.padFloats,
    weightsOf: weightsByFour,
    spread: (target: number, stride: number, pad: number) =>
      simd.spreadFloats(floats + 4 * firstColumn, source.width, rows, columns, target, stride, pad),
  }
  return runPasses(passes, samples, width, height, scratch)
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
