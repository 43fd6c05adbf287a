import type { Box, Point } from '../imaging/values.ts'

/** The matting model's answer on its own grid: `size` x `size` cells that cover `region` of the picture. */
export interface CoarseMatte {
  readonly alpha: Float32Array
  readonly size: number
  readonly region: Box
  /** The region squeezed to the grid, 8-bit RGB: the guide for refining. */
  readonly guide: Uint8Array
}

/** Geometric mean of a cell's sides, px. */
export const cellPxOf = ({ region, size }: CoarseMatte): number => Math.sqrt(region.width * region.height) / size

/** Where a point of the picture lies on a grid of `size` x `size` cells that covers the region, in cells. */
export const placeOn = ({ size, region }: Pick<CoarseMatte, 'size' | 'region'>, { x, y }: Point): Point => ({
  x: ((x - region.left) / region.width) * size,
  y: ((y - region.top) / region.height) * size,
})
