import { VECTOR } from './vectors'

/** Running sums drift by a rounding a step: after so many steps, or a window's length, they begin anew. */
const AFRESH = 16

/**
 * Means over (2r+1) x (2r+1) windows, cut at the picture's edge, of four floats a pixel. The cost doesn't depend on the
 * radius.
 *
 * @param radius at least 1
 * @param target may be `source`
 * @param scratch as large as `source`
 * @param sums of a row: a vector a pixel
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
