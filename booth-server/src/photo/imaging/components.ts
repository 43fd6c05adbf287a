import { withKernels } from './kernels.ts'

/** Connected components (4-connectivity) of a mask. */
export interface Components {
  /** 0 = outside the mask, else the component's number from 1 on. */
  readonly labels: Int32Array
  /** Pixels of each component, by its number; index 0 is unused. */
  readonly sizes: Int32Array
}

export const labelComponents = (mask: Uint8Array, width: number, height: number): Components =>
  withKernels((kernels, scratch) => {
    const labels = scratch.ints(mask.length)
    const sizes = scratch.ints(mask.length + 1)
    const count = kernels.labelComponents({ mask: scratch.put(mask), isSet: true, width, height, labels, sizes })
    return { labels: scratch.readInts(labels, mask.length), sizes: scratch.readInts(sizes, count) }
  })
