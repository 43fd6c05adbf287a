// Addresses in the kernels' memory, named by what lies there. All of them are whole numbers; the bindings make each a
// type of its own, so that one can't be passed for another.

/** Bytes: masks, tables, 8-bit RGB. */
export type Bytes = usize
/** 32-bit whole numbers: labels, counts, indices. */
export type Ints = usize
/** 32-bit floats: planes, a value a cell. */
export type Floats = usize
/** Vectors of four 32-bit floats. */
export type Vectors = usize
/** What lies between the two passes of a resampling. */
export type Samples = usize
/** Its weights. */
export type Weights = usize
