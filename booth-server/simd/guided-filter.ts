// The guided filter (He, Sun, Tang, "Guided image filtering", 2013).
import { Bytes, Floats, Vectors } from './addresses'
import { boxBlurInto, boxBlurVectors } from './box-blur'
import { floatAt, setFloat } from './planes'
import { release, reserve, scratchTop } from './memory'
import { VECTOR } from './vectors'

@unmanaged
export class GuidedFilter {
  source: Floats
  /** The source itself for edge-preserving smoothing. */
  guide: Floats
  width: i32
  height: i32
  radius: i32
  /** A variance in the guide's units: detail below it is smoothed, above it kept. */
  epsilon: f64
  /** Result; may be neither source nor guide. */
  target: Floats
}

/** Guided filter of a plane by a guide of one channel: the result has the guide's edges. */
export function guidedFilter(args: GuidedFilter): void {
  const source = args.source
  const guide = args.guide
  const width = args.width
  const height = args.height
  const radius = args.radius
  const epsilon = args.epsilon
  const offset = args.target
  const pixels = width * height
  const isSelf = source == guide
  const mark = scratchTop()
  const bytes = usize(pixels) << 2
  const meanGuide = reserve(bytes)
  const meanSource = isSelf ? meanGuide : reserve(bytes)
  const slope = reserve(bytes)
  boxBlurInto(guide, width, height, radius, meanGuide)
  if (!isSelf) boxBlurInto(source, width, height, radius, meanSource)
  for (let at = 0; at < pixels; at++) setFloat(slope, at, f32(f64(floatAt(guide, at)) * f64(floatAt(guide, at))))
  boxBlurInto(slope, width, height, radius, slope)
  if (!isSelf) {
    for (let at = 0; at < pixels; at++) setFloat(offset, at, f32(f64(floatAt(guide, at)) * f64(floatAt(source, at))))
    boxBlurInto(offset, width, height, radius, offset)
  }
  for (let at = 0; at < pixels; at++) {
    const mean = f64(floatAt(meanGuide, at))
    const variance = f64(floatAt(slope, at)) - mean * mean
    const covariance = isSelf ? variance : f64(floatAt(offset, at)) - mean * f64(floatAt(meanSource, at))
    const a = covariance / (variance + epsilon)
    setFloat(slope, at, f32(a))
    setFloat(offset, at, f32(f64(floatAt(meanSource, at)) - a * mean))
  }
  boxBlurInto(slope, width, height, radius, slope)
  boxBlurInto(offset, width, height, radius, offset)
  for (let at = 0; at < pixels; at++) {
    const value = f64(floatAt(slope, at)) * f64(floatAt(guide, at)) + f64(floatAt(offset, at))
    setFloat(offset, at, f32(value))
  }
  release(mark)
}

@unmanaged
export class FitGuidedFilter {
  /** Red, green, blue, opacity, 0..1. */
  colours: Vectors
  /** A byte a cell. */
  unknown: Bytes
  width: i32
  height: i32
  radius: i32
  /** Variance of colour (0..1) below which an edge counts as noise. */
  epsilon: f64
  /** Result: slopes of red, green, blue, and offset. */
  model: Vectors
}

/**
 * Guided filter with a colour guide (He, Sun, Tang, "Guided image filtering", 2013, section 3.4), up to its linear
 * model: opacity = red * r + green * g + blue * b + offset. Where a cell is known the model is the opacity itself.
 */
export function fitGuidedFilter(args: FitGuidedFilter): void {
  const colours = args.colours
  const unknown = args.unknown
  const width = args.width
  const height = args.height
  const radius = args.radius
  const epsilon = args.epsilon
  const model = args.model
  const count = width * height
  const plane = usize(count) * VECTOR
  const mark = scratchTop()
  const space = reserve(5 * plane)
  const squares = space + plane
  const crosses = squares + plane
  const rest = crosses + plane
  const scratch = rest + plane
  for (let at: usize = 0; at < plane; at += VECTOR) {
    const cell = v128.load(colours + at)
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
  boxBlurVectors(colours, width, height, radius, space, scratch)
  boxBlurVectors(squares, width, height, radius, squares, scratch)
  boxBlurVectors(crosses, width, height, radius, crosses, scratch)
  boxBlurVectors(rest, width, height, radius, rest, scratch)
  for (let at = 0; at < count; at++) {
    const v = usize(at) * VECTOR
    if (load<u8>(unknown + at) == 0) {
      v128.store(model + v, f32x4.replace_lane(f32x4.splat(0), 3, load<f32>(colours + v, 12)))
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
  boxBlurVectors(model, width, height, radius, model, scratch)
  release(mark)
}
