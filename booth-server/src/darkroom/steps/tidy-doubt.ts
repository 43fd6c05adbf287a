import { boxBlur } from '../raster/box-blur.ts'
import { smoothStep } from '../raster/smooth-step.ts'
import { type CoarseMatte, cellPxOf } from './coarse-matte.ts'
import type { OwnHead } from './head-frame.ts'

/** Colours are learnt where the model gives less, or more, than this; between them it is in doubt. */
const SURE = { backdrop: 0.03, figure: 0.95 } as const
/** Where the model gives less than `free` colour may have its say, from `held` on it has none. */
const SAY = { free: 0.75, held: 0.95 } as const
/** So many times as frequent behind the figure as on it, a colour is the backdrop's: logarithms. */
const BACKDROP = { from: Math.log(4), to: Math.log(16) } as const
/** What is left of the model's opinion then: single hairs in it, thinner than a cell, are for refine.ts to find. */
const REMAINDER = 0.4
/** Every colour counts as seen on this share of either: what was seen on neither has no say. */
const UNSEEN_SHARE = 1e-4
/** Levels a channel. */
const LEVELS = 16
/** Doubtful cells so far to either side have their say in what a cell is. */
const RADIUS_CELLS = 1
/**
 * Under the neck there is a chest, whatever the model says of it: its colours are the figure's, so that a white shirt
 * before a white wall is nothing to decide by colour. From the eyes, in head heights.
 */
const CHEST = { from: 0.85, to: 1.3, half: 0.5 } as const

/** On the grid of `alpha`, `size` cells a side, which may be coarser than the model's. */
export interface Doubt {
  readonly alpha: Float32Array
  readonly size: number
  /** The face's cells: nobody doubts them. */
  readonly face: Float32Array
}

/**
 * What is left, by cell, of the model's opinion where it half takes for figure what has the backdrop's colours and not
 * the figure's: a wall between long hair and neck or shoulder, a shadow beside the neck, what shows in a loop of hair.
 * 1 elsewhere. To be applied before areas are decided, since what lies deep inside an area becomes opaque.
 */
export const settleDoubt = ({ alpha, size, face }: Doubt, matte: CoarseMatte, head: OwnHead): Float32Array => {
  const colourAt = colourReader(matte, matte.size / size)
  const doubtful: number[] = []
  const behind = new Float32Array(LEVELS ** 3)
  const on = new Float32Array(LEVELS ** 3)
  const headCells = (head.heightPx / cellPxOf(matte)) * (size / matte.size)
  const { region } = matte
  const eyes = {
    x: ((head.centre.x - region.left) / region.width) * size,
    y: ((head.centre.y - region.top) / region.height) * size,
  }
  for (let y = 0, at = 0; y < size; y++) {
    const below = (y - eyes.y) / headCells
    const chest = below > CHEST.from && below < CHEST.to ? CHEST.half * headCells : 0
    for (let x = 0; x < size; x++, at++) {
      const value = alpha[at]!
      if (value >= SURE.backdrop && value < SAY.held && face[at] === 0) doubtful.push(at)
      // Every other cell of every other row tells the same of the colours.
      if ((x | y) & 1) continue
      if (value > SURE.figure || face[at] !== 0 || Math.abs(x - eyes.x) < chest) on[colourAt(x, y)]!++
      else if (value < SURE.backdrop) behind[colourAt(x, y)]!++
    }
  }
  const shareBehind = sharesOf(behind)
  const shareOn = sharesOf(on)
  const ratio = shareBehind.map((share, colour) => Math.log(share / shareOn[colour]!))
  const weight = new Float32Array(alpha.length)
  const sum = new Float32Array(alpha.length)
  for (const at of doubtful) {
    weight[at] = 1
    sum[at] = ratio[colourAt(at % size, Math.floor(at / size))]!
  }
  boxBlur(weight, size, size, RADIUS_CELLS, weight)
  boxBlur(sum, size, size, RADIUS_CELLS, sum)
  const left = new Float32Array(alpha.length).fill(1)
  for (const at of doubtful) {
    const isBackdrop = smoothStep(BACKDROP.from, BACKDROP.to, sum[at]! / weight[at]!)
    const say = 1 - smoothStep(SAY.free, SAY.held, alpha[at]!)
    left[at] = 1 - (1 - REMAINDER) * isBackdrop * say
  }
  return left
}

/** The colour of a cell `step` model cells wide, as a number below `LEVELS` to the third: its middle tells enough. */
const colourReader = ({ guide: { red, green, blue }, size }: CoarseMatte, step: number) => {
  const level = (value: number) => Math.min(Math.max(Math.floor(value * LEVELS), 0), LEVELS - 1)
  const middle = step >> 1
  return (x: number, y: number): number => {
    const at = (y * step + middle) * size + x * step + middle
    return (level(red[at]!) * LEVELS + level(green[at]!)) * LEVELS + level(blue[at]!)
  }
}

/** The share of each colour together with its neighbours: a quarter of every count goes to either side, by channel. */
const sharesOf = (counts: Float32Array): Float32Array => {
  const all = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  )
  let spread = counts
  for (const stride of [1, LEVELS, LEVELS * LEVELS]) {
    const before = spread
    spread = before.map((count, at) => {
      const level = Math.floor(at / stride) % LEVELS
      const lower = before[level > 0 ? at - stride : at]!
      const higher = before[level < LEVELS - 1 ? at + stride : at]!
      return count / 2 + (lower + higher) / 4
    })
  }
  return spread.map((count) => count / all + UNSEEN_SHARE)
}
