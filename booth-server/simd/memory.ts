// Linear memory: the kernels' own tables, then one stack of scratch space that the caller and the kernels share.

/** Between two pieces, bytes: loops read and write up to a vector beyond their last element. */
const SLACK: usize = 64
const PAGE: usize = 65536
/** Where the bindings write a kernel's arguments. */
const ARGUMENTS = memory.data(512, 16)

let top: usize = (__heap_base + 2 * SLACK) & ~(SLACK - 1)

/** The address of this many bytes, whatever they hold. Memory grows as needed. */
export function reserve(bytes: usize): usize {
  const address = top
  top = (top + bytes + 2 * SLACK - 1) & ~(SLACK - 1)
  const size = usize(memory.size()) * PAGE
  if (top > size && memory.grow(i32((top - size + PAGE - 1) / PAGE)) < 0) unreachable()
  return address
}

/** To be passed to `release`. */
@inline
export function scratchTop(): usize {
  return top
}

/** Frees what was reserved since. Its content stays until it is overwritten. */
@inline
export function release(mark: usize): void {
  top = mark
}

/** 512 bytes for a kernel's arguments. */
export function argumentsAddress(): usize {
  return ARGUMENTS
}
