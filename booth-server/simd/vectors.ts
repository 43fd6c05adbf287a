// Vectors of four floats: red, green, blue, and one more.

/** Bytes of a vector. */
export const VECTOR: usize = 16

/** A pixel of 8-bit RGB, and whatever byte follows it. */
@inline
export function colourAt(pixel: usize): v128 {
  const bytes = v128.load32_zero(pixel)
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
}

/**
 * What turns a float of 0 up to some millions into the nearest whole number when it is added: the sum's lower bits are
 * that number. Instructions that convert cost several times as much, as they provide for any float.
 */
export const MAGIC: f32 = 12582912
export const MAGIC_BITS: i32 = 0x4b400000

/** Levels of 0..255, rounded, as a pixel of 8-bit RGB; the byte after it is overwritten too. */
@inline
export function storeColour(pixel: usize, colour: v128): void {
  const levels = f32x4.add(colour, f32x4.splat(MAGIC))
  v128.store32_lane(pixel, v128.shuffle<u8>(levels, levels, 0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0)
}

@inline
export function mix(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share))
}

/** Bilinear between pixel centres, clamped to the outermost ones. `bytes` of a pixel: 3 of 8-bit RGB, or a vector. */
@inline
export function bilinear(data: usize, bytes: usize, width: i32, height: i32, x: f32, y: f32): v128 {
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
