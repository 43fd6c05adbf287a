import { boxBlur } from './box-blur.ts'

/**
 * Guided filter (He, Sun, Tang 2010) of `source` by `guide`: a local linear model of the guide in each window, so the
 * result has the guide's edges. `epsilon` is a variance in the guide's units: detail below it is smoothed, above it kept.
 *
 * @param guide one float a pixel; `source` itself for edge-preserving smoothing
 */
export const guidedFilter = (
  source: Float32Array,
  guide: Float32Array,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): Float32Array => {
  const pixels = source.length
  const scratch = new Float32Array(pixels)
  const isSelf = source === guide
  const meanGuide = boxBlur(guide, width, height, radius, undefined, scratch)
  const meanSource = isSelf ? meanGuide : boxBlur(source, width, height, radius, undefined, scratch)
  const slope = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) slope[at] = guide[at]! * guide[at]!
  boxBlur(slope, width, height, radius, slope, scratch)
  const offset = new Float32Array(pixels)
  if (!isSelf) {
    for (let at = 0; at < pixels; at++) offset[at] = guide[at]! * source[at]!
    boxBlur(offset, width, height, radius, offset, scratch)
  }
  for (let at = 0; at < pixels; at++) {
    const mean = meanGuide[at]!
    const variance = slope[at]! - mean * mean
    const covariance = isSelf ? variance : offset[at]! - mean * meanSource[at]!
    const a = covariance / (variance + epsilon)
    slope[at] = a
    offset[at] = meanSource[at]! - a * mean
  }
  boxBlur(slope, width, height, radius, slope, scratch)
  boxBlur(offset, width, height, radius, offset, scratch)
  for (let at = 0; at < pixels; at++) offset[at] = slope[at]! * guide[at]! + offset[at]!
  return offset
}
