import type { TurnedBox } from './affine.ts'
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
): Float32Array => {
  const passes = twoPasses(kernel, source.height, box, width, height)
  const target = new Float32Array(width * height)
  if (passes.rows === 0) return target
  const between = new Float32Array(passes.rows * width)
  for (let row = 0; row < passes.rows; row++) {
    const y = passes.firstRow + row
    filterRow(source, y, passes.rowTaps, between, row * width, width, passes.rowStart(y), passes.rowStep)
  }
  const positions = passes.columnStarts()
  for (let v = 0; v < height; v++) {
    filterLine(between, passes.rows, positions, passes.columnTaps, target, v * width)
    for (let u = 0; u < width; u++) positions[u]! += passes.columnStep
  }
  return target
}

const filterRow = (
  { data, width: length }: Plane,
  y: number,
  { count, first, weights }: Taps,
  target: Float32Array,
  targetAt: number,
  width: number,
  from: number,
  by: number,
): void => {
  const line = y * length
  const lastBegin = length - count
  for (let u = 0; u < width; u++) {
    const position = from + u * by
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    let value = 0
    if (begin >= 0 && begin <= lastBegin) {
      for (let p = line + begin, last = p + count; p < last; p++) value += data[p]! * weights[w++]!
    } else {
      for (let x = begin; x < begin + count; x++)
        value += data[line + (x < 0 ? 0 : x >= length ? length - 1 : x)]! * weights[w++]!
    }
    target[targetAt + u] = value
  }
}

/** One row of the target: column `u` around the filtered row `positions[u]`. */
const filterLine = (
  between: Float32Array,
  rows: number,
  positions: Float64Array,
  { count, first, weights }: Taps,
  target: Float32Array,
  targetAt: number,
): void => {
  const width = positions.length
  const lastBegin = rows - count
  for (let u = 0; u < width; u++) {
    const position = positions[u]!
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    let value = 0
    if (begin >= 0 && begin <= lastBegin) {
      for (let p = begin * width + u, last = p + count * width; p < last; p += width)
        value += between[p]! * weights[w++]!
    } else {
      for (let row = begin; row < begin + count; row++)
        value += between[(row < 0 ? 0 : row >= rows ? rows - 1 : row) * width + u]! * weights[w++]!
    }
    target[targetAt + u] = value
  }
}
