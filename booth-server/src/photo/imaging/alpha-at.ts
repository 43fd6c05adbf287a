import type { Matte, Point } from './values.ts'

/** The opacity of the pixel that a point of the picture lies in. */
export const alphaAt = (matte: Matte, point: Point): number | 'outside' => {
  const x = Math.floor(point.x - matte.region.left)
  const y = Math.floor(point.y - matte.region.top)
  if (x < 0 || y < 0 || x >= matte.region.width || y >= matte.region.height) return 'outside'
  return matte.alpha[y * matte.region.width + x] ?? 'outside'
}
