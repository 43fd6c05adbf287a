// Box blurs: means over (2r+1) x (2r+1) windows, cut at the border (the mean of what is inside, so that borders don't
// darken), by running sums along rows, then along columns. The cost doesn't depend on the radius.
import { Floats } from './addresses'
import { release, reserve, scratchTop } from './memory'
import { floatAt, setFloat } from './planes'
import { VECTOR } from './vectors'

/** Sums of 32-bit floats drift by a rounding a step: after this many steps, or a window's length, they begin anew. */
const AFRESH = 16

/**
 * Box blur of four floats a pixel.
 *
 * @param radius at least 1
 * @param target may be `source`
 * @param scratch as large as `source`
 */
export function boxBlurVectors(
  source: usize,
  width: i32,
  height: i32,
  radius: i32,
  target: usize,
  scratch: usize,
): void {
  const mark = scratchTop()
  const sums = reserve(usize(width) * VECTOR)
  const r = min(radius, max(width, height) - 1)
  const afresh = max(AFRESH, 2 * r + 1)
  for (let y = 0; y < height; y++) {
    const row = usize(y * width) * VECTOR
    for (let x = 0; x < width; x += afresh) {
      blurStretch(source + row, scratch + row, width, r, x, min(x + afresh, width))
    }
  }
  for (let y = 0; y < height; y += afresh) {
    blurRows(scratch, target, width, height, r, y, min(y + afresh, height), sums)
  }
  release(mark)
}

/** Pixels `from` to `to` of a row. */
function blurStretch(source: usize, target: usize, width: i32, r: i32, from: i32, to: i32): void {
  let sum = f32x4.splat(0)
  for (let x = max(0, from - r - 1); x < min(from + r, width); x++) {
    sum = f32x4.add(sum, v128.load(source + usize(x) * VECTOR))
  }
  // Where no window is cut.
  if (from - r > 0 && to + r <= width) {
    const share = f32x4.splat(shareOf(from, r, width))
    const end = target + usize(to) * VECTOR
    let entering = source + usize(from + r) * VECTOR
    let leaving = source + usize(from - r - 1) * VECTOR
    for (let at = target + usize(from) * VECTOR; at < end; at += VECTOR) {
      sum = f32x4.add(sum, f32x4.sub(v128.load(entering), v128.load(leaving)))
      v128.store(at, f32x4.mul(sum, share))
      entering += VECTOR
      leaving += VECTOR
    }
    return
  }
  for (let x = from; x < to; x++) {
    if (x + r < width) sum = f32x4.add(sum, v128.load(source + usize(x + r) * VECTOR))
    if (x - r > 0) sum = f32x4.sub(sum, v128.load(source + usize(x - r - 1) * VECTOR))
    v128.store(target + usize(x) * VECTOR, f32x4.mul(sum, f32x4.splat(shareOf(x, r, width))))
  }
}

/** Rows `from` to `to`: a sum for each column, kept for a whole row at a time, so that memory is read in order. */
function blurRows(
  source: usize,
  target: usize,
  width: i32,
  height: i32,
  r: i32,
  from: i32,
  to: i32,
  sums: usize,
): void {
  const stride = usize(width) * VECTOR
  memory.fill(sums, 0, stride)
  for (let y = max(0, from - r - 1); y < min(from + r, height); y++) {
    const row = source + usize(y) * stride
    for (let at: usize = 0; at < stride; at += VECTOR) {
      v128.store(sums + at, f32x4.add(v128.load(sums + at), v128.load(row + at)))
    }
  }
  for (let y = from; y < to; y++) {
    const share = f32x4.splat(shareOf(y, r, height))
    const row = target + usize(y) * stride
    const entering = source + usize(y + r) * stride
    const leaving = source + usize(y - r - 1) * stride
    const hasEntering = y + r < height
    const hasLeaving = y - r > 0
    if (hasEntering && hasLeaving) {
      for (let at: usize = 0; at < stride; at += VECTOR) {
        const change = f32x4.sub(v128.load(entering + at), v128.load(leaving + at))
        const sum = f32x4.add(v128.load(sums + at), change)
        v128.store(sums + at, sum)
        v128.store(row + at, f32x4.mul(sum, share))
      }
      continue
    }
    for (let at: usize = 0; at < stride; at += VECTOR) {
      let sum = v128.load(sums + at)
      if (hasEntering) sum = f32x4.add(sum, v128.load(entering + at))
      if (hasLeaving) sum = f32x4.sub(sum, v128.load(leaving + at))
      v128.store(sums + at, sum)
      v128.store(row + at, f32x4.mul(sum, share))
    }
  }
}

/** One over the number of places that the window around `at` has within `length`. */
@inline
function shareOf(at: i32, r: i32, length: i32): f32 {
  return 1 / f32(min(at + r, length - 1) - max(at - r, 0) + 1)
}

/**
 * Box blur of a plane, with running sums of 64-bit floats. Three passes come close to a Gaussian with a standard
 * deviation of radius + 0.5.
 *
 * @param radius in pixels, at least 1
 * @param target result; may be the source
 */
export function boxBlur(source: Floats, width: i32, height: i32, radius: i32, target: Floats): void {
  boxBlurInto(source, width, height, radius, target)
}

export function boxBlurInto(source: usize, width: i32, height: i32, radius: i32, target: usize): void {
  const r = min(radius, max(width, height) - 1)
  const mark = scratchTop()
  const rows = reserve(usize(width * height) << 2)
  const whole = height & -4
  for (let y = 0; y < whole; y += 4) blurFourRows(source, rows, width, y * width, r)
  for (let y = whole; y < height; y++) blurRow(source, rows, width, y * width, r)
  blurColumns(rows, target, width, height, r)
  release(mark)
}

/** Four rows at a time: each running sum waits for its own last addition only. */
function blurFourRows(source: usize, target: usize, width: i32, row: i32, r: i32): void {
  // Where the window is cut on the left, nowhere, on the right: apart, so that the long middle has no condition in it.
  const head = min(r + 1, width)
  const tail = max(head, width - r)
  const second = row + width
  const third = second + width
  const fourth = third + width
  let count = min(r, width)
  let sum1: f64 = 0
  let sum2: f64 = 0
  let sum3: f64 = 0
  let sum4: f64 = 0
  for (let x = 0; x < count; x++) {
    sum1 += at(source, row + x)
    sum2 += at(source, second + x)
    sum3 += at(source, third + x)
    sum4 += at(source, fourth + x)
  }
  for (let x = 0; x < head; x++) {
    if (x + r < width) {
      sum1 += at(source, row + x + r)
      sum2 += at(source, second + x + r)
      sum3 += at(source, third + x + r)
      sum4 += at(source, fourth + x + r)
      count++
    }
    const share = 1 / f64(count)
    setFloat(target, row + x, f32(sum1 * share))
    setFloat(target, second + x, f32(sum2 * share))
    setFloat(target, third + x, f32(sum3 * share))
    setFloat(target, fourth + x, f32(sum4 * share))
  }
  const share = 1 / f64(2 * r + 1)
  for (let x = head, entering = head + r, leaving = head - r - 1; x < tail; x++, entering++, leaving++) {
    sum1 += at(source, row + entering) - at(source, row + leaving)
    sum2 += at(source, second + entering) - at(source, second + leaving)
    sum3 += at(source, third + entering) - at(source, third + leaving)
    sum4 += at(source, fourth + entering) - at(source, fourth + leaving)
    setFloat(target, row + x, f32(sum1 * share))
    setFloat(target, second + x, f32(sum2 * share))
    setFloat(target, third + x, f32(sum3 * share))
    setFloat(target, fourth + x, f32(sum4 * share))
  }
  for (let x = tail; x < width; x++) {
    const leaving = x - r - 1
    sum1 -= at(source, row + leaving)
    sum2 -= at(source, second + leaving)
    sum3 -= at(source, third + leaving)
    sum4 -= at(source, fourth + leaving)
    const rest = 1 / f64(width - x + r)
    setFloat(target, row + x, f32(sum1 * rest))
    setFloat(target, second + x, f32(sum2 * rest))
    setFloat(target, third + x, f32(sum3 * rest))
    setFloat(target, fourth + x, f32(sum4 * rest))
  }
}

function blurRow(source: usize, target: usize, width: i32, row: i32, r: i32): void {
  let sum: f64 = 0
  let count = min(r, width)
  for (let x = 0; x < count; x++) sum += at(source, row + x)
  for (let x = 0; x < width; x++) {
    if (x + r < width) {
      sum += at(source, row + x + r)
      count++
    }
    if (x - r > 0) {
      sum -= at(source, row + x - r - 1)
      count--
    }
    setFloat(target, row + x, f32(sum / f64(count)))
  }
}

/** A sum for each column, kept for a whole row at a time, so that memory is read in order; two columns at once. */
function blurColumns(source: usize, target: usize, width: i32, height: i32, r: i32): void {
  const mark = scratchTop()
  const sums = reserve((usize(width) << 3) + 16)
  const stride = usize(width) << 2
  memory.fill(sums, 0, (usize(width) << 3) + 16)
  let count = min(r, height)
  for (let y = 0; y < count; y++) addRow(sums, source + usize(y) * stride, width)
  for (let y = 0; y < height; y++) {
    const hasEntering = y + r < height
    const hasLeaving = y - r - 1 >= 0
    if (hasEntering) count++
    if (hasLeaving) count--
    const scale = 1 / f64(count)
    const row = target + usize(y) * stride
    const entering = source + usize(y + r) * stride
    const leaving = source + usize(y - r - 1) * stride
    for (let x = 0; x < width; x += 2) {
      const from = usize(x) << 2
      const sumAt = sums + (usize(x) << 3)
      let sum = v128.load(sumAt)
      if (hasEntering) sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(entering + from)))
      if (hasLeaving) sum = f64x2.sub(sum, f64x2.promote_low_f32x4(v128.load64_zero(leaving + from)))
      v128.store(sumAt, sum)
      const mean = f32x4.demote_f64x2_zero(f64x2.mul(sum, f64x2.splat(scale)))
      if (x + 1 < width) v128.store64_lane(row + from, mean, 0)
      else v128.store32_lane(row + from, mean, 0)
    }
  }
  release(mark)
}

function addRow(sums: usize, row: usize, width: i32): void {
  for (let x = 0; x < width; x++, sums += 8) store<f64>(sums, load<f64>(sums) + at(row, x))
}

@inline
function at(plane: usize, index: i32): f64 {
  return f64(floatAt(plane, index))
}
