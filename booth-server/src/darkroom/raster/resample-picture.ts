import type { Picture } from '../values.ts'
import type { TurnedBox } from './affine.ts'
import { PHASES, type Taps, twoPasses, wholeTaps } from './resample-taps.ts'

// Bytes times whole numbers, since the engine need not turn every byte into a floating-point number then: half the time.
/** Weights' bits; 255 times the sum of their absolute values stays well within 32 bits. */
const WEIGHT_BITS = 14
/** Between the passes a value keeps this many bits behind the point, which is finer than a print's paper. */
const BETWEEN_BITS = 6
const ROW_SHIFT = WEIGHT_BITS - BETWEEN_BITS
const COLUMN_SHIFT = WEIGHT_BITS + BETWEEN_BITS

/**
 * A turned box of the picture as an upright picture of exactly `width` x `height`, by Lanczos with three lobes in two
 * passes. Beyond the picture its edge goes on.
 */
export const resamplePicture = (source: Picture, box: TurnedBox, width: number, height: number): Picture => {
  const passes = twoPasses('lanczos3', source.height, box, width, height)
  const data = new Uint8Array(width * height * 3)
  // Kernels overshoot a little.
  const clamped = new Uint8ClampedArray(data.buffer)
  if (passes.rows === 0) return { data, width, height }
  const between = new Int16Array(passes.rows * width * 3)
  const rowTaps = wholeTaps(passes.rowTaps, 1 << WEIGHT_BITS)
  for (let row = 0; row < passes.rows; row++) {
    const y = passes.firstRow + row
    filterRow(source, y, rowTaps, between, row * width * 3, width, passes.rowStart(y), passes.rowStep)
  }
  const columnTaps = wholeTaps(passes.columnTaps, 1 << WEIGHT_BITS)
  const positions = passes.columnStarts()
  for (let v = 0; v < height; v++) {
    filterLine(between, passes.rows, positions, columnTaps, clamped, v * width * 3)
    for (let u = 0; u < width; u++) positions[u]! += passes.columnStep
  }
  return { data, width, height }
}

const filterRow = (
  { data, width: length }: Picture,
  y: number,
  { count, first, weights }: Taps<Int32Array>,
  target: Int16Array,
  targetAt: number,
  width: number,
  from: number,
  by: number,
): void => {
  const line = y * length * 3
  const lastBegin = length - count
  for (let u = 0, at = targetAt; u < width; u++, at += 3) {
    const position = from + u * by
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    let red = 0
    let green = 0
    let blue = 0
    if (begin >= 0 && begin <= lastBegin) {
      for (let p = line + 3 * begin, last = p + 3 * count; p < last; p += 3) {
        const weight = weights[w++]!
        red = (red + data[p]! * weight) | 0
        green = (green + data[p + 1]! * weight) | 0
        blue = (blue + data[p + 2]! * weight) | 0
      }
    } else {
      for (let x = begin; x < begin + count; x++) {
        const weight = weights[w++]!
        const p = line + 3 * (x < 0 ? 0 : x >= length ? length - 1 : x)
        red = (red + data[p]! * weight) | 0
        green = (green + data[p + 1]! * weight) | 0
        blue = (blue + data[p + 2]! * weight) | 0
      }
    }
    target[at] = (red + (1 << (ROW_SHIFT - 1))) >> ROW_SHIFT
    target[at + 1] = (green + (1 << (ROW_SHIFT - 1))) >> ROW_SHIFT
    target[at + 2] = (blue + (1 << (ROW_SHIFT - 1))) >> ROW_SHIFT
  }
}

/** One row of the target: column `u` around the filtered row `positions[u]`. */
const filterLine = (
  between: Int16Array,
  rows: number,
  positions: Float64Array,
  { count, first, weights }: Taps<Int32Array>,
  target: Uint8ClampedArray,
  targetAt: number,
): void => {
  const width = positions.length
  const stride = 3 * width
  const lastBegin = rows - count
  for (let u = 0, at = targetAt, column = 0; u < width; u++, at += 3, column += 3) {
    const position = positions[u]!
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    let red = 0
    let green = 0
    let blue = 0
    if (begin >= 0 && begin <= lastBegin) {
      for (let p = begin * stride + column, last = p + count * stride; p < last; p += stride) {
        const weight = weights[w++]!
        red = (red + between[p]! * weight) | 0
        green = (green + between[p + 1]! * weight) | 0
        blue = (blue + between[p + 2]! * weight) | 0
      }
    } else {
      for (let row = begin; row < begin + count; row++) {
        const weight = weights[w++]!
        const p = (row < 0 ? 0 : row >= rows ? rows - 1 : row) * stride + column
        red = (red + between[p]! * weight) | 0
        green = (green + between[p + 1]! * weight) | 0
        blue = (blue + between[p + 2]! * weight) | 0
      }
    }
    target[at] = (red + (1 << (COLUMN_SHIFT - 1))) >> COLUMN_SHIFT
    target[at + 1] = (green + (1 << (COLUMN_SHIFT - 1))) >> COLUMN_SHIFT
    target[at + 2] = (blue + (1 << (COLUMN_SHIFT - 1))) >> COLUMN_SHIFT
  }
}
