// What the model gives to face and chest: photo/matting/matte-levels.ts.
import { Floats } from './addresses'
import { release, reserve, scratchTop } from './memory'
import { addCount, floatAt } from './planes'

const BINS = 4096

/**
 * The values of every other cell of every other row where the mask is not 0.
 *
 * @returns how many
 */
export function gatherMasked(plane: Floats, size: i32, mask: Floats, target: Floats): i32 {
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

@unmanaged
export class GatherChest {
  plane: Floats
  size: i32
  /** Where the first cell's centre lies from the eyes, head heights. */
  x: f32
  y: f32
  /** From cell to cell, head heights. */
  across: f32
  down: f32
  /** From crown to chin, a unit vector. */
  axisX: f32
  axisY: f32
  /** Along the axis below the eyes, head heights. */
  from: f32
  to: f32
  /** Half width of the neck, head heights. */
  neck: f32
  widensFrom: f32
  /** By which the half width grows below `widensFrom`. */
  slope: f32
  /** Result. */
  target: Floats
}

/**
 * The values of every other cell of every other row of the chest: below the eyes, between two distances along the
 * head's axis, and to either side as far as neck and shoulders reach.
 *
 * @returns how many
 */
export function gatherChest(args: GatherChest): i32 {
  const plane = args.plane
  const size = args.size
  const x = args.x
  const y = args.y
  const across = args.across
  const down = args.down
  const axisX = args.axisX
  const axisY = args.axisY
  const from = args.from
  const to = args.to
  const neck = args.neck
  const widensFrom = args.widensFrom
  const slope = args.slope
  const target = args.target
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

/** The level, 0..1, that a share of the values reaches: a quantile by a histogram of 4096 bins, exact to one bin. */
export function upperQuantile(values: Floats, count: i32, share: f32): f32 {
  const mark = scratchTop()
  const histogram = reserve(BINS << 2)
  memory.fill(histogram, 0, BINS << 2)
  for (let at = 0; at < count; at++) addCount(histogram, min(max(i32(floatAt(values, at) * f32(BINS)), 0), BINS - 1))
  let remaining = i32(f32(count) * (1 - share))
  let level: f32 = 1
  for (let bin = 0; bin < BINS; bin++) {
    remaining -= load<i32>(histogram + (usize(bin) << 2))
    if (remaining >= 0) continue
    level = (f32(bin) + 0.5) / f32(BINS)
    break
  }
  release(mark)
  return level
}
