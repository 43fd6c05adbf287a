// What several of the loops need of a vector of four floats: red, green, blue, and one more.

/** Bytes of it. */
export const VECTOR: usize = 16

/** A pixel of 8-bit RGB, and whatever byte follows it. */
@inline
export function colourAt(pixel: usize): v128 {
  const bytes = v128.load32_zero(pixel)
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
}

/** Levels of 0..255, cut to whole numbers, as a pixel of 8-bit RGB; the byte after it is overwritten too. */
@inline
export function storeColour(pixel: usize, colour: v128): void {
  const levels = i32x4.trunc_sat_f32x4_u(colour)
  const words = i16x8.narrow_i32x4_u(levels, levels)
  v128.store32_lane(pixel, i8x16.narrow_i16x8_u(words, words), 0)
}

@inline
export function mix(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share))
}
