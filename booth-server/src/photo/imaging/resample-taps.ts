import { affineOf, type RotatedBox } from './affine.ts'

/** Lanczos of half-width 3 for pictures (sharp), Catmull-Rom of half-width 2 for masks (little ringing). */
export type Kernel = 'lanczos3' | 'cubic'

const RADIUS: Record<Kernel, number> = { lanczos3: 3, cubic: 2 }
/** Sub-pixel phases: positions between two pixels are rounded to one of this many. */
export const PHASES = 64

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const kernelAt = (kernel: Kernel, x: number): number => {
  const distance = Math.abs(x)
  if (kernel === 'lanczos3') return distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
  // Catmull-Rom (a = -0.5).
  if (distance < 1) return 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1
  return distance < 2 ? -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2 : 0
}

export interface Taps {
  /** Even. */
  readonly count: number
  /** From the sample's pixel to the first tap's. */
  readonly first: number
  /** `PHASES` rows of `count` weights of sum 1. */
  readonly weights: Float32Array
}

/**
 * Weights of sum 1 for steps of `step` source pixels; a wider step takes a wider kernel, so that shrinking doesn't
 * alias.
 */
const tapsFor = (kernel: Kernel, step: number): Taps => {
  const scale = Math.max(1, Math.abs(step))
  const half = Math.ceil(RADIUS[kernel] * scale)
  const count = 2 * half
  const weights = new Float32Array(PHASES * count)
  for (let phase = 0; phase < PHASES; phase++) {
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

/**
 * How a rotated box of a source becomes an upright raster by two one-dimensional passes (Catmull and Smith 1980): along
 * the rows with the rotation's shear, then down the columns. Both use a full-width kernel, so the quality is that of a
 * plain resize, at any angle up to 45 degrees. Positions are in source pixels, pixel centres at whole numbers.
 */
export interface TwoPasses {
  /**
   * The part of the source that the box needs, with the kernel's support around it; no rows where the box lies outside
   * the source.
   */
  readonly firstRow: number
  readonly rows: number
  readonly firstColumn: number
  readonly columns: number
  /** Along the part's rows, then down the columns of the intermediate raster. */
  readonly along: Pass
  readonly down: Pass
}

/**
 * Where a line's first sample lies, counted from the line's first pixel, how much farther the next line's, and from
 * one sample to the next.
 */
export interface Pass {
  readonly start: number
  readonly startStep: number
  readonly step: number
  readonly taps: Taps
}

export const twoPasses = (
  kernel: Kernel,
  source: { readonly width: number; readonly height: number },
  box: RotatedBox,
  width: number,
  height: number,
): TwoPasses => {
  const { a, b, c, d, e, f } = affineOf(box, width, height)
  // Where output column u meets source row y: x = step u + shear y + start.
  const step = a - (b * d) / e
  const shear = b / e
  const start = c - (b * f) / e
  const rowTaps = tapsFor(kernel, step)
  const columnTaps = tapsFor(kernel, e)
  const reach = columnTaps.count / 2 + 1
  const edges = [f, f + d * width, f + e * height, f + d * width + e * height]
  const firstRow = Math.max(0, Math.floor(Math.min(...edges) - reach))
  const lastRow = Math.min(source.height - 1, Math.ceil(Math.max(...edges) + reach))
  const ends = [firstRow, lastRow + 1].flatMap((y) => [start + shear * y, start + shear * y + step * width])
  const aside = rowTaps.count / 2 + 1
  const within = (x: number) => Math.min(Math.max(x, 0), source.width - 1)
  const firstColumn = within(Math.floor(Math.min(...ends) - aside))
  const lastColumn = within(Math.ceil(Math.max(...ends) + aside))
  return {
    firstRow,
    rows: Math.max(0, lastRow - firstRow + 1),
    firstColumn,
    columns: lastColumn - firstColumn + 1,
    along: {
      start: step * 0.5 + shear * (firstRow + 0.5) + start - 0.5 - firstColumn,
      startStep: shear,
      step,
      taps: rowTaps,
    },
    down: { start: d * 0.5 + e * 0.5 + f - 0.5 - firstRow, startStep: d, step: e, taps: columnTaps },
  }
}
