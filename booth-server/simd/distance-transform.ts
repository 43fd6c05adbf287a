import { Bytes, Floats } from './addresses'

/** Weights of a straight and of a diagonal step: within 8 % of the Euclidean distance. */
const STRAIGHT: f32 = 1
const DIAGONAL: f32 = 1.4142135

/**
 * Distance transform by two sweeps of the 3 x 3 chamfer mask (Borgefors, "Distance transformations in digital images",
 * 1986).
 *
 * @param mask a byte a pixel
 * @param isSet whether the distance is to the pixels that are set, or to the others
 * @param far the result where nothing is nearer, px
 * @param target result, px
 */
export function distanceTransform(mask: Bytes, isSet: bool, width: i32, height: i32, far: f32, target: Floats): void {
  initialise(mask, isSet, width * height, far, target)
  for (let y = 0; y < height; y++) {
    if (y > 0) relaxFromRow(target, y, y - 1, width)
    sweepRight(target + (usize(y * width) << 2), width, far)
  }
  for (let y = height - 1; y >= 0; y--) {
    if (y + 1 < height) relaxFromRow(target, y, y + 1, width)
    sweepLeft(target + (usize(y * width) << 2), width, far)
  }
}

/** 0 where the mask is as wanted, `far` elsewhere; sixteen pixels at a time. */
function initialise(mask: usize, isSet: bool, pixels: i32, far: f32, target: usize): void {
  const zero = i8x16.splat(0)
  const beyond = f32x4.splat(far)
  const end = mask + pixels
  for (; mask < end; mask += 16, target += 64) {
    const isClear = i8x16.eq(v128.load(mask), zero)
    const isFar = isSet ? isClear : v128.not(isClear)
    const low = i16x8.extend_low_i8x16_s(isFar)
    const high = i16x8.extend_high_i8x16_s(isFar)
    v128.store(target, v128.and(i32x4.extend_low_i16x8_s(low), beyond))
    v128.store(target, v128.and(i32x4.extend_high_i16x8_s(low), beyond), 16)
    v128.store(target, v128.and(i32x4.extend_low_i16x8_s(high), beyond), 32)
    v128.store(target, v128.and(i32x4.extend_high_i16x8_s(high), beyond), 48)
  }
}

/** What each pixel of a row has from those before it: within four at once, then from the last of the four before. */
function sweepRight(row: usize, width: i32, far: f32): void {
  const steps = f32x4(1, 2, 3, 4)
  const beyond = f32x4.splat(far)
  let before = beyond
  let x = 0
  for (; x + 4 <= width; x += 4) {
    const at = row + (usize(x) << 2)
    let best = v128.load(at)
    best = f32x4.pmin(best, f32x4.add(v128.shuffle<f32>(best, beyond, 4, 0, 1, 2), f32x4.splat(STRAIGHT)))
    best = f32x4.pmin(best, f32x4.add(v128.shuffle<f32>(best, beyond, 4, 4, 0, 1), f32x4.splat(2 * STRAIGHT)))
    best = f32x4.pmin(best, f32x4.add(before, steps))
    v128.store(at, best)
    before = v128.shuffle<f32>(best, best, 3, 3, 3, 3)
  }
  let best = f32x4.extract_lane(before, 0)
  for (; x < width; x++) {
    const at = row + (usize(x) << 2)
    best = min(best + STRAIGHT, load<f32>(at))
    store<f32>(at, best)
  }
}

/** The same from the other side. */
function sweepLeft(row: usize, width: i32, far: f32): void {
  const steps = f32x4(4, 3, 2, 1)
  const beyond = f32x4.splat(far)
  let before = beyond
  let x = width
  for (; x >= 4; x -= 4) {
    const at = row + (usize(x - 4) << 2)
    let best = v128.load(at)
    best = f32x4.pmin(best, f32x4.add(v128.shuffle<f32>(best, beyond, 1, 2, 3, 4), f32x4.splat(STRAIGHT)))
    best = f32x4.pmin(best, f32x4.add(v128.shuffle<f32>(best, beyond, 2, 3, 4, 4), f32x4.splat(2 * STRAIGHT)))
    best = f32x4.pmin(best, f32x4.add(before, steps))
    v128.store(at, best)
    before = v128.shuffle<f32>(best, best, 0, 0, 0, 0)
  }
  let best = f32x4.extract_lane(before, 0)
  for (x--; x >= 0; x--) {
    const at = row + (usize(x) << 2)
    best = min(best + STRAIGHT, load<f32>(at))
    store<f32>(at, best)
  }
}

/** What row `y` has from its neighbour: straight, and aslant from either side. */
function relaxFromRow(target: usize, y: i32, neighbour: i32, width: i32): void {
  const row = target + (usize(y * width) << 2)
  const other = target + (usize(neighbour * width) << 2)
  const straight = f32x4.splat(STRAIGHT)
  const diagonal = f32x4.splat(DIAGONAL)
  let x = 1
  for (; x + 4 < width; x += 4) {
    const at = usize(x) << 2
    const aslant = f32x4.pmin(v128.load(other + at - 4), v128.load(other + at + 4))
    const near = f32x4.pmin(f32x4.add(v128.load(other + at), straight), f32x4.add(aslant, diagonal))
    v128.store(row + at, f32x4.pmin(v128.load(row + at), near))
  }
  for (; x < width; x++) relaxPixel(row, other, x, width)
  relaxPixel(row, other, 0, width)
}

function relaxPixel(row: usize, other: usize, x: i32, width: i32): void {
  const at = usize(x) << 2
  let best = min(load<f32>(row + at), load<f32>(other + at) + STRAIGHT)
  if (x > 0) best = min(best, load<f32>(other + at - 4) + DIAGONAL)
  if (x + 1 < width) best = min(best, load<f32>(other + at + 4) + DIAGONAL)
  store<f32>(row + at, best)
}
