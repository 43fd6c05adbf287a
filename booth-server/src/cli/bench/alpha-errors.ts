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
const gauss = Array.from({ length: 2 * RADIUS + 1 }, (_, index) =>
  Math.exp(-((index - RADIUS) ** 2) / (2 * SIGMA * SIGMA)),
)
const gaussSum = gauss.reduce((sum, value) => sum + value, 0)
const smooth = gauss.map((value) => value / gaussSum)
const derivative = gauss.map((value, index) => (-(index - RADIUS) / (SIGMA * SIGMA)) * (value / gaussSum))

const convolve = (
  source: Float32Array,
  width: number,
  height: number,
  alongX: readonly number[],
  alongY: readonly number[],
) => {
  const rows = new Float32Array(source.length)
  const result = new Float32Array(source.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let tap = -RADIUS; tap <= RADIUS; tap++) {
        const from = Math.min(Math.max(x + tap, 0), width - 1)
        sum += source[y * width + from]! * alongX[tap + RADIUS]!
      }
      rows[y * width + x] = sum
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let tap = -RADIUS; tap <= RADIUS; tap++) {
        const from = Math.min(Math.max(y + tap, 0), height - 1)
        sum += rows[from * width + x]! * alongY[tap + RADIUS]!
      }
      result[y * width + x] = sum
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
  const label = new Int32Array(alpha.length)
  const stack = new Int32Array(alpha.length)
  let best = 0
  let bestSize = 0
  let parts = 0
  for (let start = 0; start < alpha.length; start++) {
    if (label[start] !== 0 || alpha[start]! < threshold || truth[start]! < threshold) continue
    parts++
    let size = 0
    let top = 0
    stack[top++] = start
    label[start] = parts
    while (top > 0) {
      const at = stack[--top]!
      size++
      const x = at % width
      const visit = (next: number) => {
        if (label[next] !== 0 || alpha[next]! < threshold || truth[next]! < threshold) return
        label[next] = parts
        stack[top++] = next
      }
      if (x > 0) visit(at - 1)
      if (x < width - 1) visit(at + 1)
      if (at >= width) visit(at - width)
      if (at < alpha.length - width) visit(at + width)
    }
    if (size > bestSize) {
      bestSize = size
      best = parts
    }
  }
  return Uint8Array.from(label, (value) => (value === best && best !== 0 ? 1 : 0))
}
