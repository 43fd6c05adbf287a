import type { Kernels, Samples, Weights } from './kernel-bindings.generated.ts'
import { advance, type Scratch } from './kernels.ts'
import type { Pass, Taps, TwoPasses } from './resample-taps.ts'

/** What differs between pictures and planes. */
export interface SampleKind {
  /** Of one sample between the passes. */
  readonly bytes: number
  readonly filter: Kernels['filterRgb']
  readonly pad: Kernels['padRgb']
  /** The weights as `filter` wants them, and how many taps it takes. */
  readonly weightsOf: (taps: Taps) => { readonly weights: Int16Array | Float32Array; readonly count: number }
  /** Puts the source's part to `target`, `stride` samples a row, and `pad` copies of each row's ends around it. */
  readonly unpack: (target: Samples, stride: number, pad: number) => void
}

/** Both passes, each of which writes its rows as columns; answers with the address of `width` x `height` samples. */
export const runPasses = (
  { rows, columns, along, down }: TwoPasses,
  kind: SampleKind,
  width: number,
  height: number,
  scratch: Scratch,
): Samples => {
  const { bytes, pad, weightsOf, unpack } = kind
  const first = weightsOf(along.taps)
  const second = weightsOf(down.taps)
  const unpacked = scratch.samples(rows * (columns + 2 * first.count) * bytes)
  unpack(unpacked, columns + 2 * first.count, first.count)
  const stride = rows + 2 * second.count
  const turned = scratch.samples(width * stride * bytes)
  const firstWeights = scratch.putWeights(first.weights)
  filterLines(kind, along, {
    source: unpacked,
    lines: rows,
    length: columns,
    weights: firstWeights,
    count: first.count,
    places: width,
    target: advance(turned, second.count * bytes),
    targetStride: stride,
  })
  pad({ target: turned, stride, rows: width, columns: rows, pad: second.count })
  const upright = scratch.samples(width * height * bytes)
  filterLines(kind, down, {
    source: turned,
    lines: width,
    length: rows,
    weights: scratch.putWeights(second.weights),
    count: second.count,
    places: height,
    target: upright,
    targetStride: width,
  })
  return upright
}

interface Lines {
  /** Padded lines: the first one's padding comes first. */
  readonly source: Samples
  readonly lines: number
  /** Samples of a line, without its padding. */
  readonly length: number
  readonly weights: Weights
  readonly count: number
  readonly places: number
  readonly target: Samples
  readonly targetStride: number
}

const filterLines = ({ bytes, filter }: SampleKind, pass: Pass, from: Lines): void =>
  filter({
    source: advance(from.source, from.count * bytes),
    stride: from.length + 2 * from.count,
    rows: from.lines,
    columns: from.length,
    pad: from.count,
    start: pass.start,
    startStep: pass.startStep,
    step: pass.step,
    first: pass.taps.first,
    weights: from.weights,
    count: from.count,
    width: from.places,
    target: from.target,
    targetStride: from.targetStride,
  })
