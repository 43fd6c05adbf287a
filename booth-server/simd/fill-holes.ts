// Holes of the foreground: photo/matting/fill-holes.ts has the thresholds.
import { Bytes, Floats, Ints } from './addresses'
import { FOREGROUND } from './overrides'
import { addCount, addFloat, floatAt, setFloat } from './planes'

@unmanaged
export class MeasureNeckGaps {
  labels: Ints
  alpha: Floats
  size: i32
  faceX: f32
  faceY: f32
  /** Head height, cells. */
  headCells: f32
  /** Beside the face, head heights. */
  from: f32
  to: f32
  /** Below the eyes, head heights. */
  top: f32
  bottom: f32
  threshold: f32
  /** Result, 0 before: the sum of each hole's opacities. */
  sums: Floats
  /** Result, 0 before: its cells of at most the threshold. */
  clearCells: Ints
  /** Result, 0 before: 1 where a part of it is not beside the neck. */
  elsewhere: Bytes
}

/** Statistics of each hole that tell whether it is a gap between neck and hair. */
export function measureNeckGaps(args: MeasureNeckGaps): void {
  const labels = args.labels
  const alpha = args.alpha
  const size = args.size
  const faceX = args.faceX
  const faceY = args.faceY
  const headCells = args.headCells
  const from = args.from
  const to = args.to
  const top = args.top
  const bottom = args.bottom
  const threshold = args.threshold
  const sums = args.sums
  const clearCells = args.clearCells
  const elsewhere = args.elsewhere
  for (let y = 0; y < size; y++) {
    const below = (f32(y) - faceY) / headCells
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0) continue
      const aside = abs(f32(x) - faceX) / headCells
      const value = floatAt(alpha, at)
      addFloat(sums, label, value)
      if (value <= threshold) addCount(clearCells, label)
      if (!(aside > from && aside < to && below > top && below < bottom)) store<u8>(elsewhere + label, 1)
    }
  }
}

/**
 * Marks the cells of the gaps between neck and hair. Beyond the grid nothing is clear.
 *
 * @param kinds of each hole: 2 marks all of it, 1 those cells that have one of at most the threshold in their 3 x 3
 *   neighbourhood
 * @param target result
 */
export function markNeckGaps(
  labels: Ints,
  alpha: Floats,
  size: i32,
  kinds: Bytes,
  threshold: f32,
  target: Bytes,
): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const kind = load<u8>(kinds + load<i32>(labels + (usize(at) << 2)))
      let isGap = kind == 2
      if (kind == 1) {
        for (let j = max(0, y - 1); j <= min(size - 1, y + 1) && !isGap; j++) {
          for (let i = max(0, x - 1); i <= min(size - 1, x + 1); i++) {
            isGap = isGap || floatAt(alpha, j * size + i) <= threshold
          }
        }
      }
      store<u8>(target + at, u8(isGap))
    }
  }
}

/**
 * Marks the holes that reach the grid's border, other than the lower one within `chestHalf` cells of the face: a chest
 * ends there, also where the picture does.
 *
 * @param isOpen result: a byte a hole
 */
export function markOpenHoles(labels: Ints, size: i32, faceX: f32, chestHalf: f32, isOpen: Bytes): void {
  const last = (size - 1) * size
  for (let at = 0; at < size; at++) {
    store<u8>(isOpen + load<i32>(labels + (usize(at) << 2)), 1)
    store<u8>(isOpen + load<i32>(labels + (usize(at * size) << 2)), 1)
    store<u8>(isOpen + load<i32>(labels + (usize(at * size + size - 1) << 2)), 1)
    if (abs(f32(at) - faceX) > chestHalf) store<u8>(isOpen + load<i32>(labels + (usize(last + at) << 2)), 1)
  }
}

@unmanaged
export class MeasureHoles {
  labels: Ints
  isOpen: Bytes
  alpha: Floats
  size: i32
  faceX: f32
  faceY: f32
  /** Of the face's disc, cells. */
  radius: f32
  /** Result, 0 before: the sum of each hole's opacities. */
  sums: Floats
  /** Result, 0 before: the sum of its columns. */
  columns: Floats
  /** Result, 0 before. */
  isInFace: Bytes
}

/** Statistics of each closed hole: its opacities, its columns, and whether it reaches into the face's disc. */
export function measureHoles(args: MeasureHoles): void {
  const labels = args.labels
  const isOpen = args.isOpen
  const alpha = args.alpha
  const size = args.size
  const faceX = args.faceX
  const faceY = args.faceY
  const radius = args.radius
  const sums = args.sums
  const columns = args.columns
  const isInFace = args.isInFace
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

/**
 * Makes holes foreground.
 *
 * @param isFilled a byte a hole
 * @param mask in place
 * @param alpha in place
 * @param overrides in place
 */
export function fillHoles(
  labels: Ints,
  isFilled: Bytes,
  cells: i32,
  mask: Bytes,
  alpha: Floats,
  overrides: Bytes,
): void {
  for (let at = 0; at < cells; at++) {
    if (load<u8>(isFilled + load<i32>(labels + (usize(at) << 2))) == 0) continue
    store<u8>(mask + at, 1)
    store<u8>(overrides + at, FOREGROUND)
    setFloat(alpha, at, 1)
  }
}
