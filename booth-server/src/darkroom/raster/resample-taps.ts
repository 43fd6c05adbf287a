import { affineOf, type TurnedBox } from './affine.ts'

/** Half-width 3 for pictures (sharp), 2 for masks (it hardly rings). */
export type Kernel = 'lanczos3' | 'cubic'

const RADIUS: Record<Kernel, number> = { lanczos3: 3, cubic: 2 }
/** Positions between two pixels are rounded to this many. */
export const PHASES = 64

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const kernelAt = (kernel: Kernel, x: number): number => {
  const distance = Math.abs(x)
  if (kernel === 'lanczos3') return distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
  // Catmull-Rom (a = -0.5).
  if (distance < 1) return 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1
  return distance < 2 ? -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2 : 0
}

export interface Taps<Weights extends Float32Array | Int32Array = Float32Array> {
  readonly count: number
  /** From the sample's pixel to the first tap's. */
  readonly first: number
  /** `PHASES + 1` rows of `count` weights, each row of the same sum. */
  readonly weights: Weights
}

/** Weights of sum 1 for steps of `step` source pixels; a wider step takes a wider kernel, so that shrinking doesn't alias. */
const tapsFor = (kernel: Kernel, step: number): Taps => {
  const scale = Math.max(1, Math.abs(step))
  const half = Math.ceil(RADIUS[kernel] * scale)
  const count = 2 * half
  const weights = new Float32Array((PHASES + 1) * count)
  for (let phase = 0; phase <= PHASES; phase++) {
    let sum = 0
    for (let tap = 0; tap < count; tap++) {
      const weight = kernelAt(kernel, (tap - half + 1 - phase / PHASES) / scale)
      weights[phase * count + tap] = weight
      sum += weight
    }
    for (let tap = 0; tap < count; tap++) weights[phase * count + tap]! /= sum
  }
  return { count, first: 1 - half, weights }
}

/** The same in whole numbers of sum `one` exactly, so that an even area stays as it is: the middle takes the rounding. */
export const wholeTaps = ({ count, first, weights }: Taps, one: number): Taps<Int32Array> => {
  const whole = new Int32Array(weights.length)
  for (let at = 0; at < weights.length; at += count) {
    let rest = one
    for (let tap = 0; tap < count; tap++) {
      const weight = Math.round(weights[at + tap]! * one)
      whole[at + tap] = weight
      rest -= weight
    }
    whole[at + count / 2]! += rest
  }
  return { count, first, weights: whole }
}

/**
 * How a turned box of a source becomes an upright raster by two one-dimensional passes (Catmull and Smith 1980): along
 * the rows with the turn's shear, then down the columns. Both use a full-width kernel, so the quality is that of a plain
 * resize, at any angle up to 45 degrees. Positions are in source pixels, middles at whole numbers.
 */
export interface TwoPasses {
  /** The source's rows that the columns need: `rows` of them from `firstRow` on; none where the box lies beside it. */
  readonly firstRow: number
  readonly rows: number
  readonly rowTaps: Taps
  readonly columnTaps: Taps
  /** From one output column to the next along a source row. */
  readonly rowStep: number
  /** Where the first output column lies on the source's row `y`. */
  readonly rowStart: (y: number) => number
  /** From one output row to the next down an output column. */
  readonly columnStep: number
  /** Where the first output row of each output column lies, counted from `firstRow`. */
  readonly columnStarts: () => Float64Array
}

export const twoPasses = (
  kernel: Kernel,
  sourceHeight: number,
  box: TurnedBox,
  width: number,
  height: number,
): TwoPasses => {
  const { a, b, c, d, e, f } = affineOf(box, width, height)
  // Where output column u meets source row y: x = rowStep u + shear y + start.
  const rowStep = a - (b * d) / e
  const shear = b / e
  const start = c - (b * f) / e
  const columnTaps = tapsFor(kernel, e)
  const reach = columnTaps.count / 2 + 1
  const edges = [f, f + d * width, f + e * height, f + d * width + e * height]
  const firstRow = Math.max(0, Math.floor(Math.min(...edges) - reach))
  const lastRow = Math.min(sourceHeight - 1, Math.ceil(Math.max(...edges) + reach))
  return {
    firstRow,
    rows: Math.max(0, lastRow - firstRow + 1),
    rowTaps: tapsFor(kernel, rowStep),
    columnTaps,
    rowStep,
    rowStart: (y) => rowStep * 0.5 + shear * (y + 0.5) + start - 0.5,
    columnStep: e,
    columnStarts: () => Float64Array.from({ length: width }, (_, u) => d * (u + 0.5) + e * 0.5 + f - 0.5 - firstRow),
  }
}
