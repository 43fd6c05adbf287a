import { boxBlur } from './box-blur.ts'
import type { Point } from './values.ts'

/**
 * Coverage of a polygon, 0..1 a pixel, by scan lines at pixel centres (even-odd rule); `featherPx` softens its edge.
 * Adds to `target` (the larger of both values), so several polygons can share a mask.
 */
export const fillPolygon = (
  points: readonly Point[],
  width: number,
  height: number,
  target = new Float32Array(width * height),
): Float32Array => {
  const top = Math.max(0, Math.floor(Math.min(...points.map(({ y }) => y))))
  const bottom = Math.min(height - 1, Math.ceil(Math.max(...points.map(({ y }) => y))))
  for (let y = top; y <= bottom; y++) {
    const crossings: number[] = []
    const scan = y + 0.5
    for (let index = 0; index < points.length; index++) {
      const from = points[index]!
      const to = points[(index + 1) % points.length]!
      if (from.y <= scan === to.y <= scan) continue
      crossings.push(from.x + ((scan - from.y) / (to.y - from.y)) * (to.x - from.x))
    }
    crossings.sort((left, right) => left - right)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const start = Math.max(0, Math.ceil(crossings[pair]! - 0.5))
      const end = Math.min(width - 1, Math.floor(crossings[pair + 1]! - 0.5))
      if (end >= start) target.fill(1, y * width + start, y * width + end + 1)
    }
  }
  return target
}

/** Feathers a mask's edge by two box blurs (a triangle filter), in place. */
export const feather = (mask: Float32Array, width: number, height: number, featherPx: number): Float32Array => {
  const radius = Math.max(1, Math.round(featherPx / 2))
  boxBlur(mask, width, height, radius, mask)
  return boxBlur(mask, width, height, radius, mask)
}
