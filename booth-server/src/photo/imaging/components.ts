import { inSimd } from './kernels.ts'

/** Connected areas (4-neighbours) of a mask. */
export interface Components {
  /** 0 = outside the mask, else the area's number from 1 on. */
  readonly labels: Int32Array
  /** Pixels of each area, by its number; index 0 is unused. */
  readonly sizes: Int32Array
}

export const labelComponents = (mask: Uint8Array, width: number, height: number): Components =>
  inSimd((simd, scratch) => {
    const labels = scratch.reserve(4 * mask.length)
    const sizes = scratch.reserve(4 * (mask.length + 1))
    const stack = scratch.reserve(8 * mask.length)
    const count = simd.labelComponents(scratch.put(mask), true, width, height, labels, sizes, stack)
    return { labels: scratch.intsAt(labels, mask.length), sizes: scratch.intsAt(sizes, count) }
  })
