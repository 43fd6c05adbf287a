import type { TidyGrid } from './tidy-grid.ts'

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
/** Levels a channel: the upper half of a byte. */
const LEVELS = 16
const COLOURS = LEVELS ** 3
/**
 * Under the neck there is a chest, whatever the model says of it: its colours are the figure's, so that a white shirt
 * before a white wall is nothing to decide by colour. From the eyes, in head heights.
 */
const CHEST = { from: 0.85, to: 1.3, half: 0.5 } as const

/**
 * What is left, by cell, of the model's opinion where it half takes for figure what has the backdrop's colours and not
 * the figure's: a wall between long hair and neck or shoulder, a shadow beside the neck, what shows in a loop of hair.
 * 1 elsewhere. To be applied before areas are decided, since what lies deep inside an area becomes opaque.
 *
 * @param face address of a plane that is not 0 in the face: nobody doubts it
 * @param guide address of the picture on a grid `step` times as fine, 8-bit RGB
 * @returns the address of a plane
 */
export const settleDoubt = (
  { simd, scratch, size, cells, eyes, headCells, alpha }: TidyGrid,
  face: number,
  guide: number,
  step: number,
): number => {
  const [behind, on] = [scratch.reserve(4 * COLOURS), scratch.reserve(4 * COLOURS)]
  simd.countColours(
    alpha,
    guide,
    face,
    size,
    step,
    SURE.backdrop,
    SURE.figure,
    eyes.x,
    eyes.y + CHEST.from * headCells,
    eyes.y + CHEST.to * headCells,
    CHEST.half * headCells,
    behind,
    on,
  )
  const shareBehind = sharesOf(scratch.floatsAt(behind, COLOURS))
  const shareOn = sharesOf(scratch.floatsAt(on, COLOURS))
  const ratios = shareBehind.map((share, colour) => Math.log(share / shareOn[colour]!))
  const left = scratch.reserve(4 * cells)
  simd.settleDoubt(
    alpha,
    guide,
    face,
    size,
    step,
    SURE.backdrop,
    SAY.free,
    SAY.held,
    scratch.put(ratios),
    BACKDROP.from,
    BACKDROP.to,
    REMAINDER,
    scratch.reserve(4 * cells),
    left,
  )
  return left
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
