// The loops of compliance/sample.ts.
import { bilinear, colourAt, storeColour, VECTOR } from './vectors'

const FLOAT: usize = 4

/**
 * Means of `factor` x `factor` pixels as vectors of floats.
 *
 * @param data 8-bit RGB, its address that of the first pixel
 */
export function shrinkPixels(
  data: usize,
  rowBytes: usize,
  columns: i32,
  rows: i32,
  factor: i32,
  target: usize,
): void {
  const share = f32x4.splat(1 / f32(factor * factor))
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, target += VECTOR) {
      let sum = f32x4.splat(0)
      for (let y = 0; y < factor; y++) {
        let from = data + usize(row * factor + y) * rowBytes + usize(3 * column * factor)
        for (let x = 0; x < factor; x++, from += 3) sum = f32x4.add(sum, colourAt(from))
      }
      v128.store(target, f32x4.mul(sum, share))
    }
  }
}

/**
 * A turned box of a picture at about print scale, one bilinear sample a pixel.
 *
 * @param data pixels of `bytes` each: 3 of 8-bit RGB, or a vector of floats that stands for `factor` x `factor` pixels
 * @param left, top where the data begins on the picture, px
 * @param pictureWidth, pictureHeight nothing is read beyond; `inside` is 0 there, and all else too
 * @param a, b, c, d, e, f from the sample's pixels to the picture's
 * @param alpha floats of the matte's region, whose nearest pixel counts; 0 beyond it
 * @param rgb, luma, opacity, inside the results: 3 bytes, a float, a float and a byte a pixel
 */
export function samplePrint(
  data: usize,
  bytes: usize,
  columns: i32,
  rows: i32,
  left: f32,
  top: f32,
  factor: f32,
  pictureWidth: f32,
  pictureHeight: f32,
  a: f32,
  b: f32,
  c: f32,
  d: f32,
  e: f32,
  f: f32,
  width: i32,
  height: i32,
  alpha: usize,
  alphaLeft: i32,
  alphaTop: i32,
  alphaWidth: i32,
  alphaHeight: i32,
  rgb: usize,
  luma: usize,
  opacity: usize,
  inside: usize,
): void {
  const share: f32 = 1.0 / factor
  // Rec. 709.
  const weights = f32x4(0.2126, 0.7152, 0.0722, 0)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, rgb += 3, luma += FLOAT, opacity += FLOAT, inside++) {
      const px = a * (f32(x) + 0.5) + b * (f32(y) + 0.5) + c
      const py = d * (f32(x) + 0.5) + e * (f32(y) + 0.5) + f
      if (px < 0 || py < 0 || px >= pictureWidth || py >= pictureHeight) {
        store<u16>(rgb, 0)
        store<u8>(rgb, 0, 2)
        store<f32>(luma, 0)
        store<f32>(opacity, 0)
        store<u8>(inside, 0)
        continue
      }
      const atX = (px - left) * share - 0.5
      const atY = (py - top) * share - 0.5
      const colour =
        bytes == 3 ? bilinear(data, 3, columns, rows, atX, atY) : bilinear(data, VECTOR, columns, rows, atX, atY)
      storeColour(rgb, colour)
      const terms = f32x4.mul(colour, weights)
      store<f32>(
        luma,
        f32x4.extract_lane(terms, 0) + f32x4.extract_lane(terms, 1) + f32x4.extract_lane(terms, 2),
      )
      const alphaX = i32(px) - alphaLeft
      const alphaY = i32(py) - alphaTop
      const isOnMatte = alphaX >= 0 && alphaY >= 0 && alphaX < alphaWidth && alphaY < alphaHeight
      store<f32>(opacity, isOnMatte ? load<f32>(alpha + (usize(alphaY * alphaWidth + alphaX) << 2)) : 0)
      store<u8>(inside, 1)
    }
  }
}

/**
 * The pixels where the picture has one and nothing within `radius` pixels to either side, then above or below, is more
 * opaque than `limit`.
 *
 * @param near, clear a byte a pixel: space
 * @param gaps four bytes a pixel of a row: space
 * @param indices four bytes a pixel: the result
 * @returns how many
 */
export function listClear(
  opacity: usize,
  inside: usize,
  width: i32,
  height: i32,
  radius: i32,
  limit: f32,
  near: usize,
  gaps: usize,
  clear: usize,
  indices: usize,
): i32 {
  for (let y = 0; y < height; y++) {
    const row = usize(y * width)
    let gap = radius + 1
    for (let x = 0; x < width; x++) {
      gap = load<f32>(opacity + ((row + x) << 2)) > limit ? 0 : gap + 1
      store<u8>(near + row + x, u8(gap <= radius))
    }
    gap = radius + 1
    for (let x = width - 1; x >= 0; x--) {
      gap = load<f32>(opacity + ((row + x) << 2)) > limit ? 0 : gap + 1
      if (gap <= radius) store<u8>(near + row + x, 1)
    }
  }
  // Row by row with one counter a column, so that memory is read in order.
  for (let x = 0; x < width; x++) store<i32>(gaps + (usize(x) << 2), radius + 1)
  for (let y = 0; y < height; y++) {
    const row = usize(y * width)
    for (let x = 0; x < width; x++) {
      const gap = widen(gaps + (usize(x) << 2), near + row + x)
      store<u8>(clear + row + x, u8(gap > radius && load<u8>(inside + row + x) != 0))
    }
  }
  for (let x = 0; x < width; x++) store<i32>(gaps + (usize(x) << 2), radius + 1)
  for (let y = height - 1; y >= 0; y--) {
    const row = usize(y * width)
    for (let x = 0; x < width; x++) {
      const gap = widen(gaps + (usize(x) << 2), near + row + x)
      if (gap <= radius) store<u8>(clear + row + x, 0)
    }
  }
  let count = 0
  for (let at = 0; at < width * height; at++) {
    store<i32>(indices + (usize(count) << 2), at)
    count += i32(load<u8>(clear + at))
  }
  return count
}

/** A column's distance from the last pixel that is set, with one pixel more. */
@inline
function widen(gap: usize, pixel: usize): i32 {
  const wider = load<u8>(pixel) != 0 ? 0 : load<i32>(gap) + 1
  store<i32>(gap, wider)
  return wider
}
