import { Bytes, Floats, Ints } from './addresses'
import { release, reserve, scratchTop } from './memory'

@unmanaged
export class ScanPolygon {
  /** X and y of each corner. */
  points: Floats
  corners: i32
  mask: Bytes
  values: Floats
  threshold: f32
  width: i32
  height: i32
  /** Result, row by row. */
  indices: Ints
}

/**
 * Scan conversion of a polygon (even-odd rule): the pixels whose centres lie inside, where the mask is set and the
 * value is above the threshold.
 *
 * @returns how many
 */
export function scanPolygon(args: ScanPolygon): i32 {
  const points = args.points
  const corners = args.corners
  const mask = args.mask
  const values = args.values
  const threshold = args.threshold
  const width = args.width
  const height = args.height
  const indices = args.indices
  const mark = scratchTop()
  const crossings = reserve(usize(corners) << 2)
  let top = f32.MAX_VALUE
  let bottomMost = -f32.MAX_VALUE
  for (let corner = 0; corner < corners; corner++) {
    const y = load<f32>(points + usize(corner) * 8, 4)
    top = min(top, y)
    bottomMost = max(bottomMost, y)
  }
  let count = 0
  const bottom = i32(min(f32(height - 1), ceil<f32>(bottomMost)))
  for (let y = i32(max(0, floor<f32>(top))); y <= bottom; y++) {
    const found = findCrossings(points, corners, f32(y) + 0.5, crossings)
    for (let pair = 0; pair + 1 < found; pair += 2) {
      const from = max(0, i32(ceil<f32>(load<f32>(crossings + (usize(pair) << 2)) - 0.5)))
      const to = min(width - 1, i32(floor<f32>(load<f32>(crossings + (usize(pair) << 2), 4) - 0.5)))
      for (let x = from; x <= to; x++) {
        const at = y * width + x
        store<i32>(indices + (usize(count) << 2), at)
        count += i32(load<u8>(mask + at) != 0 && load<f32>(values + (usize(at) << 2)) > threshold)
      }
    }
  }
  release(mark)
  return count
}

/** Where the outline crosses a row, from left to right. */
function findCrossings(points: usize, corners: i32, middle: f32, crossings: usize): i32 {
  let count = 0
  for (let corner = 0; corner < corners; corner++) {
    const a = points + usize(corner) * 8
    const b = points + usize((corner + 1) % corners) * 8
    const ay = load<f32>(a, 4)
    const by = load<f32>(b, 4)
    if (ay <= middle == by <= middle) continue
    const x = load<f32>(a) + ((middle - ay) / (by - ay)) * (load<f32>(b) - load<f32>(a))
    let at = crossings + (usize(count) << 2)
    for (; at > crossings && load<f32>(at - 4) > x; at -= 4) store<f32>(at, load<f32>(at - 4))
    store<f32>(at, x)
    count++
  }
  return count
}
