import { boxBlur } from '../../photo/imaging/box-blur.ts'
import type { Picture } from '../../photo/imaging/values.ts'
import { compositeOver } from '../../photo/matting/composite.ts'

/**
 * What is wrong at a print's edge where no truth is known, on three far colours, over the pixels of the band of doubt.
 *
 * Near each pixel the figure's own colour I and the old backdrop's B are known from where the mattes agree on 1 and 0.
 * An edge laid on a colour C well lies between I and C. By least squares over the channels its colour is
 * O - C = x (I - C) + y (B - C); y is the share of the old backdrop that still shows. Pixels whose I, B and C lie
 * nearly on a line can't tell x from y and are left out of `bleed`.
 *
 * A matte that cuts all hair off has no fringe either: read this beside the errors against known alpha.
 */
export interface Fringe {
  /** Mean share of the old backdrop that shows at the edge, percent; what leans the other way counts as none. */
  readonly bleedPercent: number
  /** Mean over the band of how far an edge is darker than figure and new backdrop both, 8-bit levels of luma. */
  readonly darkRim: number
  /** As far brighter: the white halo. */
  readonly brightRim: number
}

/** What is laid on a colour: the colours of the figure and its opacity. */
export interface Layer {
  readonly foreground: Picture
  readonly alpha: Float32Array
}

export const farColours = ['#ffffff', '#438edb', '#c9252d'] as const
const BAND = { from: 0.05, to: 0.95 } as const
const SURELY_IN = 0.98
const SURELY_OUT = 0.02
/** Beyond the band itself: what a matte left out of it may show beside it. */
const MARGIN_PX = 2
/** Where I and B are looked for, as a share of the picture's width. */
const NEAR_SHARE = 0.05
/** Least weight of known pixels in that window. */
const LEAST_KNOWN = 0.005
/** Least distance of B from the line through C and I, 8-bit levels. */
const LEAST_CONTRAST = 40
/** What the figure's own grain may add, in standard deviations. */
const GRAIN_DEVIATIONS = 1.5

/**
 * Both layers are measured over the same pixels: the band of either matte.
 *
 * @param picture the photograph that both mattes are of, of the same size
 */
export const fringesOf = (picture: Picture, layers: readonly Layer[]): Fringe[] => {
  const surroundings = surroundingsOf(picture, layers)
  return layers.map(({ foreground, alpha }) => {
    let bleed = 0
    let bleedCount = 0
    let dark = 0
    let bright = 0
    let count = 0
    for (const colour of farColours) {
      const laid = compositeOver(foreground, alpha, colour).data
      const c = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
      const lumaC = lumaOf(c[0]!, c[1]!, c[2]!)
      for (const at of surroundings.band) {
        const share = shareOfBackdrop(laid, at, surroundings, c)
        if (share !== null) {
          bleed += Math.max(0, share)
          bleedCount++
        }
        const luma = lumaOf(laid[3 * at]!, laid[3 * at + 1]!, laid[3 * at + 2]!)
        const inside = surroundings.luma[at]!
        const grain = GRAIN_DEVIATIONS * surroundings.lumaDeviation[at]!
        dark += Math.max(0, Math.min(inside - grain, lumaC) - luma)
        bright += Math.max(0, luma - Math.max(inside + grain, lumaC))
        count++
      }
    }
    const mean = (sum: number, of: number) => (of === 0 ? 0 : sum / of)
    return { bleedPercent: 100 * mean(bleed, bleedCount), darkRim: mean(dark, count), brightRim: mean(bright, count) }
  })
}

interface Surroundings {
  /** Indices of the pixels that are measured. */
  readonly band: readonly number[]
  /** I and B, interleaved as the picture is. */
  readonly inside: Float32Array
  readonly outside: Float32Array
  /** Of I. */
  readonly luma: Float32Array
  readonly lumaDeviation: Float32Array
}

const lumaOf = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue

const surroundingsOf = ({ data, width, height }: Picture, layers: readonly Layer[]): Surroundings => {
  const pixels = width * height
  const surelyIn = new Float32Array(pixels)
  const surelyOut = new Float32Array(pixels)
  const doubt = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    if (layers.every(({ alpha }) => alpha[at]! > SURELY_IN)) surelyIn[at] = 1
    else if (layers.every(({ alpha }) => alpha[at]! < SURELY_OUT)) surelyOut[at] = 1
    if (layers.some(({ alpha }) => alpha[at]! > BAND.from && alpha[at]! < BAND.to)) doubt[at] = 1
  }
  const near = Math.max(3, Math.round(width * NEAR_SHARE))
  const blur = (plane: Float32Array, radius: number) => boxBlur(plane, width, height, radius)
  const wide = blur(doubt, MARGIN_PX)
  const weightIn = blur(surelyIn, near)
  const weightOut = blur(surelyOut, near)
  const band: number[] = []
  for (let at = 0; at < pixels; at++) {
    if (wide[at]! > 1e-6 && weightIn[at]! > LEAST_KNOWN && weightOut[at]! > LEAST_KNOWN) band.push(at)
  }
  const inside = new Float32Array(pixels * 3)
  const outside = new Float32Array(pixels * 3)
  const weighted = new Float32Array(pixels)
  const meanOf = (
    value: (at: number) => number,
    weight: Float32Array,
    total: Float32Array,
    put: (at: number, mean: number) => void,
  ) => {
    for (let at = 0; at < pixels; at++) weighted[at] = weight[at]! === 0 ? 0 : value(at)
    const sums = blur(weighted, near)
    for (const at of band) put(at, sums[at]! / total[at]!)
  }
  for (let channel = 0; channel < 3; channel++) {
    const value = (at: number) => data[3 * at + channel]!
    meanOf(value, surelyIn, weightIn, (at, mean) => {
      inside[3 * at + channel] = mean
    })
    meanOf(value, surelyOut, weightOut, (at, mean) => {
      outside[3 * at + channel] = mean
    })
  }
  const luma = new Float32Array(pixels)
  const lumaDeviation = new Float32Array(pixels)
  for (const at of band) luma[at] = lumaOf(inside[3 * at]!, inside[3 * at + 1]!, inside[3 * at + 2]!)
  const square = (at: number) => lumaOf(data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!) ** 2
  meanOf(square, surelyIn, weightIn, (at, mean) => {
    lumaDeviation[at] = Math.sqrt(Math.max(0, mean - luma[at]! ** 2))
  })
  return { band, inside, outside, luma, lumaDeviation }
}

/** y of the pixel's O - C = x (I - C) + y (B - C); null where I, B and C don't tell. */
const shareOfBackdrop = (
  laid: Uint8Array,
  at: number,
  { inside, outside }: Surroundings,
  c: readonly number[],
): number | null => {
  let ii = 0
  let bb = 0
  let ib = 0
  let oi = 0
  let ob = 0
  for (let channel = 0; channel < 3; channel++) {
    const base = c[channel]!
    const i = inside[3 * at + channel]! - base
    const b = outside[3 * at + channel]! - base
    const o = laid[3 * at + channel]! - base
    ii += i * i
    bb += b * b
    ib += i * b
    oi += o * i
    ob += o * b
  }
  const determinant = ii * bb - ib * ib
  // Squared distance of B from the line through C and I.
  if (ii < LEAST_CONTRAST ** 2 || determinant / ii < LEAST_CONTRAST ** 2) return null
  return (ob * ii - oi * ib) / determinant
}
