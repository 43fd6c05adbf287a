// Separable resampling in two passes. Between the passes an RGB sample is four 16-bit numbers, red, green, blue and one
// unused, with six fraction bits; a sample of a plane is a float.
import { Bytes, Floats, Samples, Weights } from './addresses'
import { PreciseAffine } from './affine'

const RGB_SAMPLE: usize = 8
const FLOAT: usize = 4
const FRACTION_BITS = 6
const FRACTION_HALF: i16 = 32
const WEIGHT_BITS = 14
/** Positions have 32 integer and 32 fraction bits, of which the upper `PHASE_BITS` choose the row of weights. */
const FIXED_ONE: f64 = 4294967296
const PHASE_BITS = 6
const HALF_PHASE: i64 = 1 << (31 - PHASE_BITS)

@inline
function toFixedPoint(position: f64): i64 {
  return i64(Math.floor(position * FIXED_ONE + 0.5))
}

/** Which row of weights a position takes. */
@inline
function phaseOf(position: i64): usize {
  return (usize(position) >> (32 - PHASE_BITS)) & ((1 << PHASE_BITS) - 1)
}

/** The first tap's pixel, as far as the padding reaches: beyond it all pixels are the same. */
@inline
function firstTap(position: i64, first: i32, columns: i32, pad: i32, count: i32): isize {
  return min(max(i32(position >> 32) + first, -pad), columns + pad - count)
}

@unmanaged
export class UnpackRgb {
  /** 8-bit RGB. */
  source: Bytes
  /** From one source row to the next. */
  rowBytes: i32
  rows: i32
  columns: i32
  /** Result: the first row's padding comes first. */
  target: Samples
  /** From one target row to the next, samples. */
  stride: i32
  pad: i32
}

/** Rows of 8-bit RGB as samples for `filterRgb`, with `pad` copies of its first and last pixel around each row. */
export function unpackRgb(args: UnpackRgb): void {
  const source = args.source
  const rowBytes = args.rowBytes
  const rows = args.rows
  const columns = args.columns
  const target = args.target
  const stride = args.stride
  const pad = args.pad
  const zero = i8x16.splat(0)
  for (let row = 0; row < rows; row++) {
    let from = source + usize(row) * usize(rowBytes)
    let to = target + (usize(row) * usize(stride) + usize(pad)) * RGB_SAMPLE
    // Four at a time; the last ones may write into the padding, which is written after them.
    for (let column = 0; column < columns; column += 4, from += 12, to += 4 * RGB_SAMPLE) {
      const bytes = v128.load(from)
      const low = v128.shuffle<u8>(bytes, zero, 0, 16, 1, 16, 2, 16, 16, 16, 3, 16, 4, 16, 5, 16, 16, 16)
      const high = v128.shuffle<u8>(bytes, zero, 6, 16, 7, 16, 8, 16, 16, 16, 9, 16, 10, 16, 11, 16, 16, 16)
      v128.store(to, i16x8.shl(low, FRACTION_BITS))
      v128.store(to, i16x8.shl(high, FRACTION_BITS), 16)
    }
  }
  padRgb(target, stride, rows, columns, pad)
}

/** Copies each row's first and last sample into the padding around it. */
export function padRgb(target: Samples, stride: i32, rows: i32, columns: i32, pad: i32): void {
  padRows<u64>(target, stride, rows, columns, pad)
}

/** As `padRgb`, of floats. */
export function padPlane(target: Samples, stride: i32, rows: i32, columns: i32, pad: i32): void {
  padRows<f32>(target, stride, rows, columns, pad)
}

/** Copies of its first and last value around each row. */
function padRows<T>(target: usize, stride: i32, rows: i32, columns: i32, pad: i32): void {
  const bytes = sizeof<T>()
  for (let row = 0; row < rows; row++) {
    const first = target + (usize(row) * usize(stride) + usize(pad)) * bytes
    const last = first + usize(columns - 1) * bytes
    const left = load<T>(first)
    const right = load<T>(last)
    for (let at = 1; at <= pad; at++) {
      store<T>(first - usize(at) * bytes, left)
      store<T>(last + usize(at) * bytes, right)
    }
  }
}

@unmanaged
export class FilterRows {
  /** Padded rows, from the first row's first sample. */
  source: Samples
  /** From one source row to the next, samples. */
  stride: i32
  rows: i32
  columns: i32
  /** Of at least `count` to either side. */
  pad: i32
  /** Where the first row's first place lies, samples from the row's first one. */
  start: f64
  /** From the first place of one row to that of the next. */
  startStep: f64
  /** From place to place. */
  step: f64
  /** From a place's sample to its first tap. */
  first: i32
  /** A row for each of 64 phases. */
  weights: Weights
  /** Of taps. */
  count: i32
  /** Places a row. */
  width: i32
  /** Result, a column for each row. */
  target: Samples
  /** Samples. */
  targetStride: i32
}

/**
 * One pass of a separable resampling: each row filtered at `width` places and written as a column, so that the second
 * pass is the same again. `count` is even; a row of weights has, for each two taps, eight 16-bit numbers: four times
 * the two weights.
 */
export function filterRgb(args: FilterRows): void {
  const source = args.source
  const stride = args.stride
  const rows = args.rows
  const columns = args.columns
  const pad = args.pad
  const start = args.start
  const startStep = args.startStep
  const step = args.step
  const first = args.first
  const weights = args.weights
  const count = args.count
  const width = args.width
  const target = args.target
  const targetStride = args.targetStride
  const by = toFixedPoint(step)
  const half = i32x4.splat(1 << (WEIGHT_BITS - 1))
  const pairs = count >> 1
  const isOdd = (pairs & 1) != 0
  const fours = pairs >> 1
  for (let row = 0; row < rows; row++) {
    const line = source + usize(row) * usize(stride) * RGB_SAMPLE
    let position = toFixedPoint(start + f64(row) * startStep) + HALF_PHASE
    let to = target + usize(row) * RGB_SAMPLE
    for (let place = 0; place < width; place++, position += by, to += usize(targetStride) * RGB_SAMPLE) {
      let from = line + firstTap(position, first, columns, pad, count) * RGB_SAMPLE
      let weight = weights + phaseOf(position) * usize(pairs) * 16
      let sum = half
      if (isOdd) {
        sum = i32x4.add(sum, weightedPair(from, weight))
        from += 2 * RGB_SAMPLE
        weight += 16
      }
      for (let rest = fours; rest > 0; rest--, from += 4 * RGB_SAMPLE, weight += 32) {
        sum = i32x4.add(sum, i32x4.add(weightedPair(from, weight), weightedPair(from + 2 * RGB_SAMPLE, weight + 16)))
      }
      sum = i32x4.shr_s(sum, WEIGHT_BITS)
      v128.store64_lane(to, i16x8.narrow_i32x4_s(sum, sum), 0)
    }
  }
}

/** Two pixels, each times its weight. */
@inline
function weightedPair(pixels: usize, weights: usize): v128 {
  const both = v128.load(pixels)
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(both, both, 0, 4, 1, 5, 2, 6, 3, 7), v128.load(weights))
}

/**
 * Filtered samples as 8-bit RGB.
 *
 * @param target result
 */
export function packRgb(source: Samples, pixels: i32, target: Bytes): void {
  const half = i16x8.splat(FRACTION_HALF)
  for (let at = 0; at < pixels; at += 4, source += 4 * RGB_SAMPLE, target += 12) {
    const low = i16x8.shr_s(i16x8.add_sat_s(v128.load(source), half), FRACTION_BITS)
    const high = i16x8.shr_s(i16x8.add_sat_s(v128.load(source, 16), half), FRACTION_BITS)
    const bytes = i8x16.narrow_i16x8_u(low, high)
    v128.store(target, v128.shuffle<u8>(bytes, bytes, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3))
  }
}

@unmanaged
export class UnpackPlane {
  source: Floats
  /** Floats. */
  sourceStride: i32
  rows: i32
  columns: i32
  /** Result: the first row's padding comes first. */
  target: Samples
  stride: i32
  pad: i32
}

/** Rows of floats as samples for `filterPlane`, with `pad` copies of its first and last value around each row. */
export function unpackPlane(args: UnpackPlane): void {
  const source = args.source
  const sourceStride = args.sourceStride
  const rows = args.rows
  const columns = args.columns
  const target = args.target
  const stride = args.stride
  const pad = args.pad
  for (let row = 0; row < rows; row++) {
    memory.copy(
      target + (usize(row) * usize(stride) + usize(pad)) * FLOAT,
      source + usize(row) * usize(sourceStride) * FLOAT,
      usize(columns) * FLOAT,
    )
  }
  padPlane(target, stride, rows, columns, pad)
}

/** As `filterRgb`, of floats: `count` is a multiple of four, and a row of weights has a float a tap. */
export function filterPlane(args: FilterRows): void {
  const source = args.source
  const stride = args.stride
  const rows = args.rows
  const columns = args.columns
  const pad = args.pad
  const start = args.start
  const startStep = args.startStep
  const step = args.step
  const first = args.first
  const weights = args.weights
  const count = args.count
  const width = args.width
  const target = args.target
  const targetStride = args.targetStride
  const by = toFixedPoint(step)
  for (let row = 0; row < rows; row++) {
    const line = source + usize(row) * usize(stride) * FLOAT
    let position = toFixedPoint(start + f64(row) * startStep) + HALF_PHASE
    let to = target + usize(row) * FLOAT
    for (let place = 0; place < width; place++, position += by, to += usize(targetStride) * FLOAT) {
      let from = line + firstTap(position, first, columns, pad, count) * FLOAT
      let weight = weights + phaseOf(position) * usize(count) * FLOAT
      let sum = f32x4.mul(v128.load(from), v128.load(weight))
      for (let tap = 4; tap < count; tap += 4) {
        from += 4 * FLOAT
        weight += 4 * FLOAT
        sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(weight)))
      }
      sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1))
      sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 1, 0, 3, 2))
      v128.store32_lane(to, sum, 0)
    }
  }
}

@unmanaged
export class ClipAlphaToFrame extends PreciseAffine {
  /** In place. */
  alpha: Floats
  width: i32
  height: i32
  frameWidth: f64
  frameHeight: f64
}

/** Clips opacities to 0..1, and to 0 beyond a frame. The affine leads from the plane's pixels to the frame's. */
export function clipAlphaToFrame(args: ClipAlphaToFrame): void {
  const a = args.a
  const b = args.b
  const c = args.c
  const d = args.d
  const e = args.e
  const f = args.f
  let alpha = args.alpha
  const width = args.width
  const height = args.height
  const frameWidth = args.frameWidth
  const frameHeight = args.frameHeight
  const u = f64(width)
  const v = f64(height)
  // The picture is convex: with the plane's corners in it, all of the plane is.
  const isInside =
    contains(c, f, frameWidth, frameHeight) &&
    contains(a * u + c, d * u + f, frameWidth, frameHeight) &&
    contains(b * v + c, e * v + f, frameWidth, frameHeight) &&
    contains(a * u + b * v + c, d * u + e * v + f, frameWidth, frameHeight)
  if (isInside) {
    const one = f32x4.splat(1)
    const end = alpha + usize(width * height) * FLOAT
    for (; alpha < end; alpha += 4 * FLOAT) {
      v128.store(alpha, f32x4.pmin(f32x4.pmax(v128.load(alpha), f32x4.splat(0)), one))
    }
    return
  }
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++, alpha += FLOAT) {
      const x = a * (f64(u) + 0.5) + b * (f64(v) + 0.5) + c
      const y = d * (f64(u) + 0.5) + e * (f64(v) + 0.5) + f
      store<f32>(alpha, contains(x, y, frameWidth, frameHeight) ? min(max(load<f32>(alpha), 0), 1) : 0)
    }
  }
}

@inline
function contains(x: f64, y: f64, width: f64, height: f64): bool {
  return x >= 0 && y >= 0 && x <= width && y <= height
}
