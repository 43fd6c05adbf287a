// The loops of steps/matte-levels.ts.
import { addCount, floatAt } from './planes'

const BINS = 4096

/**
 * The values of every other cell of every other row that `mask`, a plane of half the size, has not 0 for.
 *
 * @returns how many
 */
export function listMasked(plane: usize, size: i32, mask: usize, target: usize): i32 {
  const half = size >> 1
  let to = target
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      if (floatAt(mask, y * half + x) == 0) continue
      store<f32>(to, floatAt(plane, 2 * (y * size + x)))
      to += 4
    }
  }
  return i32((to - target) >> 2)
}

/**
 * The values of every other cell of every other row of the chest: below the eyes, between `from` and `to` head heights
 * along the head's axis, and to either side as far as the neck and the widening shoulders.
 *
 * @param x, y where the first cell's middle lies from the eyes, head heights
 * @param across, down from cell to cell, head heights
 * @param axisX, axisY from crown to chin, of length 1
 */
export function listChest(
  plane: usize,
  size: i32,
  x: f32,
  y: f32,
  across: f32,
  down: f32,
  axisX: f32,
  axisY: f32,
  from: f32,
  to: f32,
  neck: f32,
  widensFrom: f32,
  slope: f32,
  target: usize,
): i32 {
  let next = target
  for (let row = 0; row < size; row += 2) {
    const dy = y + f32(row) * down
    for (let column = 0; column < size; column += 2) {
      const dx = x + f32(column) * across
      const below = dx * axisX + dy * axisY
      if (below < from || below > to) continue
      const half = neck + max(0, below - widensFrom) * slope
      if (abs(dy * axisX - dx * axisY) > half) continue
      store<f32>(next, floatAt(plane, row * size + column))
      next += 4
    }
  }
  return i32((next - target) >> 2)
}

/**
 * The level, 0..1, that a share of the values reaches: to a 4096th.
 *
 * @param space 4096 times four bytes
 */
export function levelReached(values: usize, count: i32, share: f32, space: usize): f32 {
  memory.fill(space, 0, BINS << 2)
  for (let at = 0; at < count; at++) addCount(space, min(max(i32(floatAt(values, at) * f32(BINS)), 0), BINS - 1))
  let left = i32(f32(count) * (1 - share))
  for (let level = 0; level < BINS; level++) {
    left -= load<i32>(space + (usize(level) << 2))
    if (left < 0) return (f32(level) + 0.5) / f32(BINS)
  }
  return 1
}
