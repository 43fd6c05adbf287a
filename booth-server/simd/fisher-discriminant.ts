// Fisher's linear discriminant in windows: which colours are foreground here, and which background.
import { Bytes, Floats, Vectors } from './addresses'
import { boxBlurVectors } from './box-blur'
import { release, reserve, scratchTop } from './memory'
import { VECTOR } from './vectors'

/** Variance of a sensor's noise and a JPEG's blocks, colours in 0..1: added to each channel's own. */
const NOISE: f64 = 4e-4
/** Below this mean weight in the window a side has no sample. */
const MIN_WEIGHT: f64 = 0.004

@unmanaged
export class BlendFisher {
  /** Red, green, blue, opacity, 0..1. */
  colours: Vectors
  /** Two a cell: its share of known foreground, and of known background. */
  known: Floats
  unknown: Bytes
  width: i32
  height: i32
  radius: i32
  /** Squared distance of the two mean colours in standard deviations, from which the discriminant has a say. */
  separationFrom: f64
  /** From which it has all of it. */
  separationTo: f64
  /** Opacity that counts as 0 where the discriminant has all of the say. */
  hazeSure: f64
  /** And where it has none. */
  hazeUnsure: f64
  /** In place. */
  model: Vectors
}

/**
 * Fisher's linear discriminant (Fisher 1936), one a window: from the colours of known foreground and known background
 * nearby, the direction along which they differ most against their own spread, scaled so that the background's mean
 * gives 0 and the foreground's 1. A mixed pixel then reads as its share of foreground, which is what opacity is. Where
 * colours separate the two, the discriminant takes the place of the model; where they don't, the model stays; both are
 * stretched, so that haze becomes 0 and what is nearly opaque 1.
 */
export function blendFisher(args: BlendFisher): void {
  const colours = args.colours
  const known = args.known
  const unknown = args.unknown
  const width = args.width
  const height = args.height
  const radius = args.radius
  const separationFrom = args.separationFrom
  const separationTo = args.separationTo
  const hazeSure = args.hazeSure
  const hazeUnsure = args.hazeUnsure
  const model = args.model
  const count = width * height
  const plane = usize(count) * VECTOR
  const mark = scratchTop()
  const space = reserve(7 * plane)
  const back = space + 3 * plane
  const scratch = back + 3 * plane
  weightedMoments(colours, known, count, space)
  weightedMoments(colours, known + 4, count, back)
  for (let at: usize = 0; at < 6 * plane; at += plane) {
    boxBlurVectors(space + at, width, height, radius, space + at, scratch)
  }
  for (let at = 0; at < count; at++) {
    if (load<u8>(unknown + at) == 0) continue
    const v = usize(at) * VECTOR
    const wf = f64(load<f32>(space + v))
    const wb = f64(load<f32>(back + v))
    let confidence: f64 = 0
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
          confidence = min(max((separation - separationFrom) / (separationTo - separationFrom), 0), 1)
        }
      }
    }
    const haze = hazeSure + (hazeUnsure - hazeSure) * (1 - confidence)
    const stretch = 1 / (1 - 2 * haze)
    const own = (1 - confidence) * stretch
    const byColour = confidence * stretch
    const m = model + v
    store<f32>(m, f32(f64(load<f32>(m)) * own + red * byColour))
    store<f32>(m, f32(f64(load<f32>(m, 4)) * own + green * byColour), 4)
    store<f32>(m, f32(f64(load<f32>(m, 8)) * own + blue * byColour), 8)
    store<f32>(m, f32(f64(load<f32>(m, 12)) * own + offset * byColour - haze * stretch), 12)
  }
  release(mark)
}

/** Weighted moments of each cell in three planes of vectors: 1 r g b, rr gg bb rg, rb gb. */
function weightedMoments(colours: usize, weights: usize, count: i32, target: usize): void {
  const plane = usize(count) * VECTOR
  const one = f32x4.splat(1)
  for (let at = 0; at < count; at++, colours += VECTOR, target += VECTOR, weights += 8) {
    const weight = f32x4.splat(load<f32>(weights))
    const cell = v128.load(colours)
    v128.store(target, f32x4.mul(weight, v128.shuffle<f32>(one, cell, 0, 4, 5, 6)))
    const squares = f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 2, 0), v128.shuffle<f32>(cell, cell, 0, 1, 2, 1))
    v128.store(target + plane, f32x4.mul(weight, squares))
    const crosses = f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 0, 1), v128.shuffle<f32>(cell, cell, 2, 2, 2, 2))
    v128.store(target + 2 * plane, f32x4.mul(weight, crosses))
  }
}
