// Colours to opacity by local linear models. A cell's vector is four floats; planes of vectors lie row by row.
import { blurVectors } from './box-blur'
import { VECTOR } from './vectors'

/**
 * Guided filter with a colour guide (He, Sun, Tang 2013, section 3.4), up to its linear model: opacity = red * r +
 * green * g + blue * b + offset. Where `band` is 0 the model is the opacity itself.
 *
 * @param cells red, green, blue, opacity, 0..1
 * @param band a byte a cell
 * @param epsilon variance of colour below which an edge is taken for noise
 * @param model slopes of red, green, blue, and offset: the result
 * @param space four planes of vectors, then one for the blurs, then a row of them
 */
export function fitGuide(
  cells: usize,
  band: usize,
  width: i32,
  height: i32,
  radius: i32,
  epsilon: f64,
  model: usize,
  space: usize,
): void {
  const count = width * height
  const plane = usize(count) * VECTOR
  const squares = space + plane
  const crosses = squares + plane
  const rest = crosses + plane
  const scratch = rest + plane
  const sums = scratch + plane
  for (let at: usize = 0; at < plane; at += VECTOR) {
    const cell = v128.load(cells + at)
    // r, g, b, v: rr gg bb rg, rb gb rv gv, bv
    v128.store(
      squares + at,
      f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 2, 0), v128.shuffle<f32>(cell, cell, 0, 1, 2, 1)),
    )
    v128.store(
      crosses + at,
      f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 0, 1), v128.shuffle<f32>(cell, cell, 2, 2, 3, 3)),
    )
    v128.store(
      rest + at,
      f32x4.mul(v128.shuffle<f32>(cell, cell, 2, 2, 2, 2), v128.shuffle<f32>(cell, cell, 3, 3, 3, 3)),
    )
  }
  blurVectors(cells, width, height, radius, space, scratch, sums)
  blurVectors(squares, width, height, radius, squares, scratch, sums)
  blurVectors(crosses, width, height, radius, crosses, scratch, sums)
  blurVectors(rest, width, height, radius, rest, scratch, sums)
  for (let at = 0; at < count; at++) {
    const v = usize(at) * VECTOR
    if (load<u8>(band + at) == 0) {
      v128.store(model + v, f32x4.replace_lane(f32x4.splat(0), 3, load<f32>(cells + v, 12)))
      continue
    }
    const mr = f64(load<f32>(space + v))
    const mg = f64(load<f32>(space + v, 4))
    const mb = f64(load<f32>(space + v, 8))
    const mv = f64(load<f32>(space + v, 12))
    const a = f64(load<f32>(squares + v)) - mr * mr + epsilon
    const d = f64(load<f32>(squares + v, 4)) - mg * mg + epsilon
    const f = f64(load<f32>(squares + v, 8)) - mb * mb + epsilon
    const b = f64(load<f32>(squares + v, 12)) - mr * mg
    const c = f64(load<f32>(crosses + v)) - mr * mb
    const e = f64(load<f32>(crosses + v, 4)) - mg * mb
    const pr = f64(load<f32>(crosses + v, 8)) - mr * mv
    const pg = f64(load<f32>(crosses + v, 12)) - mg * mv
    const pb = f64(load<f32>(rest + v)) - mb * mv
    // The inverse of the symmetric 3 x 3 covariance, by cofactors.
    const c00 = d * f - e * e
    const c01 = c * e - b * f
    const c02 = b * e - c * d
    const c12 = b * c - a * e
    const share = 1 / (a * c00 + b * c01 + c * c02)
    const r = (c00 * pr + c01 * pg + c02 * pb) * share
    const g = (c01 * pr + (a * f - c * c) * pg + c12 * pb) * share
    const l = (c02 * pr + c12 * pg + (a * d - b * b) * pb) * share
    store<f32>(model + v, f32(r))
    store<f32>(model + v, f32(g), 4)
    store<f32>(model + v, f32(l), 8)
    store<f32>(model + v, f32(mv - r * mr - g * mg - l * mb), 12)
  }
  blurVectors(model, width, height, radius, model, scratch, sums)
}

/** Variance of a sensor's noise and a JPEG's blocks, colours in 0..1: no area is more even than that. */
const NOISE: f64 = 4e-4
/** Less weight than this of either side in the window is no sample. */
const MIN_WEIGHT: f64 = 0.004

/**
 * Fisher's linear discriminant, one a window: from the colours of what surely is figure and what surely is backdrop
 * nearby, the direction along which they differ most against their own spread, scaled so that the backdrop's mean gives
 * 0 and the figure's 1. A mixed pixel then reads as its share of figure, which is what opacity is. Where colours tell
 * the two apart, the discriminant takes the place of `model`; where they don't, the model stays; both stretched, so
 * that haze becomes 0 and what is nearly opaque 1.
 *
 * @param cells red, green, blue, opacity, 0..1
 * @param sides floats, two a cell: how much of it surely is figure, how much surely backdrop
 * @param from, to squared distance of the two colours in standard deviations between which the discriminant gets its
 *   say
 * @param sureHaze, unsureHaze opacity that counts as 0 where it has all of the say, and none
 * @param space six planes of vectors, then one for the blurs, then a row of them
 */
export function blendFisher(
  cells: usize,
  sides: usize,
  band: usize,
  width: i32,
  height: i32,
  radius: i32,
  from: f64,
  to: f64,
  sureHaze: f64,
  unsureHaze: f64,
  model: usize,
  space: usize,
): void {
  const count = width * height
  const plane = usize(count) * VECTOR
  const back = space + 3 * plane
  const scratch = back + 3 * plane
  const sums = scratch + plane
  sumMoments(cells, sides, count, space)
  sumMoments(cells, sides + 4, count, back)
  for (let at: usize = 0; at < 6 * plane; at += plane) {
    blurVectors(space + at, width, height, radius, space + at, scratch, sums)
  }
  for (let at = 0; at < count; at++) {
    if (load<u8>(band + at) == 0) continue
    const v = usize(at) * VECTOR
    const wf = f64(load<f32>(space + v))
    const wb = f64(load<f32>(back + v))
    let say: f64 = 0
    let red: f64 = 0
    let green: f64 = 0
    let blue: f64 = 0
    let offset: f64 = 0
    if (wf >= MIN_WEIGHT && wb >= MIN_WEIGHT) {
      const f = space + v
      const b = back + v
      const sf = 1 / wf
      const sb = 1 / wb
      const fr = f64(load<f32>(f, 4)) * sf
      const fg = f64(load<f32>(f, 8)) * sf
      const fb = f64(load<f32>(f, 12)) * sf
      const br = f64(load<f32>(b, 4)) * sb
      const bg = f64(load<f32>(b, 8)) * sb
      const bb = f64(load<f32>(b, 12)) * sb
      const fSquares = f + plane
      const bSquares = b + plane
      const rr = f64(load<f32>(fSquares)) * sf - fr * fr + f64(load<f32>(bSquares)) * sb - br * br + NOISE
      const gg = f64(load<f32>(fSquares, 4)) * sf - fg * fg + f64(load<f32>(bSquares, 4)) * sb - bg * bg + NOISE
      const ll = f64(load<f32>(fSquares, 8)) * sf - fb * fb + f64(load<f32>(bSquares, 8)) * sb - bb * bb + NOISE
      const rg = f64(load<f32>(fSquares, 12)) * sf - fr * fg + f64(load<f32>(bSquares, 12)) * sb - br * bg
      const fCrosses = fSquares + plane
      const bCrosses = bSquares + plane
      const rb = f64(load<f32>(fCrosses)) * sf - fr * fb + f64(load<f32>(bCrosses)) * sb - br * bb
      const gb = f64(load<f32>(fCrosses, 4)) * sf - fg * fb + f64(load<f32>(bCrosses, 4)) * sb - bg * bb
      const dr = fr - br
      const dg = fg - bg
      const db = fb - bb
      const c00 = gg * ll - gb * gb
      const c01 = rb * gb - rg * ll
      const c02 = rg * gb - rb * gg
      const c12 = rg * rb - rr * gb
      const determinant = rr * c00 + rg * c01 + rb * c02
      if (determinant > 0) {
        const share = 1 / determinant
        const sr = (c00 * dr + c01 * dg + c02 * db) * share
        const sg = (c01 * dr + (rr * ll - rb * rb) * dg + c12 * db) * share
        const sl = (c02 * dr + c12 * dg + (rr * gg - rg * rg) * db) * share
        const separation = sr * dr + sg * dg + sl * db
        if (separation > 0) {
          const scale = 1 / separation
          red = sr * scale
          green = sg * scale
          blue = sl * scale
          offset = -(sr * br + sg * bg + sl * bb) * scale
          say = min(max((separation - from) / (to - from), 0), 1)
        }
      }
    }
    const haze = sureHaze + (unsureHaze - sureHaze) * (1 - say)
    const stretch = 1 / (1 - 2 * haze)
    const own = (1 - say) * stretch
    const byColour = say * stretch
    const m = model + v
    store<f32>(m, f32(f64(load<f32>(m)) * own + red * byColour))
    store<f32>(m, f32(f64(load<f32>(m, 4)) * own + green * byColour), 4)
    store<f32>(m, f32(f64(load<f32>(m, 8)) * own + blue * byColour), 8)
    store<f32>(m, f32(f64(load<f32>(m, 12)) * own + offset * byColour - haze * stretch), 12)
  }
}

/** Of each cell, weighted: 1 r g b, rr gg bb rg, rb gb. Three planes. */
function sumMoments(cells: usize, weights: usize, count: i32, target: usize): void {
  const plane = usize(count) * VECTOR
  const one = f32x4.splat(1)
  for (let at = 0; at < count; at++, cells += VECTOR, target += VECTOR, weights += 8) {
    const weight = f32x4.splat(load<f32>(weights))
    const cell = v128.load(cells)
    v128.store(target, f32x4.mul(weight, v128.shuffle<f32>(one, cell, 0, 4, 5, 6)))
    const squares = f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 2, 0), v128.shuffle<f32>(cell, cell, 0, 1, 2, 1))
    v128.store(target + plane, f32x4.mul(weight, squares))
    const crosses = f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 0, 1), v128.shuffle<f32>(cell, cell, 2, 2, 2, 2))
    v128.store(target + 2 * plane, f32x4.mul(weight, crosses))
  }
}
