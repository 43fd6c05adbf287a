import type { RotatedBox } from './affine.ts'
import { advance, withKernels } from './kernels.ts'
import { runPasses, type SampleKind } from './resample-passes.ts'
import { PHASES, type Taps, twoPasses } from './resample-taps.ts'
import type { Picture } from './values.ts'

/** Weights are whole numbers of this sum exactly, so that an even area stays as it is. */
const ONE = 1 << 14

/**
 * A rotated box of the picture as an upright picture of exactly `width` x `height`, by Lanczos with three lobes in two
 * passes. Beyond the picture its edge goes on.
 */
export const resamplePicture = (source: Picture, box: RotatedBox, width: number, height: number): Picture => {
  const passes = twoPasses('lanczos3', source, box, width, height)
  const { firstRow, rows, firstColumn, columns } = passes
  if (rows === 0) return { data: new Uint8Array(width * height * 3), width, height }
  const rowBytes = 3 * source.width
  const data = withKernels((kernels, scratch) => {
    const bytes = scratch.put(source.data.subarray(firstRow * rowBytes, (firstRow + rows) * rowBytes))
    const kind: SampleKind = {
      bytes: 8,
      filter: kernels.filterRgb,
      pad: kernels.padRgb,
      weightsOf: (taps: Taps) => ({ weights: pairedWeights(taps), count: taps.count }),
      unpack: (target, stride, pad) =>
        kernels.unpackRgb({ source: advance(bytes, 3 * firstColumn), rowBytes, rows, columns, target, stride, pad }),
    }
    const filtered = runPasses(passes, kind, width, height, scratch)
    const target = scratch.bytes(width * height * 3)
    kernels.packRgb({ source: filtered, pixels: width * height, target })
    return scratch.readBytes(target, width * height * 3)
  })
  return { data, width, height }
}

/** For each phase and each two taps their whole weights, four times: for red, green, blue and what is unused. */
const pairedWeights = ({ count, weights }: Taps): Int16Array => {
  const paired = new Int16Array(PHASES * count * 4)
  const whole = new Int16Array(count)
  for (let phase = 0, at = 0; phase < PHASES; phase++) {
    let rest = ONE
    for (let tap = 0; tap < count; tap++) {
      whole[tap] = Math.round(weights[phase * count + tap]! * ONE)
      rest -= whole[tap]!
    }
    // The central tap takes the rounding error.
    whole[count / 2]! += rest
    for (let tap = 0; tap < count; tap += 2) {
      for (let channel = 0; channel < 4; channel++) {
        paired[at++] = whole[tap]!
        paired[at++] = whole[tap + 1]!
      }
    }
  }
  return paired
}
