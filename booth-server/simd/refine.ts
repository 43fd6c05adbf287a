// The matte's way from the model's grid to the picture's pixels; the numbers that decide come from steps/refine.ts.
import { floatAt, meanOfFour, ramp } from './planes'
import { colourAt, mix, VECTOR } from './vectors'

/** A byte a cell: 1 where the model is in doubt, and where two neighbours differ although neither is. */
export function markDoubt(alpha: usize, size: i32, surelyOut: f32, surelyIn: f32, doubt: usize): void {
  const out = f32x4.splat(surelyOut)
  const sure = f32x4.splat(surelyIn)
  for (let y = 0; y < size; y++) {
    const row = alpha + (usize(y * size) << 2)
    const below = y + 1 < size ? usize(size) << 2 : 0
    const marks = doubt + y * size
    let x = 0
    // The last ones of a row have no neighbours to the right that a vector could hold.
    for (; x + 16 < size; x += 16) {
      const at = row + (usize(x) << 2)
      const first = i16x8.narrow_i32x4_s(doubtAt(at, below, out, sure), doubtAt(at + 16, below, out, sure))
      const second = i16x8.narrow_i32x4_s(doubtAt(at + 32, below, out, sure), doubtAt(at + 48, below, out, sure))
      v128.store(marks + x, v128.and(i8x16.narrow_i16x8_s(first, second), i8x16.splat(1)))
    }
    for (; x < size; x++) {
      const at = row + (usize(x) << 2)
      const value = load<f32>(at)
      const isIn = value > 0.5
      const isStep = isIn != load<f32>(at + (x + 1 < size ? 4 : 0)) > 0.5 || isIn != load<f32>(at + below) > 0.5
      store<u8>(marks + x, u8(isStep || (value > surelyOut && value < surelyIn)))
    }
  }
}

/** All ones for each of four cells that is in doubt or differs from its neighbour to the right or below. */
@inline
function doubtAt(at: usize, below: usize, out: v128, sure: v128): v128 {
  const half = f32x4.splat(0.5)
  const value = v128.load(at)
  const isIn = f32x4.gt(value, half)
  const toRight = v128.xor(isIn, f32x4.gt(v128.load(at + 4), half))
  const toBelow = v128.xor(isIn, f32x4.gt(v128.load(at + below), half))
  return v128.or(v128.or(toRight, toBelow), v128.and(f32x4.gt(value, out), f32x4.lt(value, sure)))
}

/** The first row, or the last one, in which a mask is set; `height` where none is. */
export function rowWhere(mask: usize, width: i32, height: i32, isFirst: bool): i32 {
  for (let step = 0; step < height; step++) {
    const y = isFirst ? step : height - 1 - step
    for (let x = 0; x < width; x++) if (load<u8>(mask + y * width + x) != 0) return y
  }
  return height
}

/** A byte a cell, 1 where the model is sure. */
export function markSure(alpha: usize, cells: i32, surelyOut: f32, surelyIn: f32, mask: usize): void {
  for (let at = 0; at < cells; at++) {
    const value = floatAt(alpha, at)
    store<u8>(mask + at, u8(value <= surelyOut || value >= surelyIn))
  }
}

/** A byte a cell, 1 where the value is above `limit`. */
export function markAbove(values: usize, cells: i32, limit: f32, mask: usize): void {
  for (let at = 0; at < cells; at++) store<u8>(mask + at, u8(floatAt(values, at) > limit))
}

/**
 * From the distance to what is in doubt: the band in which colours decide, and what surely is figure or backdrop.
 *
 * @param areas a byte a cell: one of the values below
 */
export function markAreas(alpha: usize, distance: usize, cells: i32, inner: f32, outer: f32, areas: usize): void {
  for (let at = 0; at < cells; at++) {
    const isIn = floatAt(alpha, at) >= 0.5
    const away = floatAt(distance, at)
    let area = NEITHER
    if (away <= (isIn ? inner : outer)) area = BAND
    else if (isIn) area = FIGURE
    else if (away > outer + 1) area = BACKDROP
    store<u8>(areas + at, area)
  }
}
const NEITHER: u8 = 0
const BAND: u8 = 1
const FIGURE: u8 = 2
const BACKDROP: u8 = 4

/**
 * Half the grid: every 2 x 2 cells become one.
 *
 * @param guide 8-bit RGB
 * @param cells vectors: red, green, blue, opacity, 0..1
 * @param sides floats, two a cell: its share of sure figure, and of sure backdrop
 * @param band a byte a cell, not 0 where one of the four is of the band
 */
export function halveCells(
  alpha: usize,
  guide: usize,
  areas: usize,
  size: i32,
  cells: usize,
  sides: usize,
  band: usize,
): void {
  const scale: f32 = 0.25 / 255
  for (let y = 0; y < size; y += 2) {
    for (let x = 0; x < size; x += 2, cells += VECTOR, sides += 8, band++) {
      const at = usize(y * size + x)
      const upper = v128.load64_zero(guide + 3 * at)
      const lower = v128.load64_zero(guide + 3 * (at + size))
      const both = i16x8.add(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower))
      // r g b r g b . . : the second pixel onto the first.
      const sum = i16x8.add(both, v128.shuffle<i16>(both, both, 3, 4, 5, 3, 4, 5, 6, 7))
      const colour = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(sum)), f32x4.splat(scale))
      v128.store(cells, f32x4.replace_lane(colour, 3, meanOfFour(alpha + (at << 2), usize(size) << 2)))
      const areasBelow = areas + at + size
      const i = load<u8>(areas + at)
      const j = load<u8>(areas + at, 1)
      const k = load<u8>(areasBelow)
      const l = load<u8>(areasBelow, 1)
      store<u8>(band, (i | j | k | l) & BAND)
      const figure = (i & FIGURE) + (j & FIGURE) + (k & FIGURE) + (l & FIGURE)
      const backdrop = (i & BACKDROP) + (j & BACKDROP) + (k & BACKDROP) + (l & BACKDROP)
      store<f32>(sides, f32(figure) / 8)
      store<f32>(sides, f32(backdrop) / 16, 4)
    }
  }
}

/**
 * Between which opacities colours may decide in row `firstRow` and below: only what the model gives to the neighbouring
 * cells, the more so the farther from hair and from the chin.
 *
 * @param toHair distance to hair, px, of the rows from `hairRow` on
 * @param limits floats, two a cell: least and most; written from the row before `firstRow` on
 */
export function limitCloth(
  alpha: usize,
  areas: usize,
  size: i32,
  firstRow: i32,
  chinRow: f32,
  clothFrom: f32,
  clothTo: f32,
  toHair: usize,
  hairRow: i32,
  near: f32,
  far: f32,
  limits: usize,
): void {
  // Pixels between two rows look at both.
  for (let at = max(0, firstRow - 1) * size; at < firstRow * size; at++) store<u64>(limits + (usize(at) << 3), OPEN)
  for (let y = firstRow; y < size; y++) {
    const cloth = ramp(clothFrom, clothTo, f32(y) - chinRow)
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      let low: f32 = 0
      let high: f32 = 1
      if (cloth > 0 && load<u8>(areas + at) == BAND) {
        low = 1
        high = 0
        for (let j = max(0, y - 1); j <= min(size - 1, y + 1); j++) {
          for (let i = max(0, x - 1); i <= min(size - 1, x + 1); i++) {
            const value = floatAt(alpha, j * size + i)
            low = min(low, value)
            high = max(high, value)
          }
        }
        const hold = cloth * ramp(near, far, floatAt(toHair, at - hairRow * size))
        low *= hold
        high = 1 - (1 - high) * hold
      }
      store<f32>(limits + (usize(at) << 3), low)
      store<f32>(limits + (usize(at) << 3), high, 4)
    }
  }
}
/** 0 and 1, as two floats. */
const OPEN: u64 = 0x3f80000000000000

/**
 * What an axis of pixels needs of a grid of `cells`: the cell whose middle lies before each pixel, and how far it is
 * to the next one's.
 */
function cellsAlong(pixels: i32, cells: i32, target: usize): void {
  for (let at = 0; at < pixels; at++, target += 8) {
    const position = min(max(((f64(at) + 0.5) * f64(cells)) / f64(pixels) - 0.5, 0), f64(cells - 1))
    const first = i32(position)
    store<i32>(target, first)
    store<f32>(target, f32(position - f64(first)), 4)
  }
}

/**
 * Opacities of `width` x `height` pixels. Between four cells of which none is of the band they are the model's, 0 or 1;
 * else what the local linear model makes of the pixel's colour, within its limits.
 *
 * @param data 8-bit RGB, its address that of the region's first pixel
 * @param model vectors on half the grid: slopes of red, green, blue, 0..1, and offset
 * @param limits two floats a cell of the grid, that hold from row `limitedRow` on; before it there are none
 * @param space 16 bytes a pixel of the width and of the height, a byte a cell of a row
 */
export function applyModel(
  data: usize,
  rowBytes: usize,
  width: i32,
  height: i32,
  alpha: usize,
  areas: usize,
  size: i32,
  model: usize,
  limits: usize,
  limitedRow: i32,
  space: usize,
  target: usize,
): void {
  const half = size >> 1
  const across = space
  const halfAcross = across + usize(width) * 8
  const down = halfAcross + usize(width) * 8
  const halfDown = down + usize(height) * 8
  const states = halfDown + usize(height) * 8
  cellsAlong(width, size, across)
  cellsAlong(width, half, halfAcross)
  cellsAlong(height, size, down)
  cellsAlong(height, half, halfDown)
  const scale = f32x4.splat(1.0 / 255)
  let row = -1
  for (let y = 0; y < height; y++) {
    const first = load<i32>(down + (usize(y) << 3))
    const next = min(first + 1, size - 1)
    if (first != row) {
      row = first
      stateRow(alpha, areas + usize(first * size), areas + usize(next * size), first * size, size, states)
    }
    const isLimited = next >= limitedRow
    const share = f32x4.splat(load<f32>(down + (usize(y) << 3), 4))
    const halfFirst = load<i32>(halfDown + (usize(y) << 3))
    const halfShare = f32x4.splat(load<f32>(halfDown + (usize(y) << 3), 4))
    const upper = model + usize(halfFirst * half) * VECTOR
    const lower = model + usize(min(halfFirst + 1, half - 1) * half) * VECTOR
    const upperLimits = limits + (usize(first * size) << 3)
    const lowerLimits = limits + (usize(next * size) << 3)
    const line = data + usize(y) * rowBytes
    let to = target + (usize(y * width) << 2)
    for (let x = 0; x < width; x++, to += 4) {
      const p = load<i32>(across + (usize(x) << 3))
      const state = load<u8>(states + p)
      if (state != BAND) {
        store<f32>(to, state == FIGURE ? 1 : 0)
        continue
      }
      const m = usize(load<i32>(halfAcross + (usize(x) << 3))) * VECTOR
      const n = min(m + VECTOR, usize(half - 1) * VECTOR)
      const toN = f32x4.splat(load<f32>(halfAcross + (usize(x) << 3), 4))
      const linear = mix(
        mix(v128.load(upper + m), v128.load(upper + n), toN),
        mix(v128.load(lower + m), v128.load(lower + n), toN),
        halfShare,
      )
      const levels = colourAt(line + 3 * usize(x))
      const terms = f32x4.mul(linear, f32x4.replace_lane(f32x4.mul(levels, scale), 3, 1))
      const sums = f32x4.add(terms, v128.shuffle<f32>(terms, terms, 2, 3, 0, 1))
      const value = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1)
      let low: f32 = 0
      let high: f32 = 1
      if (isLimited) {
        const toQ = f32x4.splat(load<f32>(across + (usize(x) << 3), 4))
        const i = usize(p) << 3
        const j = usize(min(p + 1, size - 1)) << 3
        const limit = mix(
          mix(v128.load64_zero(upperLimits + i), v128.load64_zero(upperLimits + j), toQ),
          mix(v128.load64_zero(lowerLimits + i), v128.load64_zero(lowerLimits + j), toQ),
          share,
        )
        low = f32x4.extract_lane(limit, 0)
        high = f32x4.extract_lane(limit, 1)
      }
      store<f32>(to, min(max(value, low), high))
    }
  }
}

/** Of the pixels between each cell of a row, its right neighbour and the two below. */
function stateRow(alpha: usize, areas: usize, areasBelow: usize, first: i32, size: i32, states: usize): void {
  for (let x = 0; x < size; x++) {
    const right = min(x + 1, size - 1)
    const all =
      load<u8>(areas + x) | load<u8>(areas + right) | load<u8>(areasBelow + x) | load<u8>(areasBelow + right)
    const isFigure = floatAt(alpha, first + x) >= 0.5
    store<u8>(states + x, (all & BAND) != 0 ? BAND : isFigure ? FIGURE : BACKDROP)
  }
}
