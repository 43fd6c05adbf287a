import type { SimdFunctions } from './kernel-functions.ts'
import type { Scratch } from './kernels.ts'
import type { Pass, Taps, TwoPasses } from './resample-taps.ts'

/** What differs between pictures and planes. */
export interface Samples {
  /** Of one pixel between the passes. */
  readonly bytes: number
  readonly filter: SimdFunctions['filterPixels']
  readonly pad: SimdFunctions['padPixels']
  /** The weights as `filter` wants them, and how many it takes. */
  readonly weightsOf: (taps: Taps) => { readonly weights: Int16Array | Float32Array; readonly count: number }
  /** Puts the source's part to `target`, `stride` pixels a row, and `pad` copies of each row's ends around it. */
  readonly spread: (target: number, stride: number, pad: number) => void
}

/** Both passes, each of which writes its rows as columns; answers with the address of `width` x `height` pixels. */
export const runPasses = (
  { rows, columns, along, down }: TwoPasses,
  { bytes, filter, pad, weightsOf, spread }: Samples,
  width: number,
  height: number,
  scratch: Scratch,
): number => {
  const run = (
    source: number,
    pass: Pass,
    { weights, count }: ReturnType<Samples['weightsOf']>,
    lines: { readonly count: number; readonly length: number },
    samples: number,
    target: number,
    stride: number,
  ) =>
    filter(
      source + count * bytes,
      lines.length + 2 * count,
      lines.count,
      lines.length,
      count,
      pass.start,
      pass.startStep,
      pass.step,
      pass.taps.first,
      scratch.put(weights),
      count,
      samples,
      target,
      stride,
    )
  const first = weightsOf(along.taps)
  const second = weightsOf(down.taps)
  const spreadOut = scratch.reserve(rows * (columns + 2 * first.count) * bytes)
  spread(spreadOut, columns + 2 * first.count, first.count)
  const stride = rows + 2 * second.count
  const turned = scratch.reserve(width * stride * bytes)
  run(spreadOut, along, first, { count: rows, length: columns }, width, turned + second.count * bytes, stride)
  pad(turned, stride, width, rows, second.count)
  const upright = scratch.reserve(width * height * bytes)
  run(turned, down, second, { count: width, length: rows }, height, upright, width)
  return upright
}
