// The matte at the picture's own resolution: photo/matting/refine.ts has the thresholds.
import { Bytes, Floats, Vectors } from './addresses'
import { release, reserve, scratchTop } from './memory'
import { floatAt, ramp } from './planes'
import { BACKGROUND, FOREGROUND, UNKNOWN } from './trimap'
import { colourAt, mix, VECTOR } from './vectors'

@unmanaged
export class BoundClothAlpha {
  alpha: Floats
  trimap: Bytes
  size: i32
  /** The first row that is bounded. */
  firstRow: i32
  chinRow: f32
  /** Rows below the chin over which the bounds come in. */
  clothFrom: f32
  clothTo: f32
  /** Distance to hair of the rows from `hairRow` on, cells. */
  toHair: Floats
  hairRow: i32
  /** Distance to hair over which the bounds come in, cells. */
  near: f32
  far: f32
  /** Result: two a cell, least and most; written from the row before `firstRow` on. */
  bounds: Floats
}

/**
 * Bounds on the opacity that colours may give: only what the model gives to the neighbouring cells, the more so the
 * farther from hair and from the chin.
 */
export function boundClothAlpha(args: BoundClothAlpha): void {
  const alpha = args.alpha
  const trimap = args.trimap
  const size = args.size
  const firstRow = args.firstRow
  const chinRow = args.chinRow
  const clothFrom = args.clothFrom
  const clothTo = args.clothTo
  const toHair = args.toHair
  const hairRow = args.hairRow
  const near = args.near
  const far = args.far
  const bounds = args.bounds
  // Pixels between two rows look at both.
  for (let at = max(0, firstRow - 1) * size; at < firstRow * size; at++) store<u64>(bounds + (usize(at) << 3), OPEN)
  for (let y = firstRow; y < size; y++) {
    const cloth = ramp(clothFrom, clothTo, f32(y) - chinRow)
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      let low: f32 = 0
      let high: f32 = 1
      if (cloth > 0 && load<u8>(trimap + at) == UNKNOWN) {
        low = 1
        high = 0
        for (let j = max(0, y - 1); j <= min(size - 1, y + 1); j++) {
          for (let i = max(0, x - 1); i <= min(size - 1, x + 1); i++) {
            const value = floatAt(alpha, j * size + i)
            low = min(low, value)
            high = max(high, value)
          }
        }
        const strength = cloth * ramp(near, far, floatAt(toHair, at - hairRow * size))
        low *= strength
        high = 1 - (1 - high) * strength
      }
      store<f32>(bounds + (usize(at) << 3), low)
      store<f32>(bounds + (usize(at) << 3), high, 4)
    }
  }
}
/** 0 and 1, as two floats. */
const OPEN: u64 = 0x3f80000000000000

/**
 * What an axis of pixels needs of a grid of `cells`: the cell whose middle lies before each pixel, and how far it is
 * to the next one's.
 */
function interpolationAlong(pixels: i32, cells: i32, target: usize): void {
  for (let at = 0; at < pixels; at++, target += 8) {
    const position = min(max(((f64(at) + 0.5) * f64(cells)) / f64(pixels) - 0.5, 0), f64(cells - 1))
    const first = i32(position)
    store<i32>(target, first)
    store<f32>(target, f32(position - f64(first)), 4)
  }
}

@unmanaged
export class ApplyLinearModel {
  /** 8-bit RGB, from the region's first pixel. */
  data: Bytes
  rowBytes: i32
  width: i32
  height: i32
  alpha: Floats
  trimap: Bytes
  size: i32
  /** On half the grid: slopes of red, green, blue, 0..1, and offset. */
  model: Vectors
  /** Two a cell of the grid. */
  bounds: Floats
  /** The first row that is bounded. */
  boundedRow: i32
  /** Result. */
  target: Floats
}

/**
 * Opacity of each pixel of a region. Between four cells of which none is unknown it is the model's, 0 or 1; else what
 * the local linear model makes of the pixel's colour, within its bounds.
 */
export function applyLinearModel(args: ApplyLinearModel): void {
  const data = args.data
  const rowBytes = args.rowBytes
  const width = args.width
  const height = args.height
  const alpha = args.alpha
  const trimap = args.trimap
  const size = args.size
  const model = args.model
  const bounds = args.bounds
  const boundedRow = args.boundedRow
  const target = args.target
  const mark = scratchTop()
  const space = reserve(16 * usize(width + height) + usize(size))
  const half = size >> 1
  const across = space
  const halfAcross = across + usize(width) * 8
  const down = halfAcross + usize(width) * 8
  const halfDown = down + usize(height) * 8
  const states = halfDown + usize(height) * 8
  interpolationAlong(width, size, across)
  interpolationAlong(width, half, halfAcross)
  interpolationAlong(height, size, down)
  interpolationAlong(height, half, halfDown)
  const scale = f32x4.splat(1.0 / 255)
  let row = -1
  for (let y = 0; y < height; y++) {
    const first = load<i32>(down + (usize(y) << 3))
    const next = min(first + 1, size - 1)
    if (first != row) {
      row = first
      stateOfRow(alpha, trimap + usize(first * size), trimap + usize(next * size), first * size, size, states)
    }
    const isBounded = next >= boundedRow
    const share = f32x4.splat(load<f32>(down + (usize(y) << 3), 4))
    const halfFirst = load<i32>(halfDown + (usize(y) << 3))
    const halfShare = f32x4.splat(load<f32>(halfDown + (usize(y) << 3), 4))
    const upper = model + usize(halfFirst * half) * VECTOR
    const lower = model + usize(min(halfFirst + 1, half - 1) * half) * VECTOR
    const upperBounds = bounds + (usize(first * size) << 3)
    const lowerBounds = bounds + (usize(next * size) << 3)
    const line = data + usize(y) * usize(rowBytes)
    let to = target + (usize(y * width) << 2)
    for (let x = 0; x < width; x++, to += 4) {
      const p = load<i32>(across + (usize(x) << 3))
      const state = load<u8>(states + p)
      if (state != UNKNOWN) {
        store<f32>(to, state == FOREGROUND ? 1 : 0)
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
      if (isBounded) {
        const toQ = f32x4.splat(load<f32>(across + (usize(x) << 3), 4))
        const i = usize(p) << 3
        const j = usize(min(p + 1, size - 1)) << 3
        const bound = mix(
          mix(v128.load64_zero(upperBounds + i), v128.load64_zero(upperBounds + j), toQ),
          mix(v128.load64_zero(lowerBounds + i), v128.load64_zero(lowerBounds + j), toQ),
          share,
        )
        low = f32x4.extract_lane(bound, 0)
        high = f32x4.extract_lane(bound, 1)
      }
      store<f32>(to, min(max(value, low), high))
    }
  }
  release(mark)
}

/** Of the pixels between each cell of a row, its right neighbour and the two below. */
function stateOfRow(alpha: usize, trimap: usize, trimapBelow: usize, first: i32, size: i32, states: usize): void {
  for (let x = 0; x < size; x++) {
    const right = min(x + 1, size - 1)
    const all =
      load<u8>(trimap + x) | load<u8>(trimap + right) | load<u8>(trimapBelow + x) | load<u8>(trimapBelow + right)
    const isForeground = floatAt(alpha, first + x) >= 0.5
    store<u8>(states + x, (all & UNKNOWN) != 0 ? UNKNOWN : isForeground ? FOREGROUND : BACKGROUND)
  }
}
