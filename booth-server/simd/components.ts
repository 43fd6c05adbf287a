import { Bytes, Ints } from './addresses'
import { release, reserve, scratchTop } from './memory'

/**
 * Connected-component labelling with 4-connectivity, by scan-line flood fill (Smith, "Tint fill", 1979): each pixel is
 * visited once.
 *
 * @returns one more than the number of components
 */
export function labelComponents(mask: Bytes, isSet: bool, width: i32, height: i32, labels: Ints, sizes: Ints): i32 {
  const mark = scratchTop()
  const stack = reserve(usize(width * height) << 3)
  const pixels = width * height
  memory.fill(labels, 0, usize(pixels) << 2)
  store<i32>(sizes, 0)
  let label = 0
  for (let seed = 0; seed < pixels; seed++) {
    if (!isUnlabelled(mask, labels, seed, isSet)) continue
    label++
    let size = 0
    let top = stack
    store<i32>(top, seed)
    top += 4
    while (top > stack) {
      top -= 4
      const at = load<i32>(top)
      if (load<i32>(labels + (usize(at) << 2)) != 0) continue
      const row = at - (at % width)
      let left = at
      while (left > row && isUnlabelled(mask, labels, left - 1, isSet)) left--
      let isAboveOpen = false
      let isBelowOpen = false
      for (let p = left; p < row + width && isUnlabelled(mask, labels, p, isSet); p++) {
        store<i32>(labels + (usize(p) << 2), label)
        size++
        const canGoUp = p >= width && isUnlabelled(mask, labels, p - width, isSet)
        if (canGoUp && !isAboveOpen) {
          store<i32>(top, p - width)
          top += 4
        }
        isAboveOpen = canGoUp
        const canGoDown = p + width < pixels && isUnlabelled(mask, labels, p + width, isSet)
        if (canGoDown && !isBelowOpen) {
          store<i32>(top, p + width)
          top += 4
        }
        isBelowOpen = canGoDown
      }
    }
    store<i32>(sizes + (usize(label) << 2), size)
  }
  release(mark)
  return label + 1
}

@inline
function isUnlabelled(mask: usize, labels: usize, at: i32, isSet: bool): bool {
  return (load<u8>(mask + at) != 0) == isSet && load<i32>(labels + (usize(at) << 2)) == 0
}

/**
 * Maps each pixel's label through a table.
 *
 * @param table a byte a component, by its number
 * @param target result: a byte a pixel
 */
export function mapLabels(labels: Ints, table: Bytes, pixels: i32, target: Bytes): void {
  for (let at = 0; at < pixels; at++) store<u8>(target + at, load<u8>(table + load<i32>(labels + (usize(at) << 2))))
}

@unmanaged
export class DominantLabel {
  labels: Ints
  sizes: Ints
  /** One more than the number of components. */
  count: i32
  width: i32
  height: i32
  x: f64
  y: f64
  radius: f64
}

/** The component that most pixels of a square around a point belong to; the largest component where there is none. */
export function dominantLabel(args: DominantLabel): i32 {
  const labels = args.labels
  const sizes = args.sizes
  const count = args.count
  const width = args.width
  const height = args.height
  const x = args.x
  const y = args.y
  const radius = args.radius
  const mark = scratchTop()
  const votes = reserve(usize(count) << 2)
  memory.fill(votes, 0, usize(count) << 2)
  const right = min(width - 1, i32(Math.ceil(x + radius)))
  const bottom = min(height - 1, i32(Math.ceil(y + radius)))
  for (let row = max(0, i32(Math.floor(y - radius))); row <= bottom; row++) {
    for (let column = max(0, i32(Math.floor(x - radius))); column <= right; column++) {
      const vote = votes + (usize(load<i32>(labels + (usize(row * width + column) << 2))) << 2)
      store<i32>(vote, load<i32>(vote) + 1)
    }
  }
  const near = largest(votes, count)
  release(mark)
  return near != 0 ? near : largest(sizes, count)
}

/** The index of the largest value from 1 on; 0 where all are 0. */
function largest(values: usize, count: i32): i32 {
  let best = 0
  let most = 0
  for (let label = 1; label < count; label++) {
    const value = load<i32>(values + (usize(label) << 2))
    if (value > most) {
      most = value
      best = label
    }
  }
  return best
}
