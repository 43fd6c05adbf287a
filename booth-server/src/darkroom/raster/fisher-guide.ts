import { boxBlur } from './box-blur.ts'
import type { LinearModel, Planes } from './colour-guide.ts'

export interface FisherModel extends LinearModel {
  /** Squared distance of the two colours in standard deviations: how well this place can be told apart by colour. */
  readonly separation: Float32Array
}

/** Variance of a sensor's noise and a JPEG's blocks, colours in 0..1: no area is more even than that. */
const NOISE = 4e-4
/** Less weight than this of either side in the window is no sample. */
const MIN_WEIGHT = 0.004

/**
 * Fisher's linear discriminant, one a window: from the colours of what surely is figure and what surely is backdrop
 * nearby, the direction along which they differ most against their own spread, scaled so that the backdrop's mean gives
 * 0 and the figure's 1. A mixed pixel then reads as its share of figure, which is what opacity is.
 *
 * @param figure 1 where surely figure
 * @param backdrop 1 where surely backdrop
 * @param band where an answer is wanted
 */
export const fitFisherGuide = (
  guide: Planes,
  figure: Float32Array,
  backdrop: Float32Array,
  band: Uint8Array,
  width: number,
  height: number,
  radius: number,
): FisherModel => {
  const pixels = figure.length
  const front = momentsOf(guide, figure, width, height, radius)
  const back = momentsOf(guide, backdrop, width, height, radius)
  const red = new Float32Array(pixels)
  const green = new Float32Array(pixels)
  const blue = new Float32Array(pixels)
  const offset = new Float32Array(pixels)
  const separation = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    if (band[at] === 0) continue
    const wf = front.weight[at]!
    const wb = back.weight[at]!
    if (wf < MIN_WEIGHT || wb < MIN_WEIGHT) continue
    const fr = front.red[at]! / wf
    const fg = front.green[at]! / wf
    const fb = front.blue[at]! / wf
    const br = back.red[at]! / wb
    const bg = back.green[at]! / wb
    const bb = back.blue[at]! / wb
    const rr = front.rr[at]! / wf - fr * fr + back.rr[at]! / wb - br * br + NOISE
    const gg = front.gg[at]! / wf - fg * fg + back.gg[at]! / wb - bg * bg + NOISE
    const ll = front.bb[at]! / wf - fb * fb + back.bb[at]! / wb - bb * bb + NOISE
    const rg = front.rg[at]! / wf - fr * fg + back.rg[at]! / wb - br * bg
    const rb = front.rb[at]! / wf - fr * fb + back.rb[at]! / wb - br * bb
    const gb = front.gb[at]! / wf - fg * fb + back.gb[at]! / wb - bg * bb
    const dr = fr - br
    const dg = fg - bg
    const db = fb - bb
    const c00 = gg * ll - gb * gb
    const c01 = rb * gb - rg * ll
    const c02 = rg * gb - rb * gg
    const determinant = rr * c00 + rg * c01 + rb * c02
    if (!(determinant > 0)) continue
    const sr = (c00 * dr + c01 * dg + c02 * db) / determinant
    const sg = (c01 * dr + (rr * ll - rb * rb) * dg + (rg * rb - rr * gb) * db) / determinant
    const sb = (c02 * dr + (rg * rb - rr * gb) * dg + (rr * gg - rg * rg) * db) / determinant
    const squared = sr * dr + sg * dg + sb * db
    if (!(squared > 0)) continue
    red[at] = sr / squared
    green[at] = sg / squared
    blue[at] = sb / squared
    offset[at] = -(sr * br + sg * bg + sb * bb) / squared
    separation[at] = squared
  }
  return { red, green, blue, offset, separation }
}

interface Moments extends Planes {
  readonly weight: Float32Array
  readonly rr: Float32Array
  readonly gg: Float32Array
  readonly bb: Float32Array
  readonly rg: Float32Array
  readonly rb: Float32Array
  readonly gb: Float32Array
}

/** Windowed sums of colours and their products over a mask. */
const momentsOf = (
  { red, green, blue }: Planes,
  mask: Float32Array,
  width: number,
  height: number,
  radius: number,
): Moments => {
  const pixels = mask.length
  const plane = () => new Float32Array(pixels)
  const sums = { red: plane(), green: plane(), blue: plane(), rr: plane(), gg: plane(), bb: plane() }
  const cross = { rg: plane(), rb: plane(), gb: plane() }
  for (let at = 0; at < pixels; at++) {
    const weight = mask[at]!
    if (weight === 0) continue
    const r = red[at]!
    const g = green[at]!
    const b = blue[at]!
    const wr = weight * r
    const wg = weight * g
    const wb = weight * b
    sums.red[at] = wr
    sums.green[at] = wg
    sums.blue[at] = wb
    sums.rr[at] = wr * r
    sums.gg[at] = wg * g
    sums.bb[at] = wb * b
    cross.rg[at] = wr * g
    cross.rb[at] = wr * b
    cross.gb[at] = wg * b
  }
  const scratch = plane()
  const moments = { weight: mask.slice(), ...sums, ...cross }
  for (const sum of Object.values(moments)) boxBlur(sum, width, height, radius, sum, scratch)
  return moments
}
