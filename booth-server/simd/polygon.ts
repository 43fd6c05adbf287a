/**
 * The pixels whose middles lie inside a polygon (even-odd rule), where `mask` is set and `values` is above `limit`.
 *
 * @param points two floats a corner
 * @param mask a byte a pixel
 * @param values a float a pixel
 * @param crossings a float a corner: space
 * @param indices four bytes a pixel: the result, row by row
 * @returns how many
 */
export function listPolygon(
  points: usize,
  corners: i32,
  mask: usize,
  values: usize,
  limit: f32,
  width: i32,
  height: i32,
  crossings: usize,
  indices: usize,
): i32 {
  let least = f32.MAX_VALUE
  let most = -f32.MAX_VALUE
  for (let corner = 0; corner < corners; corner++) {
    const y = load<f32>(points + usize(corner) * 8, 4)
    least = min(least, y)
    most = max(most, y)
  }
  let count = 0
  const bottom = i32(min(f32(height - 1), ceil<f32>(most)))
  for (let y = i32(max(0, floor<f32>(least))); y <= bottom; y++) {
    const found = crossRow(points, corners, f32(y) + 0.5, crossings)
    for (let pair = 0; pair + 1 < found; pair += 2) {
      const from = max(0, i32(ceil<f32>(load<f32>(crossings + (usize(pair) << 2)) - 0.5)))
      const to = min(width - 1, i32(floor<f32>(load<f32>(crossings + (usize(pair) << 2), 4) - 0.5)))
      for (let x = from; x <= to; x++) {
        const at = y * width + x
        store<i32>(indices + (usize(count) << 2), at)
        count += i32(load<u8>(mask + at) != 0 && load<f32>(values + (usize(at) << 2)) > limit)
      }
    }
  }
  return count
}

/** Where the outline crosses a row, in order. */
function crossRow(points: usize, corners: i32, middle: f32, crossings: usize): i32 {
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
