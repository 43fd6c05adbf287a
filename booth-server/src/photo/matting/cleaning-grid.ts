import type { SimdFunctions } from '../imaging/kernel-functions.ts'
import type { Scratch } from '../imaging/kernels.ts'
import type { Point } from '../imaging/values.ts'

/** What tidying works on: half of the model's grid, `size` x `size` cells. Planes and masks are addresses. */
export interface TidyGrid {
  readonly simd: SimdFunctions
  readonly scratch: Scratch
  readonly size: number
  readonly cells: number
  /** Between the eyes, in cells. */
  readonly eyes: Point
  readonly headCells: number
  /** Opacities as they become, and as the model gave them but for doubt. */
  readonly alpha: number
  readonly raw: number
  /** What is settled of a cell, whatever the model says of its opacity: a byte that simd/tidy.ts knows. */
  readonly fate: number
}

export interface Areas {
  /** Address: four bytes a cell, 0 outside. */
  readonly labels: number
  /** Cells of each area, by its number from 1 on. */
  readonly sizes: Int32Array
  /** The area that most cells around a point belong to; the largest one where there is none. */
  near(point: Point, radius: number): number
}

/** The connected areas where a mask is set, or where it is not: its holes, and what lies around. */
export const areasOf = ({ simd, scratch, size, cells }: TidyGrid, mask: number, isSet: boolean): Areas => {
  const labels = scratch.reserve(4 * cells)
  const sizes = scratch.reserve(4 * (cells + 1))
  const count = simd.labelComponents(mask, isSet, size, size, labels, sizes, scratch.reserve(8 * cells))
  return {
    labels,
    sizes: scratch.intsAt(sizes, count),
    near: ({ x, y }, radius) =>
      simd.labelNear(labels, sizes, count, size, size, x, y, radius, scratch.reserve(4 * count)),
  }
}

/** How deep inside the figure each cell is. */
export const depthIn = ({ simd, scratch, size, cells }: TidyGrid, figure: number): number => {
  const depth = scratch.reserve(4 * cells)
  simd.distances(figure, false, size, size, size, depth)
  return depth
}
