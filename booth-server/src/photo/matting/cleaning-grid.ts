import type { Bytes, Floats, Ints, Kernels } from '../imaging/kernel-bindings.generated.ts'
import type { Scratch } from '../imaging/kernels.ts'
import type { Point } from '../imaging/values.ts'

/** What a matte is cleaned on: half of the model's grid, `size` x `size` cells. */
export interface CleaningGrid {
  readonly kernels: Kernels
  readonly scratch: Scratch
  readonly size: number
  readonly cells: number
  /** Between the eyes, in cells. */
  readonly eyes: Point
  readonly headCells: number
  /** Opacities as they become. */
  readonly alpha: Floats
  /** Opacities as the model gave them, but for the unknown band, which colours resolved. */
  readonly raw: Floats
  /** What overrides the model's opacity in a cell: the values of simd/overrides.ts. */
  readonly overrides: Bytes
}

/** Connected components (4-neighbours) of a mask. */
export interface MaskComponents {
  /** Of each cell, 0 outside. */
  readonly labels: Ints
  /** Cells of each component, by its number from 1 on. */
  readonly sizes: Int32Array
  /** The component that most cells around a point belong to; the largest one where there is none. */
  near(point: Point, radius: number): number
}

/** The components where a mask is set, or where it is not: its holes, and what lies around. */
export const componentsOf = (
  { kernels, scratch, size, cells }: CleaningGrid,
  mask: Bytes,
  isSet: boolean,
): MaskComponents => {
  const labels = scratch.ints(cells)
  const sizes = scratch.ints(cells + 1)
  const count = kernels.labelComponents({ mask, isSet, width: size, height: size, labels, sizes })
  return {
    labels,
    sizes: scratch.readInts(sizes, count),
    near: ({ x, y }, radius) =>
      kernels.dominantLabel({ labels, sizes, count, width: size, height: size, x, y, radius }),
  }
}

/** The distance of each cell to the mask, or to what is outside it: how deep inside each cell is. */
export const distanceTo = (
  { kernels, scratch, size, cells }: CleaningGrid,
  mask: Bytes,
  side: 'mask' | 'outside',
): Floats => {
  const target = scratch.floats(cells)
  kernels.distanceTransform({ mask, isSet: side === 'mask', width: size, height: size, far: size, target })
  return target
}
