/** Bytes of four floats, and of their sums, which are of double precision: running sums in floats would drift. */
import { VECTOR } from './vectors'
const SUM: usize = 32

/**
 * Means over (2r+1) x (2r+1) windows, cut at the picture's edge, of four floats a pixel. The cost doesn't depend on the
 * radius.
 *
 * @param radius at least 1
 * @param target may be `source`
 * @param scratch as large as `source`
 * @param sums of a row: 32 bytes a pixel
 */
export function blurVectors(
  source: usize,
  width: i32,
  height: i32,
  radius: i32,
  target: usize,
  scratch: usize,
  sums: usize,
): void {
  const r = min(radius, max(width, height) - 1)
  for (let y = 0; y < height; y++) {
    const row = usize(y * width) * VECTOR
    blurRow(source + row, scratch + row, width, r)
  }
  blurColumns(scratch, target, width, height, r, sums)
}

@inline
function lowOf(vector: v128): v128 {
  return f64x2.promote_low_f32x4(vector)
}

@inline
function highOf(vector: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(vector, vector, 1, 0))
}

@inline
function floatsOf(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2)
}

function blurRow(source: usize, target: usize, width: i32, r: i32): void {
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  let count = min(r, width)
  for (let x = 0; x < count; x++) {
    const entering = v128.load(source + usize(x) * VECTOR)
    low = f64x2.add(low, lowOf(entering))
    high = f64x2.add(high, highOf(entering))
  }
  let share = f64x2.splat(1)
  for (let x = 0; x < width; x++) {
    const hasEntering = x + r < width
    const hasLeaving = x - r > 0
    let change = f32x4.splat(0)
    if (hasEntering) change = v128.load(source + usize(x + r) * VECTOR)
    if (hasLeaving) change = f32x4.sub(change, v128.load(source + usize(x - r - 1) * VECTOR))
    low = f64x2.add(low, lowOf(change))
    high = f64x2.add(high, highOf(change))
    if (hasEntering != hasLeaving || x == 0 || x == r + 1) {
      count = min(x + r, width - 1) - max(x - r, 0) + 1
      share = f64x2.splat(1 / f64(count))
    }
    v128.store(target + usize(x) * VECTOR, floatsOf(f64x2.mul(low, share), f64x2.mul(high, share)))
  }
}

/** A sum for each column, kept for a whole row at a time, so that memory is read in order. */
function blurColumns(source: usize, target: usize, width: i32, height: i32, r: i32, sums: usize): void {
  const stride = usize(width) * VECTOR
  memory.fill(sums, 0, usize(width) * SUM)
  for (let y = 0; y < min(r, height); y++) addRow(source + usize(y) * stride, sums, width)
  for (let y = 0; y < height; y++) {
    const hasEntering = y + r < height
    const hasLeaving = y - r > 0
    const count = min(y + r, height - 1) - max(y - r, 0) + 1
    const share = f64x2.splat(1 / f64(count))
    let to = target + usize(y) * stride
    let entering = source + usize(y + r) * stride
    let leaving = source + usize(y - r - 1) * stride
    let sum = sums
    for (let x = 0; x < width; x++) {
      let change = f32x4.splat(0)
      if (hasEntering) change = v128.load(entering)
      if (hasLeaving) change = f32x4.sub(change, v128.load(leaving))
      const low = f64x2.add(v128.load(sum), lowOf(change))
      const high = f64x2.add(v128.load(sum, 16), highOf(change))
      v128.store(sum, low)
      v128.store(sum, high, 16)
      v128.store(to, floatsOf(f64x2.mul(low, share), f64x2.mul(high, share)))
      to += VECTOR
      entering += VECTOR
      leaving += VECTOR
      sum += SUM
    }
  }
}

function addRow(source: usize, sums: usize, width: i32): void {
  for (let x = 0; x < width; x++, source += VECTOR, sums += SUM) {
    const entering = v128.load(source)
    v128.store(sums, f64x2.add(v128.load(sums), lowOf(entering)))
    v128.store(sums, f64x2.add(v128.load(sums, 16), highOf(entering)), 16)
  }
}
