import type { Box } from '../values.ts'

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
