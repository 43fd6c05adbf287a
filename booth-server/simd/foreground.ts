import { Bytes, Floats } from './addresses'
import { boxBlurVectors } from './box-blur'
import { release, reserve, scratchTop } from './memory'
import { colourAt, storeColour, VECTOR } from './vectors'

const TINY: f32 = 1e-5

@inline
function clip(colour: v128): v128 {
  return f32x4.pmin(f32x4.pmax(colour, f32x4.splat(0)), f32x4.splat(255))
}

/** The spread foreground colour, corrected so that composited over the background's it gives the pixel's colour. */
@inline
function foregroundAt(observed: v128, opacity: v128, foreground: v128, background: v128): v128 {
  const given = f32x4.add(background, f32x4.mul(opacity, f32x4.sub(foreground, background)))
  return clip(f32x4.add(foreground, f32x4.mul(opacity, f32x4.sub(observed, given))))
}

/** A colour times its weight, and in the last lane the weight itself. */
@inline
function weighted(colour: v128, share: f32): v128 {
  return f32x4.mul(f32x4.replace_lane(colour, 3, 1), f32x4.splat(share))
}

/** The colour of a sum of weighted colours. */
@inline
function normalised(sum: v128): v128 {
  return f32x4.div(sum, f32x4.splat(f32x4.extract_lane(sum, 3) + TINY))
}

@unmanaged
export class EstimateForeground {
  /** 8-bit RGB. */
  data: Bytes
  /** 0..1. */
  alpha: Floats
  width: i32
  height: i32
  /** Of the first pass, cells of 2 x 2 pixels. */
  wideRadius: i32
  /** Of the second pass, cells. */
  fineRadius: i32
  /** Result: 8-bit RGB. */
  target: Bytes
}

/**
 * Foreground colours by blur fusion (Forte, "Approximate fast foreground colour estimation", 2021): the colours of both
 * sides are spread by box blurs weighted with alpha, wide and then fine, each time corrected by what the pixel shows.
 * What is spread is kept by cells of 2 x 2 pixels; at the end of a side of odd length a pixel stands for its missing
 * neighbour too.
 */
export function estimateForeground(args: EstimateForeground): void {
  let data = args.data
  let alpha = args.alpha
  const width = args.width
  const height = args.height
  const wideRadius = args.wideRadius
  const fineRadius = args.fineRadius
  let target = args.target
  const across = (width + 1) >> 1
  const down = (height + 1) >> 1
  const plane = usize(across * down) * VECTOR
  const mark = scratchTop()
  const space = reserve(4 * plane)
  const foregroundPlane = space
  const backgroundPlane = foregroundPlane + plane
  const scratch = backgroundPlane + plane
  for (let y = 0, cell: usize = 0; y < height; y += 2) {
    const below = y + 1 < height ? width : 0
    for (let x = 0; x < width; x += 2, cell += VECTOR) {
      const right = x + 1 < width ? 1 : 0
      let foreground = f32x4.splat(0)
      let background = f32x4.splat(0)
      for (let corner = 0; corner < 4; corner++) {
        const at = usize(y * width + x + (corner & 1 ? right : 0) + (corner & 2 ? below : 0))
        const opacity = load<f32>(alpha + (at << 2))
        const observed = colourAt(data + 3 * at)
        foreground = f32x4.add(foreground, weighted(observed, opacity))
        background = f32x4.add(background, weighted(observed, 1 - opacity))
      }
      v128.store(foregroundPlane + cell, f32x4.mul(foreground, f32x4.splat(0.25)))
      v128.store(backgroundPlane + cell, f32x4.mul(background, f32x4.splat(0.25)))
    }
  }
  boxBlurVectors(foregroundPlane, across, down, wideRadius, foregroundPlane, scratch)
  boxBlurVectors(backgroundPlane, across, down, wideRadius, backgroundPlane, scratch)
  for (let y = 0, cell: usize = 0; y < height; y += 2) {
    const below = y + 1 < height ? width : 0
    for (let x = 0; x < width; x += 2, cell += VECTOR) {
      const right = x + 1 < width ? 1 : 0
      const foreground = normalised(v128.load(foregroundPlane + cell))
      const background = normalised(v128.load(backgroundPlane + cell))
      let sum = f32x4.splat(0)
      let rest: f32 = 4
      for (let corner = 0; corner < 4; corner++) {
        const at = usize(y * width + x + (corner & 1 ? right : 0) + (corner & 2 ? below : 0))
        const opacity = load<f32>(alpha + (at << 2))
        const own = foregroundAt(colourAt(data + 3 * at), f32x4.splat(opacity), foreground, background)
        sum = f32x4.add(sum, weighted(own, opacity))
        rest -= opacity
      }
      v128.store(foregroundPlane + cell, f32x4.mul(sum, f32x4.splat(0.25)))
      v128.store(backgroundPlane + cell, weighted(clip(background), rest * 0.25))
    }
  }
  boxBlurVectors(foregroundPlane, across, down, fineRadius, foregroundPlane, scratch)
  boxBlurVectors(backgroundPlane, across, down, fineRadius, backgroundPlane, scratch)
  for (let at: usize = 0; at < 2 * plane; at += VECTOR) v128.store(space + at, normalised(v128.load(space + at)))
  for (let y = 0; y < height; y++) {
    const row = usize((y >> 1) * across) * VECTOR
    for (let x = 0; x < width; x++, data += 3, alpha += 4, target += 3) {
      const cell = row + usize(x >> 1) * VECTOR
      const opacity = v128.load32_splat(alpha)
      const foreground = v128.load(foregroundPlane + cell)
      const own = foregroundAt(colourAt(data), opacity, foreground, v128.load(backgroundPlane + cell))
      storeColour(target, own)
    }
  }
  release(mark)
}

@unmanaged
export class CompositeOver {
  /** 8-bit RGB. */
  data: Bytes
  alpha: Floats
  pixels: i32
  red: f32
  green: f32
  blue: f32
  /** Result: 8-bit RGB. */
  target: Bytes
}

/** Composites pixels over an even colour (Porter and Duff, "over", 1984), channels in 0..255. */
export function compositeOver(args: CompositeOver): void {
  let data = args.data
  let alpha = args.alpha
  const pixels = args.pixels
  const red = args.red
  const green = args.green
  const blue = args.blue
  let target = args.target
  const backdropColour = f32x4(red, green, blue, 0)
  for (let at = 0; at < pixels; at++, data += 3, alpha += 4, target += 3) {
    const colour = f32x4.sub(colourAt(data), backdropColour)
    storeColour(target, f32x4.add(backdropColour, f32x4.mul(v128.load32_splat(alpha), colour)))
  }
}
