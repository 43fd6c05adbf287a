import { blurVectors } from './box-blur'
import { colourAt, storeColour, VECTOR } from './vectors'

const TINY: f32 = 1e-5

@inline
function clip(colour: v128): v128 {
  return f32x4.pmin(f32x4.pmax(colour, f32x4.splat(0)), f32x4.splat(255))
}

/** The figure's colour nearby, so that with the backdrop's it gives what the pixel shows. */
@inline
function frontAt(shown: v128, opacity: v128, before: v128, behind: v128): v128 {
  const given = f32x4.add(behind, f32x4.mul(opacity, f32x4.sub(before, behind)))
  return clip(f32x4.add(before, f32x4.mul(opacity, f32x4.sub(shown, given))))
}

/** Colours weighted with their share, and in the last lane the share itself. */
@inline
function weighed(colour: v128, share: f32): v128 {
  return f32x4.mul(f32x4.replace_lane(colour, 3, 1), f32x4.splat(share))
}

/** Out of weighted means, the colours that they are means of. */
@inline
function unweighed(sum: v128): v128 {
  return f32x4.div(sum, f32x4.splat(f32x4.extract_lane(sum, 3) + TINY))
}

/**
 * Blur fusion (see steps/foreground.ts): colours of both sides are spread by blurs weighted with alpha, wide and then
 * fine, each time corrected by what the pixels show. What is spread is kept by cells of 2 x 2 pixels; at the end of a
 * side of odd length a pixel stands for its missing neighbour too.
 *
 * @param data 8-bit RGB
 * @param alpha a float a pixel
 * @param wide, fine radii, cells
 * @param space three planes of vectors by cell, then a row of them
 * @param target 8-bit RGB
 */
export function fuseBlurs(
  data: usize,
  alpha: usize,
  width: i32,
  height: i32,
  wide: i32,
  fine: i32,
  space: usize,
  target: usize,
): void {
  const across = (width + 1) >> 1
  const down = (height + 1) >> 1
  const plane = usize(across * down) * VECTOR
  const front = space
  const back = front + plane
  const scratch = back + plane
  const sums = scratch + plane
  for (let y = 0, cell: usize = 0; y < height; y += 2) {
    const below = y + 1 < height ? width : 0
    for (let x = 0; x < width; x += 2, cell += VECTOR) {
      const right = x + 1 < width ? 1 : 0
      let before = f32x4.splat(0)
      let behind = f32x4.splat(0)
      for (let corner = 0; corner < 4; corner++) {
        const at = usize(y * width + x + (corner & 1 ? right : 0) + (corner & 2 ? below : 0))
        const opacity = load<f32>(alpha + (at << 2))
        const shown = colourAt(data + 3 * at)
        before = f32x4.add(before, weighed(shown, opacity))
        behind = f32x4.add(behind, weighed(shown, 1 - opacity))
      }
      v128.store(front + cell, f32x4.mul(before, f32x4.splat(0.25)))
      v128.store(back + cell, f32x4.mul(behind, f32x4.splat(0.25)))
    }
  }
  blurVectors(front, across, down, wide, front, scratch, sums)
  blurVectors(back, across, down, wide, back, scratch, sums)
  for (let y = 0, cell: usize = 0; y < height; y += 2) {
    const below = y + 1 < height ? width : 0
    for (let x = 0; x < width; x += 2, cell += VECTOR) {
      const right = x + 1 < width ? 1 : 0
      const before = unweighed(v128.load(front + cell))
      const behind = unweighed(v128.load(back + cell))
      let sum = f32x4.splat(0)
      let rest: f32 = 4
      for (let corner = 0; corner < 4; corner++) {
        const at = usize(y * width + x + (corner & 1 ? right : 0) + (corner & 2 ? below : 0))
        const opacity = load<f32>(alpha + (at << 2))
        const own = frontAt(colourAt(data + 3 * at), f32x4.splat(opacity), before, behind)
        sum = f32x4.add(sum, weighed(own, opacity))
        rest -= opacity
      }
      v128.store(front + cell, f32x4.mul(sum, f32x4.splat(0.25)))
      v128.store(back + cell, weighed(clip(behind), rest * 0.25))
    }
  }
  blurVectors(front, across, down, fine, front, scratch, sums)
  blurVectors(back, across, down, fine, back, scratch, sums)
  for (let at: usize = 0; at < 2 * plane; at += VECTOR) v128.store(space + at, unweighed(v128.load(space + at)))
  for (let y = 0; y < height; y++) {
    const row = usize((y >> 1) * across) * VECTOR
    for (let x = 0; x < width; x++, data += 3, alpha += 4, target += 3) {
      const cell = row + usize(x >> 1) * VECTOR
      const opacity = v128.load32_splat(alpha)
      const own = frontAt(colourAt(data), opacity, v128.load(front + cell), v128.load(back + cell))
      storeColour(target, own)
    }
  }
}

/** Pixels on an even colour of 0..255 a channel. */
export function layOn(data: usize, alpha: usize, pixels: i32, red: f32, green: f32, blue: f32, target: usize): void {
  const ground = f32x4(red, green, blue, 0)
  for (let at = 0; at < pixels; at++, data += 3, alpha += 4, target += 3) {
    const colour = f32x4.sub(colourAt(data), ground)
    storeColour(target, f32x4.add(ground, f32x4.mul(v128.load32_splat(alpha), colour)))
  }
}
