import { boxBlur } from '../raster/box-blur.ts'
import { halve } from '../raster/halve.ts'
import type { Picture } from '../values.ts'

/** Radii of the two passes at a picture 900 px wide (Forte, "Approximate fast foreground colour estimation", 2021). */
const RADII = [90, 6] as const
const REFERENCE_WIDTH_PX = 900
const TINY = 1e-5

/**
 * The person's own colour at every pixel, also where the old backdrop shines through its edge: without it, hair in
 * front of a white wall carries a white halo onto any other colour. Blur fusion: colours of both sides are spread by
 * box blurs weighted with alpha, then corrected by what the pixel shows. What is spread changes slowly and is kept by
 * cells of 2 x 2 pixels; what is shown counts for each pixel. Linear in the number of pixels.
 */
export const estimateForeground = ({ data, width, height }: Picture, alpha: Float32Array): Picture => {
  const across = Math.ceil(width / 2)
  const down = Math.ceil(height / 2)
  const plane = () => new Float32Array(across * down)
  const sides: Sides = { front: plane(), back: plane() }
  const scratch = plane()
  const coverage = halve(alpha, width, height)
  const passes = RADII.map((radius) => {
    const cells = Math.max(1, Math.round((radius * width) / REFERENCE_WIDTH_PX / 2))
    return { cells, near: boxBlur(coverage, across, down, cells, undefined, scratch) }
  })
  const spread = ({ cells, near }: { cells: number; near: Float32Array }) => {
    boxBlur(sides.front, across, down, cells, sides.front, scratch)
    boxBlur(sides.back, across, down, cells, sides.back, scratch)
    unweigh(sides, near)
  }
  const [wide, fine] = passes as [(typeof passes)[0], (typeof passes)[0]]
  const result = new Uint8Array(data.length)
  for (let channel = 0; channel < 3; channel++) {
    weighShown(data, channel, alpha, width, height, sides)
    spread(wide)
    weighCorrected(data, channel, alpha, width, height, sides)
    spread(fine)
    correct(data, channel, alpha, width, height, sides, result)
  }
  return { data: result, width, height }
}

/** Colours of figure and backdrop in each cell. */
interface Sides {
  readonly front: Float32Array
  readonly back: Float32Array
}

// The loops stand apart, each small: the engine then compiles them once and for good. Cells are cut as `halve`
// cuts them.

/** What the pixels show, weighted with how much of them is figure and how much is backdrop. */
const weighShown = (
  data: Uint8Array,
  channel: number,
  alpha: Float32Array,
  width: number,
  height: number,
  { front, back }: Sides,
): void => {
  for (let y = 0, cell = 0; y < height; y += 2) {
    const down = y + 1 < height ? width : 0
    for (let x = 0, at = y * width; x < width; x += 2, at += 2, cell++) {
      const right = x + 1 < width ? 1 : 0
      const p = 3 * at + channel
      const i = data[p]!
      const j = data[p + 3 * right]!
      const k = data[p + 3 * down]!
      const l = data[p + 3 * (down + right)]!
      const ofFigure = alpha[at]! * i + alpha[at + right]! * j + alpha[at + down]! * k + alpha[at + down + right]! * l
      front[cell] = ofFigure * 0.25
      back[cell] = (i + j + k + l - ofFigure) * 0.25
    }
  }
}

/** Out of weighted means, the colours that they are means of. */
const unweigh = ({ front, back }: Sides, near: Float32Array): void => {
  for (let cell = 0; cell < near.length; cell++) {
    front[cell] = front[cell]! / (near[cell]! + TINY)
    back[cell] = back[cell]! / (1 - near[cell]! + TINY)
  }
}

const clip = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value)

/** The figure's colour nearby, so that with the backdrop's it gives what the pixel shows. */
const frontAt = (shown: number, a: number, before: number, behind: number): number => {
  return clip(before + a * (shown - a * before - (1 - a) * behind))
}

const weighCorrected = (
  data: Uint8Array,
  channel: number,
  alpha: Float32Array,
  width: number,
  height: number,
  { front, back }: Sides,
): void => {
  for (let y = 0, cell = 0; y < height; y += 2) {
    const down = y + 1 < height ? width : 0
    for (let x = 0, at = y * width; x < width; x += 2, at += 2, cell++) {
      const right = x + 1 < width ? 1 : 0
      const p = 3 * at + channel
      const before = front[cell]!
      const behind = back[cell]!
      const a = alpha[at]!
      const b = alpha[at + right]!
      const c = alpha[at + down]!
      const d = alpha[at + down + right]!
      front[cell] =
        (a * frontAt(data[p]!, a, before, behind) +
          b * frontAt(data[p + 3 * right]!, b, before, behind) +
          c * frontAt(data[p + 3 * down]!, c, before, behind) +
          d * frontAt(data[p + 3 * (down + right)]!, d, before, behind)) *
        0.25
      back[cell] = (4 - a - b - c - d) * 0.25 * clip(behind)
    }
  }
}

const correct = (
  data: Uint8Array,
  channel: number,
  alpha: Float32Array,
  width: number,
  height: number,
  { front, back }: Sides,
  target: Uint8Array,
): void => {
  const across = Math.ceil(width / 2)
  for (let y = 0, at = 0, p = channel; y < height; y++) {
    const row = (y >> 1) * across
    for (let x = 0; x < width; x++, at++, p += 3) {
      const cell = row + (x >> 1)
      // Half a level more, as bytes are cut.
      target[p] = frontAt(data[p]!, alpha[at]!, front[cell]!, back[cell]!) + 0.5
    }
  }
}
