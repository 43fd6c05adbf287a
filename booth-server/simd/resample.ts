// Pixels between the passes are four 16-bit numbers: red, green, blue, unused; values with 6 bits behind the point.
const PIXEL: usize = 8
const FLOAT: usize = 4
const BETWEEN_BITS = 6
const BETWEEN_HALF: i16 = 32
const WEIGHT_BITS = 14
/** Positions are 32 bits before the point and 32 behind it; of those, so many choose the row of weights. */
const ONE: f64 = 4294967296
const PHASE_BITS = 6
const ROUND_PHASE: i64 = 1 << (31 - PHASE_BITS)

@inline
function fixed(position: f64): i64 {
  return i64(Math.floor(position * ONE + 0.5))
}

/** Which row of weights a position takes. */
@inline
function phaseOf(position: i64): usize {
  return (usize(position) >> (32 - PHASE_BITS)) & ((1 << PHASE_BITS) - 1)
}

/** The first tap's pixel, as far as the padding reaches: beyond it all pixels are the same. */
@inline
function beginOf(position: i64, first: i32, columns: i32, pad: i32, count: i32): isize {
  return min(max(i32(position >> 32) + first, -pad), columns + pad - count)
}

/**
 * Rows of 8-bit RGB as pixels for `filterPixels`, with `pad` copies of its first and last pixel around each row.
 *
 * @param rowBytes from one source row to the next
 * @param stride from one target row to the next, pixels
 */
export function widenPixels(
  source: usize,
  rowBytes: usize,
  rows: i32,
  columns: i32,
  target: usize,
  stride: usize,
  pad: i32,
): void {
  const zero = i8x16.splat(0)
  for (let row = 0; row < rows; row++) {
    let from = source + usize(row) * rowBytes
    let to = target + (usize(row) * stride + usize(pad)) * PIXEL
    // Four at a time; the last ones may write into the padding, which is written after them.
    for (let column = 0; column < columns; column += 4, from += 12, to += 4 * PIXEL) {
      const bytes = v128.load(from)
      const low = v128.shuffle<u8>(bytes, zero, 0, 16, 1, 16, 2, 16, 16, 16, 3, 16, 4, 16, 5, 16, 16, 16)
      const high = v128.shuffle<u8>(bytes, zero, 6, 16, 7, 16, 8, 16, 16, 16, 9, 16, 10, 16, 11, 16, 16, 16)
      v128.store(to, i16x8.shl(low, BETWEEN_BITS))
      v128.store(to, i16x8.shl(high, BETWEEN_BITS), 16)
    }
  }
  padPixels(target, stride, rows, columns, pad)
}

export function padPixels(target: usize, stride: usize, rows: i32, columns: i32, pad: i32): void {
  padRows<u64>(target, stride, rows, columns, pad)
}

export function padFloats(target: usize, stride: usize, rows: i32, columns: i32, pad: i32): void {
  padRows<f32>(target, stride, rows, columns, pad)
}

/** Copies of its first and last value around each row. */
function padRows<T>(target: usize, stride: usize, rows: i32, columns: i32, pad: i32): void {
  const bytes = sizeof<T>()
  for (let row = 0; row < rows; row++) {
    const first = target + (usize(row) * stride + usize(pad)) * bytes
    const last = first + usize(columns - 1) * bytes
    const left = load<T>(first)
    const right = load<T>(last)
    for (let at = 1; at <= pad; at++) {
      store<T>(first - usize(at) * bytes, left)
      store<T>(last + usize(at) * bytes, right)
    }
  }
}

/**
 * One pass of a resampling: each row filtered at `width` places and written as a column, so that the second pass is
 * the same again.
 *
 * @param source padded rows (`pad` of at least `count` to either side), its address that of the first row's first pixel
 * @param start where the first row's first place lies, in pixels from its first one; each further row's `startStep` on
 * @param step from place to place
 * @param first from a place's pixel to the first one that counts
 * @param weights a row for each phase: for each two taps eight 16-bit numbers, four times the two weights
 * @param count of taps, even
 */
export function filterPixels(
  source: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  pad: i32,
  start: f64,
  startStep: f64,
  step: f64,
  first: i32,
  weights: usize,
  count: i32,
  width: i32,
  target: usize,
  targetStride: usize,
): void {
  const by = fixed(step)
  const half = i32x4.splat(1 << (WEIGHT_BITS - 1))
  const pairs = count >> 1
  const isOdd = (pairs & 1) != 0
  const fours = pairs >> 1
  for (let row = 0; row < rows; row++) {
    const line = source + usize(row) * stride * PIXEL
    let position = fixed(start + f64(row) * startStep) + ROUND_PHASE
    let to = target + usize(row) * PIXEL
    for (let place = 0; place < width; place++, position += by, to += targetStride * PIXEL) {
      let from = line + beginOf(position, first, columns, pad, count) * PIXEL
      let weight = weights + phaseOf(position) * usize(pairs) * 16
      let sum = half
      if (isOdd) {
        sum = i32x4.add(sum, weighed(from, weight))
        from += 2 * PIXEL
        weight += 16
      }
      for (let rest = fours; rest > 0; rest--, from += 4 * PIXEL, weight += 32) {
        sum = i32x4.add(sum, i32x4.add(weighed(from, weight), weighed(from + 2 * PIXEL, weight + 16)))
      }
      sum = i32x4.shr_s(sum, WEIGHT_BITS)
      v128.store64_lane(to, i16x8.narrow_i32x4_s(sum, sum), 0)
    }
  }
}

/** Two pixels, each times its weight. */
@inline
function weighed(pixels: usize, weights: usize): v128 {
  const both = v128.load(pixels)
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(both, both, 0, 4, 1, 5, 2, 6, 3, 7), v128.load(weights))
}

/** `pixels` filtered pixels as 8-bit RGB. */
export function narrowPixels(source: usize, pixels: i32, target: usize): void {
  const half = i16x8.splat(BETWEEN_HALF)
  for (let at = 0; at < pixels; at += 4, source += 4 * PIXEL, target += 12) {
    const low = i16x8.shr_s(i16x8.add_sat_s(v128.load(source), half), BETWEEN_BITS)
    const high = i16x8.shr_s(i16x8.add_sat_s(v128.load(source, 16), half), BETWEEN_BITS)
    const bytes = i8x16.narrow_i16x8_u(low, high)
    v128.store(target, v128.shuffle<u8>(bytes, bytes, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3))
  }
}

/** Rows of floats, `pad` copies of each row's ends around it. Strides in floats. */
export function spreadFloats(
  source: usize,
  sourceStride: usize,
  rows: i32,
  columns: i32,
  target: usize,
  stride: usize,
  pad: i32,
): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(
      target + (usize(row) * stride + usize(pad)) * FLOAT,
      source + usize(row) * sourceStride * FLOAT,
      usize(columns) * FLOAT,
    )
  }
  padFloats(target, stride, rows, columns, pad)
}

/** As `filterPixels`, but of floats: `count` is a multiple of four, and a row of weights has one float a tap. */
export function filterFloats(
  source: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  pad: i32,
  start: f64,
  startStep: f64,
  step: f64,
  first: i32,
  weights: usize,
  count: i32,
  width: i32,
  target: usize,
  targetStride: usize,
): void {
  const by = fixed(step)
  for (let row = 0; row < rows; row++) {
    const line = source + usize(row) * stride * FLOAT
    let position = fixed(start + f64(row) * startStep) + ROUND_PHASE
    let to = target + usize(row) * FLOAT
    for (let place = 0; place < width; place++, position += by, to += targetStride * FLOAT) {
      let from = line + beginOf(position, first, columns, pad, count) * FLOAT
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

/**
 * Opacities clipped to 0..1, and 0 where the picture has no pixel.
 *
 * @param a, b, c, d, e, f from the plane's pixels to the picture's
 */
export function clipToPicture(
  alpha: usize,
  width: i32,
  height: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  pictureWidth: f64,
  pictureHeight: f64,
): void {
  const u = f64(width)
  const v = f64(height)
  // The picture is convex: with the plane's corners in it, all of the plane is.
  const isInside =
    holds(c, f, pictureWidth, pictureHeight) &&
    holds(a * u + c, d * u + f, pictureWidth, pictureHeight) &&
    holds(b * v + c, e * v + f, pictureWidth, pictureHeight) &&
    holds(a * u + b * v + c, d * u + e * v + f, pictureWidth, pictureHeight)
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
      store<f32>(alpha, holds(x, y, pictureWidth, pictureHeight) ? min(max(load<f32>(alpha), 0), 1) : 0)
    }
  }
}

@inline
function holds(x: f64, y: f64, width: f64, height: f64): bool {
  return x >= 0 && y >= 0 && x <= width && y <= height
}
