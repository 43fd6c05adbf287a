// Planes have a float, or a count, a cell, row by row.

@inline
export function floatAt(plane: usize, at: i32): f32 {
  return load<f32>(plane + (usize(at) << 2))
}

@inline
export function setFloat(plane: usize, at: i32, value: f32): void {
  store<f32>(plane + (usize(at) << 2), value)
}

@inline
export function addFloat(plane: usize, at: i32, value: f32): void {
  setFloat(plane, at, floatAt(plane, at) + value)
}

@inline
export function addCount(plane: usize, at: i32): void {
  store<i32>(plane + (usize(at) << 2), load<i32>(plane + (usize(at) << 2)) + 1)
}

/** The mean of a cell, its right neighbour and the two below; `stride` in bytes. */
@inline
export function meanOfFour(at: usize, stride: usize): f32 {
  return (load<f32>(at) + load<f32>(at, 4) + load<f32>(at + stride) + load<f32>(at + stride, 4)) * 0.25
}

/** 0 up to `from`, 1 from `to` on. */
@inline
export function ramp(from: f32, to: f32, value: f32): f32 {
  return min(max((value - from) / (to - from), 0), 1)
}

@inline
export function smoothStep(from: f32, to: f32, value: f32): f32 {
  const share = ramp(from, to, value)
  return share * share * (3 - 2 * share)
}
