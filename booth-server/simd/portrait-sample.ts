// The picture as the compliance rules see it: photo/compliance/sample.ts.
import { Bytes, Floats, Ints, Vectors } from './addresses'
import { Affine } from './affine'
import { release, reserve, scratchTop } from './memory'
import { bilinear, colourAt, storeColour, VECTOR } from './vectors'

const FLOAT: usize = 4

/**
 * Downsamples by a whole factor: means of `factor` x `factor` pixels as vectors of floats.
 *
 * @param data 8-bit RGB, from the first pixel
 * @param columns of the result
 * @param target result
 */
export function boxDownsample(data: Bytes, rowBytes: i32, columns: i32, rows: i32, factor: i32, target: Vectors): void {
  const share = f32x4.splat(1 / f32(factor * factor))
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, target += VECTOR) {
      let sum = f32x4.splat(0)
      for (let y = 0; y < factor; y++) {
        let from = data + usize(row * factor + y) * usize(rowBytes) + usize(3 * column * factor)
        for (let x = 0; x < factor; x++, from += 3) sum = f32x4.add(sum, colourAt(from))
      }
      v128.store(target, f32x4.mul(sum, share))
    }
  }
}

@unmanaged
export class SamplePortrait extends Affine {
  data: Bytes
  /** Of a pixel: 3 of 8-bit RGB, or a vector of floats that stands for `factor` x `factor` pixels. */
  bytes: i32
  columns: i32
  rows: i32
  /** Where the data begins on the picture, px. */
  left: f32
  top: f32
  factor: f32
  /** Nothing is read beyond the picture. */
  pictureWidth: f32
  pictureHeight: f32
  /** Of the sample. */
  width: i32
  height: i32
  /** Of the matte's region, whose nearest pixel counts; 0 beyond it. */
  alpha: Floats
  alphaLeft: i32
  alphaTop: i32
  alphaWidth: i32
  alphaHeight: i32
  /** Result: 8-bit RGB. */
  rgb: Bytes
  /** Result: Rec. 709 luma of the coded values, 0..255. */
  luma: Floats
  /** Result. */
  opacity: Floats
  /** Result: 0 beyond the picture, where all else is 0 too. */
  inside: Bytes
}

/**
 * A rotated box of a picture at about the portrait's scale, one bilinear sample a pixel. The affine leads from the
 * sample's pixels to the picture's.
 */
export function samplePortrait(args: SamplePortrait): void {
  const a = args.a
  const b = args.b
  const c = args.c
  const d = args.d
  const e = args.e
  const f = args.f
  const data = args.data
  const bytes = args.bytes
  const columns = args.columns
  const rows = args.rows
  const left = args.left
  const top = args.top
  const factor = args.factor
  const pictureWidth = args.pictureWidth
  const pictureHeight = args.pictureHeight
  const width = args.width
  const height = args.height
  const alpha = args.alpha
  const alphaLeft = args.alphaLeft
  const alphaTop = args.alphaTop
  const alphaWidth = args.alphaWidth
  const alphaHeight = args.alphaHeight
  let rgb = args.rgb
  let luma = args.luma
  let opacity = args.opacity
  let inside = args.inside
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

@unmanaged
export class GatherBackground {
  opacity: Floats
  inside: Bytes
  width: i32
  height: i32
  radius: i32
  threshold: f32
  /** Result: room for one more than there are pixels. */
  indices: Ints
}

/**
 * The pixels of the picture that are clear of the foreground: what is more opaque than the threshold, dilated by a
 * square of the radius, is left out.
 *
 * @returns how many
 */
export function gatherBackground(args: GatherBackground): i32 {
  const opacity = args.opacity
  const inside = args.inside
  const width = args.width
  const height = args.height
  const radius = args.radius
  const threshold = args.threshold
  const indices = args.indices
  const mark = scratchTop()
  const near = reserve(width * height)
  const clear = reserve(width * height)
  const gaps = reserve(usize(width) << 2)
  for (let y = 0; y < height; y++) {
    const row = usize(y * width)
    let gap = radius + 1
    for (let x = 0; x < width; x++) {
      gap = load<f32>(opacity + ((row + x) << 2)) > threshold ? 0 : gap + 1
      store<u8>(near + row + x, u8(gap <= radius))
    }
    gap = radius + 1
    for (let x = width - 1; x >= 0; x--) {
      gap = load<f32>(opacity + ((row + x) << 2)) > threshold ? 0 : gap + 1
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
  release(mark)
  return count
}

/** A column's distance from the last pixel that is set, with one pixel more. */
@inline
function widen(gap: usize, pixel: usize): i32 {
  const wider = load<u8>(pixel) != 0 ? 0 : load<i32>(gap) + 1
  store<i32>(gap, wider)
  return wider
}
