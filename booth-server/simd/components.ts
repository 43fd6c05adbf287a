/**
 * Connected areas (4-neighbours) of the pixels whose mask is set, or not set, by flood filling along the rows; each
 * pixel is visited once.
 *
 * @param mask a byte a pixel
 * @param labels four bytes a pixel: 0, else the area's number from 1 on
 * @param sizes four bytes a pixel: pixels of each area, by its number
 * @param stack eight bytes a pixel
 * @returns one more than there are areas
 */
export function labelComponents(
  mask: usize,
  isSet: bool,
  width: i32,
  height: i32,
  labels: usize,
  sizes: usize,
  stack: usize,
): i32 {
  const pixels = width * height
  memory.fill(labels, 0, usize(pixels) << 2)
  store<i32>(sizes, 0)
  let label = 0
  for (let seed = 0; seed < pixels; seed++) {
    if (!isOpen(mask, labels, seed, isSet)) continue
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
      while (left > row && isOpen(mask, labels, left - 1, isSet)) left--
      let isAboveOpen = false
      let isBelowOpen = false
      for (let p = left; p < row + width && isOpen(mask, labels, p, isSet); p++) {
        store<i32>(labels + (usize(p) << 2), label)
        size++
        const canGoUp = p >= width && isOpen(mask, labels, p - width, isSet)
        if (canGoUp && !isAboveOpen) {
          store<i32>(top, p - width)
          top += 4
        }
        isAboveOpen = canGoUp
        const canGoDown = p + width < pixels && isOpen(mask, labels, p + width, isSet)
        if (canGoDown && !isBelowOpen) {
          store<i32>(top, p + width)
          top += 4
        }
        isBelowOpen = canGoDown
      }
    }
    store<i32>(sizes + (usize(label) << 2), size)
  }
  return label + 1
}

@inline
function isOpen(mask: usize, labels: usize, at: i32, isSet: bool): bool {
  return (load<u8>(mask + at) != 0) == isSet && load<i32>(labels + (usize(at) << 2)) == 0
}

/** A byte a pixel: what `table` has for its area. */
export function markLabels(labels: usize, table: usize, pixels: i32, target: usize): void {
  for (let at = 0; at < pixels; at++) store<u8>(target + at, load<u8>(table + load<i32>(labels + (usize(at) << 2))))
}

/**
 * The area that most pixels around a point belong to; the largest one where there is none.
 *
 * @param votes four bytes an area
 */
export function labelNear(
  labels: usize,
  sizes: usize,
  count: i32,
  width: i32,
  height: i32,
  x: f64,
  y: f64,
  radius: f64,
  votes: usize,
): i32 {
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
  return near != 0 ? near : largest(sizes, count)
}

/** 0 where all are 0. */
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
