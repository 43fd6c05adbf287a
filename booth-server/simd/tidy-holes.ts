// The loops of steps/tidy-holes.ts, where the numbers that decide come from.
import { FIGURE } from './tidy'
import { addCount, addFloat, floatAt, setFloat } from './planes'

/**
 * Of each hole: the sum of its opacities, its cells of at most `most`, and whether a part of it is not beside the neck.
 *
 * @param sums, sure, elsewhere a float, four bytes and a byte a hole, all 0
 */
export function measureGaps(
  labels: usize,
  alpha: usize,
  size: i32,
  faceX: f32,
  faceY: f32,
  headCells: f32,
  from: f32,
  to: f32,
  top: f32,
  bottom: f32,
  most: f32,
  sums: usize,
  sure: usize,
  elsewhere: usize,
): void {
  for (let y = 0; y < size; y++) {
    const below = (f32(y) - faceY) / headCells
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0) continue
      const aside = abs(f32(x) - faceX) / headCells
      const value = floatAt(alpha, at)
      addFloat(sums, label, value)
      if (value <= most) addCount(sure, label)
      if (!(aside > from && aside < to && below > top && below < bottom)) store<u8>(elsewhere + label, 1)
    }
  }
}

/**
 * The cells of gaps: all of a hole that `gaps` has 2 for, of one that it has 1 for those that have a cell of at most
 * `most` in or beside them. Beyond the grid there is nothing to be sure of.
 */
export function markGaps(labels: usize, alpha: usize, size: i32, gaps: usize, most: f32, target: usize): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const kind = load<u8>(gaps + load<i32>(labels + (usize(at) << 2)))
      let isGap = kind == 2
      if (kind == 1) {
        for (let j = max(0, y - 1); j <= min(size - 1, y + 1) && !isGap; j++) {
          for (let i = max(0, x - 1); i <= min(size - 1, x + 1); i++) {
            isGap = isGap || floatAt(alpha, j * size + i) <= most
          }
        }
      }
      store<u8>(target + at, u8(isGap))
    }
  }
}

/**
 * Of each hole whether it reaches the grid's edge, other than the lower one within `chest` cells of the face: there is
 * a chest, also where the picture ends.
 */
export function markOpenHoles(labels: usize, size: i32, faceX: f32, chest: f32, isOpen: usize): void {
  const last = (size - 1) * size
  for (let at = 0; at < size; at++) {
    store<u8>(isOpen + load<i32>(labels + (usize(at) << 2)), 1)
    store<u8>(isOpen + load<i32>(labels + (usize(at * size) << 2)), 1)
    store<u8>(isOpen + load<i32>(labels + (usize(at * size + size - 1) << 2)), 1)
    if (abs(f32(at) - faceX) > chest) store<u8>(isOpen + load<i32>(labels + (usize(last + at) << 2)), 1)
  }
}

/** Of each closed hole: the sums of its opacities and of its columns, and whether it reaches into the face's disc. */
export function measureHoles(
  labels: usize,
  isOpen: usize,
  alpha: usize,
  size: i32,
  faceX: f32,
  faceY: f32,
  radius: f32,
  sums: usize,
  columns: usize,
  isInFace: usize,
): void {
  for (let y = 0; y < size; y++) {
    const dy = f32(y) - faceY
    const chord = sqrt<f32>(max(0, radius * radius - dy * dy))
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0 || load<u8>(isOpen + label) != 0) continue
      addFloat(sums, label, floatAt(alpha, at))
      addFloat(columns, label, f32(x))
      if (abs(f32(x) - faceX) < chord) store<u8>(isInFace + label, 1)
    }
  }
}

/** Holes that `table` has not 0 for become figure. */
export function fillHoles(labels: usize, table: usize, cells: i32, figure: usize, alpha: usize, fate: usize): void {
  for (let at = 0; at < cells; at++) {
    if (load<u8>(table + load<i32>(labels + (usize(at) << 2))) == 0) continue
    store<u8>(figure + at, 1)
    store<u8>(fate + at, FIGURE)
    setFloat(alpha, at, 1)
  }
}
