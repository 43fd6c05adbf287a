// The matting model's opacities as a trimap: photo/matting/refine.ts has the thresholds.
import { Bytes, Floats, Vectors } from './addresses'
import { floatAt, meanOfFour } from './planes'
import { VECTOR } from './vectors'

/** States of a trimap's cell. The margin is background that lies too near to the unknown band to be a colour sample. */
const MARGIN: u8 = 0
export const UNKNOWN: u8 = 1
export const FOREGROUND: u8 = 2
export const BACKGROUND: u8 = 4

/**
 * Marks the cells whose opacity is neither foreground nor background, and where two neighbours differ although both are
 * known.
 *
 * @param background opacity up to which a cell is known background
 * @param foreground opacity from which a cell is known foreground
 * @param unknown result: a byte a cell
 */
export function markUnknown(alpha: Floats, size: i32, background: f32, foreground: f32, unknown: Bytes): void {
  const low = f32x4.splat(background)
  const high = f32x4.splat(foreground)
  for (let y = 0; y < size; y++) {
    const row = alpha + (usize(y * size) << 2)
    const below = y + 1 < size ? usize(size) << 2 : 0
    const marks = unknown + y * size
    let x = 0
    // The last ones of a row have no neighbours to the right that a vector could hold.
    for (; x + 16 < size; x += 16) {
      const at = row + (usize(x) << 2)
      const first = i16x8.narrow_i32x4_s(unknownAt(at, below, low, high), unknownAt(at + 16, below, low, high))
      const second = i16x8.narrow_i32x4_s(unknownAt(at + 32, below, low, high), unknownAt(at + 48, below, low, high))
      v128.store(marks + x, v128.and(i8x16.narrow_i16x8_s(first, second), i8x16.splat(1)))
    }
    for (; x < size; x++) {
      const at = row + (usize(x) << 2)
      const value = load<f32>(at)
      const isIn = value > 0.5
      const isStep = isIn != load<f32>(at + (x + 1 < size ? 4 : 0)) > 0.5 || isIn != load<f32>(at + below) > 0.5
      store<u8>(marks + x, u8(isStep || (value > background && value < foreground)))
    }
  }
}

/** All ones for each of four cells that is unknown or differs from its neighbour to the right or below. */
@inline
function unknownAt(at: usize, below: usize, low: v128, high: v128): v128 {
  const half = f32x4.splat(0.5)
  const value = v128.load(at)
  const isIn = f32x4.gt(value, half)
  const toRight = v128.xor(isIn, f32x4.gt(v128.load(at + 4), half))
  const toBelow = v128.xor(isIn, f32x4.gt(v128.load(at + below), half))
  return v128.or(v128.or(toRight, toBelow), v128.and(f32x4.gt(value, low), f32x4.lt(value, high)))
}

/**
 * The first row, or the last one, in which a mask is set.
 *
 * @returns `height` where none is
 */
export function findMaskRow(mask: Bytes, width: i32, height: i32, isFirst: bool): i32 {
  for (let step = 0; step < height; step++) {
    const y = isFirst ? step : height - 1 - step
    for (let x = 0; x < width; x++) if (load<u8>(mask + y * width + x) != 0) return y
  }
  return height
}

/**
 * Marks the cells whose opacity is known foreground or known background.
 *
 * @param mask result
 */
export function markKnown(alpha: Floats, cells: i32, background: f32, foreground: f32, mask: Bytes): void {
  for (let at = 0; at < cells; at++) {
    const value = floatAt(alpha, at)
    store<u8>(mask + at, u8(value <= background || value >= foreground))
  }
}

/**
 * Marks the cells whose value is above a threshold.
 *
 * @param mask result
 */
export function thresholdMask(values: Floats, cells: i32, threshold: f32, mask: Bytes): void {
  for (let at = 0; at < cells; at++) store<u8>(mask + at, u8(floatAt(values, at) > threshold))
}

/**
 * A trimap: the unknown band, in which colours decide, and what is known to be foreground or background.
 *
 * @param distance to the nearest unknown cell
 * @param innerBand how far the unknown band reaches into the foreground, cells
 * @param outerBand how far into the background
 * @param trimap result: one of the values of this file a cell
 */
export function buildTrimap(
  alpha: Floats,
  distance: Floats,
  cells: i32,
  innerBand: f32,
  outerBand: f32,
  trimap: Bytes,
): void {
  for (let at = 0; at < cells; at++) {
    const isIn = floatAt(alpha, at) >= 0.5
    const away = floatAt(distance, at)
    let state = MARGIN
    if (away <= (isIn ? innerBand : outerBand)) state = UNKNOWN
    else if (isIn) state = FOREGROUND
    else if (away > outerBand + 1) state = BACKGROUND
    store<u8>(trimap + at, state)
  }
}

@unmanaged
export class DownsampleTrimap {
  alpha: Floats
  /** 8-bit RGB. */
  guide: Bytes
  trimap: Bytes
  size: i32
  /** Result: red, green, blue, opacity, 0..1. */
  colours: Vectors
  /** Result: two a cell, its share of known foreground and of known background. */
  known: Floats
  /** Result: not 0 where one of the four cells is unknown. */
  unknown: Bytes
}

/** Half the grid: every 2 x 2 cells become one. */
export function downsampleTrimap(args: DownsampleTrimap): void {
  const alpha = args.alpha
  const guide = args.guide
  const trimap = args.trimap
  const size = args.size
  let colours = args.colours
  let known = args.known
  let unknown = args.unknown
  const scale: f32 = 0.25 / 255
  for (let y = 0; y < size; y += 2) {
    for (let x = 0; x < size; x += 2, colours += VECTOR, known += 8, unknown++) {
      const at = usize(y * size + x)
      const upper = v128.load64_zero(guide + 3 * at)
      const lower = v128.load64_zero(guide + 3 * (at + size))
      const both = i16x8.add(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower))
      // r g b r g b . . : the second pixel onto the first.
      const sum = i16x8.add(both, v128.shuffle<i16>(both, both, 3, 4, 5, 3, 4, 5, 6, 7))
      const colour = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(sum)), f32x4.splat(scale))
      v128.store(colours, f32x4.replace_lane(colour, 3, meanOfFour(alpha + (at << 2), usize(size) << 2)))
      const trimapBelow = trimap + at + size
      const i = load<u8>(trimap + at)
      const j = load<u8>(trimap + at, 1)
      const k = load<u8>(trimapBelow)
      const l = load<u8>(trimapBelow, 1)
      store<u8>(unknown, (i | j | k | l) & UNKNOWN)
      const foregroundCells = (i & FOREGROUND) + (j & FOREGROUND) + (k & FOREGROUND) + (l & FOREGROUND)
      const backgroundCells = (i & BACKGROUND) + (j & BACKGROUND) + (k & BACKGROUND) + (l & BACKGROUND)
      store<f32>(known, f32(foregroundCells) / 8)
      store<f32>(known, f32(backgroundCells) / 16, 4)
    }
  }
}
