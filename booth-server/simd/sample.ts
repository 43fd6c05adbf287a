import { colourAt, MAGIC, MAGIC_BITS, mix, storeColour, VECTOR } from './vectors'

const FLOAT: usize = 4

/**
 * A turned box as floats, RGB interleaved, (value - offset) * scale: each pixel the mean of `perAxis` x `perAxis` samples,
 * of which each is the picture's nearest pixel. Over several that tells as much as bilinear ones.
 *
 * @param data 8-bit RGB
 * @param a, b, c, d, e, f where a pixel's corner lies on the picture: x = a u + b v + c, y = d u + e v + f
 * @param outside what lies beyond the picture, 0..255
 * @param space 8 bytes a sample
 */
export function averageBox(
  data: usize,
  width: i32,
  height: i32,
  a: f32,
  b: f32,
  c: f32,
  d: f32,
  e: f32,
  f: f32,
  size: i32,
  perAxis: i32,
  outside: f32,
  offset: f32,
  scale: f32,
  space: usize,
  target: usize,
): void {
  const samples = perAxis * perAxis
  let minX: f32 = 0
  let maxX: f32 = 0
  let minY: f32 = 0
  let maxY: f32 = 0
  for (let sample = 0; sample < samples; sample++) {
    const u = (f32(sample % perAxis) + 0.5) / f32(perAxis)
    const v = (f32(sample / perAxis) + 0.5) / f32(perAxis)
    const x = a * u + b * v
    const y = d * u + e * v
    minX = min(minX, x)
    maxX = max(maxX, x)
    minY = min(minY, y)
    maxY = max(maxY, y)
    store<f32>(space + usize(sample) * 8, x)
    store<f32>(space + usize(sample) * 8, y, 4)
  }
  const pairs = samples >> 1
  const isOdd = (samples & 1) != 0
  const strides = i32x4(3, 3 * width, 3, 3 * width)
  const factor = scale / f32(samples)
  const shift = f32x4.splat(-offset * scale)
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++, target += 3 * FLOAT) {
      const left = a * f32(u) + b * f32(v) + c
      const top = d * f32(u) + e * f32(v) + f
      let sum: v128
      if (left + minX >= 0 && top + minY >= 0 && left + maxX < f32(width) && top + maxY < f32(height)) {
        // Half a pixel less, as what follows rounds: the pixel that holds the place.
        const corner = f32x4.sub(f32x4(left, top, left, top), f32x4.splat(0.5))
        let total = i16x8.splat(0)
        let from = space
        for (let pair = 0; pair < pairs; pair++, from += 16) {
          const rounded = f32x4.add(f32x4.add(corner, v128.load(from)), f32x4.splat(MAGIC))
          const place = i32x4.sub(rounded, i32x4.splat(MAGIC_BITS))
          const at = i32x4.mul(place, strides)
          const bytes = i32x4.add(at, v128.shuffle<i32>(at, at, 1, 0, 3, 2))
          const one = v128.load32_zero(data + i32x4.extract_lane(bytes, 0))
          const both = v128.load32_lane(data + i32x4.extract_lane(bytes, 2), one, 1)
          total = i16x8.add(total, i16x8.extend_low_i8x16_u(both))
        }
        if (isOdd) {
          const x = i32(left + load<f32>(from))
          const y = i32(top + load<f32>(from, 4))
          total = i16x8.add(total, i16x8.extend_low_i8x16_u(v128.load32_zero(data + usize(3 * (y * width + x)))))
        }
        // The first sample of each pair is in the lower half, the second in the upper one.
        const parts = i32x4.add(i32x4.extend_low_i16x8_u(total), i32x4.extend_high_i16x8_u(total))
        sum = f32x4.convert_i32x4_u(parts)
      } else if (left + maxX < 0 || top + maxY < 0 || left + minX >= f32(width) || top + minY >= f32(height)) {
        sum = f32x4.splat(outside * f32(samples))
      } else {
        sum = f32x4.splat(0)
        for (let sample = 0; sample < samples; sample++) {
          const x = left + load<f32>(space + usize(sample) * 8)
          const y = top + load<f32>(space + usize(sample) * 8, 4)
          const isInside = x >= 0 && y >= 0 && x < f32(width) && y < f32(height)
          const colour = isInside ? colourAt(data + usize(3 * (i32(y) * width + i32(x)))) : f32x4.splat(outside)
          sum = f32x4.add(sum, colour)
        }
      }
      v128.store(target, f32x4.add(f32x4.mul(sum, f32x4.splat(factor)), shift))
    }
  }
}

/** The same with one bilinear sample a pixel, for boxes that don't shrink. */
export function interpolateBox(
  data: usize,
  width: i32,
  height: i32,
  a: f32,
  b: f32,
  c: f32,
  d: f32,
  e: f32,
  f: f32,
  size: i32,
  outside: f32,
  offset: f32,
  scale: f32,
  target: usize,
): void {
  const right = f32(width - 1)
  const bottom = f32(height - 1)
  const beyond = f32x4.splat(outside)
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++, target += 3 * FLOAT) {
      const x = a * (f32(u) + 0.5) + b * (f32(v) + 0.5) + c - 0.5
      const y = d * (f32(u) + 0.5) + e * (f32(v) + 0.5) + f - 0.5
      const isOutside = x < -0.5 || y < -0.5 || x > right + 0.5 || y > bottom + 0.5
      const colour = isOutside ? beyond : bilinear(data, 3, width, height, x, y)
      v128.store(target, f32x4.mul(f32x4.sub(colour, f32x4.splat(offset)), f32x4.splat(scale)))
    }
  }
}

/** Between four pixels' middles; beyond the outermost ones, those. `bytes` of a pixel: 3 of 8-bit RGB, or a vector. */
@inline
function bilinear(data: usize, bytes: usize, width: i32, height: i32, x: f32, y: f32): v128 {
  const cx = min(max(x, 0), f32(width - 1))
  const cy = min(max(y, 0), f32(height - 1))
  const x0 = i32(cx)
  const y0 = i32(cy)
  const nw = data + usize(y0 * width + x0) * bytes
  const ne = nw + (x0 + 1 < width ? bytes : 0)
  const down = y0 + 1 < height ? usize(width) * bytes : 0
  const across = f32x4.splat(cx - f32(x0))
  const upper = mix(read(nw, bytes), read(ne, bytes), across)
  const lower = mix(read(nw + down, bytes), read(ne + down, bytes), across)
  return mix(upper, lower, f32x4.splat(cy - f32(y0)))
}

@inline
function read(pixel: usize, bytes: usize): v128 {
  return bytes == 3 ? colourAt(pixel) : v128.load(pixel)
}

/** 8-bit RGB as three planes of floats, (value - offset) * scale. */
export function splitPlanes(data: usize, pixels: i32, offset: f32, scale: f32, target: usize): void {
  const plane = usize(pixels) * FLOAT
  for (let at = 0; at < pixels; at++, data += 3, target += FLOAT) {
    store<f32>(target, (f32(load<u8>(data)) - offset) * scale)
    store<f32>(target + plane, (f32(load<u8>(data, 1)) - offset) * scale)
    store<f32>(target + 2 * plane, (f32(load<u8>(data, 2)) - offset) * scale)
  }
}

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
      const gap = load<u8>(near + row + x) != 0 ? 0 : load<i32>(gaps + (usize(x) << 2)) + 1
      store<i32>(gaps + (usize(x) << 2), gap)
      store<u8>(clear + row + x, u8(gap > radius && load<u8>(inside + row + x) != 0))
    }
  }
  for (let x = 0; x < width; x++) store<i32>(gaps + (usize(x) << 2), radius + 1)
  for (let y = height - 1; y >= 0; y--) {
    const row = usize(y * width)
    for (let x = 0; x < width; x++) {
      const gap = load<u8>(near + row + x) != 0 ? 0 : load<i32>(gaps + (usize(x) << 2)) + 1
      store<i32>(gaps + (usize(x) << 2), gap)
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
