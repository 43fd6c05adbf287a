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
  for (let y = firstRow; y <= lastRow; y++) {
    const at = (y - firstRow) * width * channels
    const from = stepU * 0.5 + stepY * (y + 0.5) + start - 0.5
    filterLine(source.data, y * source.width * channels, source.width, channels, channels, rowTaps, outside, {
      target: rows,
      at,
      step: channels,
      count: width,
      from,
      by: stepU,
    })
  }
  for (let u = 0; u < width; u++) {
    const from = d * (u + 0.5) + e * 0.5 + f - 0.5 - firstRow
    filterLine(rows, u * channels, lastRow - firstRow + 1, width * channels, channels, columnTaps, outside, {
      target,
      at: u * channels,
      step: width * channels,
      count: height,
      from,
      by: e,
    })
  }
  return target
}

interface Line {
  readonly target: Float32Array
  readonly at: number
  readonly step: number
  readonly count: number
  /** Source position (pixel middles at whole numbers) of the first output, and the distance to the next. */
  readonly from: number
  readonly by: number
}

const filterLine = (
  source: Uint8Array | Float32Array,
  base: number,
  length: number,
  stride: number,
  channels: 1 | 3,
  taps: Taps,
  outside: Outside,
  line: Line,
): void => {
  const { count, first, weights } = taps
  const { target, step } = line
  const isZero = outside === 'zero'
  let at = line.at
  let position = line.from
  for (let index = 0; index < line.count; index++, at += step, position += line.by) {
    const whole = Math.floor(position)
    let weightAt = Math.round((position - whole) * PHASES) * count
    const begin = whole + first
    if (begin >= 0 && begin + count <= length) {
      let p = base + begin * stride
      if (channels === 1) {
        let sum = 0
        for (let tap = 0; tap < count; tap++, p += stride) sum += source[p]! * weights[weightAt++]!
        target[at] = sum
      } else {
        let red = 0
        let green = 0
        let blue = 0
        for (let tap = 0; tap < count; tap++, p += stride) {
          const weight = weights[weightAt++]!
          red += source[p]! * weight
          green += source[p + 1]! * weight
          blue += source[p + 2]! * weight
        }
        target[at] = red
        target[at + 1] = green
        target[at + 2] = blue
      }
      continue
    }
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[weightAt++]!
      const wanted = begin + tap
      const found = wanted < 0 ? 0 : wanted >= length ? length - 1 : wanted
      if (isZero && found !== wanted) continue
      const p = base + found * stride
      for (let channel = 0; channel < channels; channel++) target[at + channel]! += source[p + channel]! * weight
    }
  }
}
