import { affineOf, type TurnedBox } from './affine.ts'

export interface Raster {
  readonly data: Uint8Array | Float32Array
  readonly width: number
  readonly height: number
  /** Interleaved. */
  readonly channels: 1 | 3
}

/** Half-width 3 for pictures (sharp), 2 for masks (it hardly rings). */
export type Kernel = 'lanczos3' | 'cubic'
/** What lies outside the source: its edge's pixels, or nothing (0). */
export type Outside = 'edge' | 'zero'

const RADIUS: Record<Kernel, number> = { lanczos3: 3, cubic: 2 }
const PHASES = 64

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const kernelAt = (kernel: Kernel, x: number): number => {
  const distance = Math.abs(x)
  if (kernel === 'lanczos3') return distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
  // Catmull-Rom (a = -0.5).
  if (distance < 1) return 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1
  return distance < 2 ? -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2 : 0
}

interface Taps {
  readonly count: number
  /** From the sample's pixel to the first tap's. */
  readonly first: number
  /** `PHASES + 1` rows of `count` weights, each of sum 1. */
  readonly weights: Float32Array
}

/** Weights for steps of `step` source pixels; a wider step takes a wider kernel, so that shrinking doesn't alias. */
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

/**
 * A turned box of the source as an upright raster of exactly `width` x `height`, by two one-dimensional passes (Catmull
 * and Smith 1980): along the rows with the turn's shear, then down the columns. Both use a full-width kernel, so the
 * quality is that of a plain resize, at any angle up to 45 degrees.
 *
 * @returns floats in the source's units, interleaved; kernels overshoot a little, so clip before rounding
 */
export const resampleBox = (
  source: Raster,
  box: TurnedBox,
  width: number,
  height: number,
  kernel: Kernel,
  outside: Outside,
): Float32Array => {
  const { a, b, c, d, e, f } = affineOf(box, width, height)
  const { channels } = source
  // Where output column u meets source row y: x = stepU u + stepY y + start.
  const stepU = a - (b * d) / e
  const stepY = b / e
  const start = c - (b * f) / e
  const columnTaps = tapsFor(kernel, e)
  const reach = columnTaps.count / 2 + 1
  const edges = [f, f + d * width, f + e * height, f + d * width + e * height]
  const firstRow = Math.max(0, Math.floor(Math.min(...edges) - reach))
  const lastRow = Math.min(source.height - 1, Math.ceil(Math.max(...edges) + reach))
  const target = new Float32Array(width * height * channels)
  if (lastRow < firstRow) return target

  const rows = new Float32Array((lastRow - firstRow + 1) * width * channels)
  const rowTaps = tapsFor(kernel, stepU)
  const length = source.width * channels
  // Floats for bytes: the loops below then know one kind of numbers only, and are twice as quick.
  const line = new Float32Array(length)
  for (let y = firstRow; y <= lastRow; y++) {
    line.set(source.data.subarray(y * length, (y + 1) * length))
    const from = stepU * 0.5 + stepY * (y + 0.5) + start - 0.5
    filterRow(
      line,
      source.width,
      channels,
      rowTaps,
      outside,
      rows,
      (y - firstRow) * width * channels,
      width,
      from,
      stepU,
    )
  }
  filterColumns(rows, lastRow - firstRow + 1, width, channels, columnTaps, outside, target, {
    height,
    fromAt: (u) => d * (u + 0.5) + e * 0.5 + f - 0.5 - firstRow,
    by: e,
  })
  return target
}

/** One row of the source becomes one row of `target`; `from` and `by` in source pixels, middles at whole numbers. */
const filterRow = (
  line: Float32Array,
  length: number,
  channels: 1 | 3,
  taps: Taps,
  outside: Outside,
  target: Float32Array,
  targetAt: number,
  width: number,
  from: number,
  by: number,
): void => {
  const { count, first } = taps
  const isInside = (u: number): boolean => {
    const begin = Math.floor(from + u * by) + first
    return begin >= 0 && begin + count <= length
  }
  // The long middle, where all taps lie inside, apart from both ends.
  let start = 0
  while (start < width && !isInside(start)) start++
  let end = width
  while (end > start && !isInside(end - 1)) end--
  filterEnd(line, length, channels, taps, outside, target, targetAt, 0, start, from, by)
  if (channels === 1) filterMiddleOfOne(line, taps, target, targetAt, start, end, from, by)
  else filterMiddleOfThree(line, taps, target, targetAt, start, end, from, by)
  filterEnd(line, length, channels, taps, outside, target, targetAt, end, width, from, by)
}

const filterMiddleOfOne = (
  line: Float32Array,
  { count, first, weights }: Taps,
  target: Float32Array,
  targetAt: number,
  start: number,
  end: number,
  from: number,
  by: number,
): void => {
  for (let u = start; u < end; u++) {
    const position = from + u * by
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    let value = 0
    for (let p = whole + first, last = p + count; p < last; p++) value += line[p]! * weights[w++]!
    target[targetAt + u] = value
  }
}

const filterMiddleOfThree = (
  line: Float32Array,
  { count, first, weights }: Taps,
  target: Float32Array,
  targetAt: number,
  start: number,
  end: number,
  from: number,
  by: number,
): void => {
  for (let u = start, at = targetAt + 3 * start; u < end; u++, at += 3) {
    const position = from + u * by
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    let red = 0
    let green = 0
    let blue = 0
    for (let p = 3 * (whole + first), last = p + 3 * count; p < last; p += 3) {
      const weight = weights[w++]!
      red += line[p]! * weight
      green += line[p + 1]! * weight
      blue += line[p + 2]! * weight
    }
    target[at] = red
    target[at + 1] = green
    target[at + 2] = blue
  }
}

const filterEnd = (
  line: Float32Array,
  length: number,
  channels: 1 | 3,
  { count, first, weights }: Taps,
  outside: Outside,
  target: Float32Array,
  targetAt: number,
  start: number,
  end: number,
  from: number,
  by: number,
): void => {
  for (let u = start; u < end; u++) {
    const position = from + u * by
    const whole = Math.floor(position)
    const weightAt = Math.round((position - whole) * PHASES) * count
    for (let channel = 0; channel < channels; channel++) {
      let value = 0
      for (let tap = 0; tap < count; tap++) {
        const wanted = whole + first + tap
        const p = Math.min(Math.max(wanted, 0), length - 1)
        if (outside === 'edge' || p === wanted) value += line[p * channels + channel]! * weights[weightAt + tap]!
      }
      target[targetAt + u * channels + channel] = value
    }
  }
}

interface Columns {
  readonly height: number
  /** Where column `u` meets the rows' first output. */
  readonly fromAt: (u: number) => number
  readonly by: number
}

/** All columns side by side, row by row, so that memory is read in order. */
const filterColumns = (
  rows: Float32Array,
  length: number,
  width: number,
  channels: 1 | 3,
  taps: Taps,
  outside: Outside,
  target: Float32Array,
  { height, fromAt, by }: Columns,
): void => {
  const positions = Float64Array.from({ length: width }, (_, u) => fromAt(u))
  const filterLine = channels === 1 ? filterLineOfOne : filterLineOfThree
  for (let v = 0; v < height; v++) {
    filterLine(rows, length, positions, taps, outside, target, v * width * channels)
    for (let u = 0; u < width; u++) positions[u]! += by
  }
}

/** One row of the target: column `u` around the source row `positions[u]`. */
const filterLineOfOne = (
  rows: Float32Array,
  length: number,
  positions: Float64Array,
  { count, first, weights }: Taps,
  outside: Outside,
  target: Float32Array,
  targetAt: number,
): void => {
  const stride = positions.length
  for (let u = 0; u < stride; u++) {
    const position = positions[u]!
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    let value = 0
    if (begin >= 0 && begin + count <= length) {
      for (let p = begin * stride + u, last = p + count * stride; p < last; p += stride)
        value += rows[p]! * weights[w++]!
    } else {
      for (let row = begin; row < begin + count; row++, w++) {
        const held = row < 0 ? 0 : row >= length ? length - 1 : row
        if (outside === 'edge' || held === row) value += rows[held * stride + u]! * weights[w]!
      }
    }
    target[targetAt + u] = value
  }
}

const filterLineOfThree = (
  rows: Float32Array,
  length: number,
  positions: Float64Array,
  { count, first, weights }: Taps,
  outside: Outside,
  target: Float32Array,
  targetAt: number,
): void => {
  const width = positions.length
  const stride = 3 * width
  for (let u = 0, at = targetAt, column = 0; u < width; u++, at += 3, column += 3) {
    const position = positions[u]!
    const whole = Math.floor(position)
    let w = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    let red = 0
    let green = 0
    let blue = 0
    if (begin >= 0 && begin + count <= length) {
      for (let p = begin * stride + column, last = p + count * stride; p < last; p += stride) {
        const weight = weights[w++]!
        red += rows[p]! * weight
        green += rows[p + 1]! * weight
        blue += rows[p + 2]! * weight
      }
    } else {
      for (let row = begin; row < begin + count; row++, w++) {
        const held = row < 0 ? 0 : row >= length ? length - 1 : row
        if (outside !== 'edge' && held !== row) continue
        const weight = weights[w]!
        const p = held * stride + column
        red += rows[p]! * weight
        green += rows[p + 1]! * weight
        blue += rows[p + 2]! * weight
      }
    }
    target[at] = red
    target[at + 1] = green
    target[at + 2] = blue
  }
}
