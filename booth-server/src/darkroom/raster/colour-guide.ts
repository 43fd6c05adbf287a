import { boxBlur } from './box-blur.ts'

export interface Planes {
  readonly red: Float32Array
  readonly green: Float32Array
  readonly blue: Float32Array
}

/** A local linear model: value = red * r + green * g + blue * b + offset, each a plane. */
export interface LinearModel extends Planes {
  readonly offset: Float32Array
}

/**
 * Guided filter with a colour guide (He, Sun, Tang 2013, section 3.4), up to its linear model: apply it to the guide at
 * a higher resolution for the fast form (He, Sun 2015). Where `band` is 0 the model is the value itself.
 *
 * @param guide 0..1 a channel
 * @param epsilon variance below which an edge of the guide is taken for noise
 */
export const fitColourGuide = (
  guide: Planes,
  value: Float32Array,
  band: Uint8Array,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): LinearModel => {
  const pixels = value.length
  const scratch = new Float32Array(pixels)
  const mean = (plane: Float32Array, target?: Float32Array) => boxBlur(plane, width, height, radius, target, scratch)
  const product = (one: Float32Array, other: Float32Array) => {
    const result = new Float32Array(pixels)
    for (let at = 0; at < pixels; at++) result[at] = one[at]! * other[at]!
    return mean(result, result)
  }
  const { red, green, blue } = guide
  const meanR = mean(red)
  const meanG = mean(green)
  const meanB = mean(blue)
  const meanV = mean(value)
  const rr = product(red, red)
  const rg = product(red, green)
  const rb = product(red, blue)
  const gg = product(green, green)
  const gb = product(green, blue)
  const bb = product(blue, blue)
  const rv = product(red, value)
  const gv = product(green, value)
  const bv = product(blue, value)
  const slopeR = new Float32Array(pixels)
  const slopeG = new Float32Array(pixels)
  const slopeB = new Float32Array(pixels)
  const offset = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    if (band[at] === 0) {
      offset[at] = value[at]!
      continue
    }
    const mr = meanR[at]!
    const mg = meanG[at]!
    const mb = meanB[at]!
    const mv = meanV[at]!
    const a = rr[at]! - mr * mr + epsilon
    const b = rg[at]! - mr * mg
    const c = rb[at]! - mr * mb
    const d = gg[at]! - mg * mg + epsilon
    const e = gb[at]! - mg * mb
    const f = bb[at]! - mb * mb + epsilon
    const pr = rv[at]! - mr * mv
    const pg = gv[at]! - mg * mv
    const pb = bv[at]! - mb * mv
    // The inverse of the symmetric 3 x 3 covariance, by cofactors.
    const A = d * f - e * e
    const B = c * e - b * f
    const C = b * e - c * d
    const determinant = a * A + b * B + c * C
    const r = (A * pr + B * pg + C * pb) / determinant
    const g = (B * pr + (a * f - c * c) * pg + (b * c - a * e) * pb) / determinant
    const l = (C * pr + (b * c - a * e) * pg + (a * d - b * b) * pb) / determinant
    slopeR[at] = r
    slopeG[at] = g
    slopeB[at] = l
    offset[at] = mv - r * mr - g * mg - l * mb
  }
  return {
    red: mean(slopeR, slopeR),
    green: mean(slopeG, slopeG),
    blue: mean(slopeB, slopeB),
    offset: mean(offset, offset),
  }
}
