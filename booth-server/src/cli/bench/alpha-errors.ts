/** The four measures of Rhemann et al. (CVPR 2009), by which mattes are compared; smaller is better. */
export interface AlphaErrors {
  /** Sum of absolute differences, in thousands. */
  readonly sad: number
  /** Mean squared difference, in thousandths. */
  readonly mse: number
  /** Sum of squared differences of the gradients' lengths (Gaussian derivatives, sigma 1.4), in thousands. */
  readonly gradient: number
  /** How far parts hang loose from the figure that should not, or the other way round, in thousands. */
  readonly connectivity: number
}

/** @param alpha and `truth`: 0..1, one float a pixel */
export const alphaErrors = (alpha: Float32Array, truth: Float32Array, width: number, height: number): AlphaErrors => {
  let absolute = 0
  let squared = 0
  for (let at = 0; at < alpha.length; at++) {
    const difference = alpha[at]! - truth[at]!
    absolute += Math.abs(difference)
    squared += difference * difference
  }
  return {
    sad: absolute / 1000,
    mse: (squared / alpha.length) * 1000,
    gradient: gradientError(alpha, truth, width, height) / 1000,
    connectivity: connectivityError(alpha, truth, width) / 1000,
  }
}

const SIGMA = 1.4
const RADIUS = 4
const taps = Array.from({ length: 2 * RADIUS + 1 }, (_, index) => index - RADIUS)
const gauss = taps.map((tap) => Math.exp(-(tap * tap) / (2 * SIGMA * SIGMA)))
/** To a length of 1, as the benchmark's own evaluation normalises its filters: figures compare with published ones. */
const toUnit = (kernel: readonly number[]) => kernel.map((value) => value / Math.hypot(...kernel))
const smooth = toUnit(gauss)
const derivative = toUnit(gauss.map((value, index) => taps[index]! * value))

/** Separable; the edge goes on beyond the frame. */
const convolve = (
  source: Float32Array,
  width: number,
  height: number,
  alongX: readonly number[],
  alongY: readonly number[],
) => {
  const rows = new Float32Array(source.length)
  const padded = new Float32Array(width + 2 * RADIUS)
  for (let y = 0; y < height; y++) {
    const row = source.subarray(y * width, (y + 1) * width)
    padded.fill(row[0]!, 0, RADIUS)
    padded.set(row, RADIUS)
    padded.fill(row[width - 1]!, RADIUS + width)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let tap = 0; tap < alongX.length; tap++) sum += padded[x + tap]! * alongX[tap]!
      rows[y * width + x] = sum
    }
  }
  const result = new Float32Array(source.length)
  for (let y = 0; y < height; y++) {
    for (let tap = -RADIUS; tap <= RADIUS; tap++) {
      const weight = alongY[tap + RADIUS]!
      const from = Math.min(Math.max(y + tap, 0), height - 1) * width
      for (let x = 0, at = y * width; x < width; x++, at++) result[at] = result[at]! + rows[from + x]! * weight
    }
  }
  return result
}

const gradientLength = (alpha: Float32Array, width: number, height: number) => {
  const x = convolve(alpha, width, height, derivative, smooth)
  const y = convolve(alpha, width, height, smooth, derivative)
  for (let at = 0; at < x.length; at++) x[at] = Math.hypot(x[at]!, y[at]!)
  return x
}

const gradientError = (alpha: Float32Array, truth: Float32Array, width: number, height: number): number => {
  const of = gradientLength(alpha, width, height)
  const should = gradientLength(truth, width, height)
  let sum = 0
  for (let at = 0; at < of.length; at++) sum += (of[at]! - should[at]!) ** 2
  return sum
}

const STEP = 0.1
/** Less than this between a pixel's alpha and the level at which it hangs on is not counted (Rhemann 2009). */
const TOLERANCE = 0.15

const connectivityError = (alpha: Float32Array, truth: Float32Array, width: number): number => {
  // The highest level at which each pixel still belongs to the largest part that both share.
  const level = new Float32Array(alpha.length).fill(-1)
  let previous = 0
  for (let threshold = STEP; threshold <= 1 + 1e-6; threshold += STEP) {
    const part = largestPart(alpha, truth, threshold - 1e-6, width)
    for (let at = 0; at < level.length; at++) if (level[at] === -1 && part[at] === 0) level[at] = previous
    previous = threshold
  }
  for (let at = 0; at < level.length; at++) if (level[at] === -1) level[at] = 1
  const degree = (value: number, at: number) => {
    const distance = value - level[at]!
    return 1 - (distance >= TOLERANCE ? distance : 0)
  }
  let sum = 0
  for (let at = 0; at < alpha.length; at++) sum += Math.abs(degree(alpha[at]!, at) - degree(truth[at]!, at))
  return sum
}

/** 1 where a pixel belongs to the largest 4-connected part in which both are at least `threshold`. */
const largestPart = (alpha: Float32Array, truth: Float32Array, threshold: number, width: number): Uint8Array => {
  // -1: not in both; 0: not reached yet; else the part.
  const label = new Int32Array(alpha.length)
  for (let at = 0; at < label.length; at++) if (alpha[at]! < threshold || truth[at]! < threshold) label[at] = -1
  const stack = new Int32Array(alpha.length)
  let best = 0
  let bestSize = 0
  let parts = 0
  for (let start = 0; start < label.length; start++) {
    if (label[start] !== 0) continue
    parts++
    let size = 0
    let top = 0
    stack[top++] = start
    label[start] = parts
    while (top > 0) {
      const at = stack[--top]!
      const x = at % width
      size++
      if (x > 0 && label[at - 1] === 0) {
        label[at - 1] = parts
        stack[top++] = at - 1
      }
      if (x < width - 1 && label[at + 1] === 0) {
        label[at + 1] = parts
        stack[top++] = at + 1
      }
      // Beyond the first and the last row there is `undefined`, which is not 0.
      if (label[at - width] === 0) {
        label[at - width] = parts
        stack[top++] = at - width
      }
      if (label[at + width] === 0) {
        label[at + width] = parts
        stack[top++] = at + width
      }
    }
    if (size > bestSize) {
      bestSize = size
      best = parts
    }
  }
  const part = new Uint8Array(alpha.length)
  for (let at = 0; at < part.length; at++) if (label[at] === best && best !== 0) part[at] = 1
  return part
}
