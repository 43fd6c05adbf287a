import type { TidyGrid } from './cleaning-grid.ts'

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
/** Sixteen levels a channel: the upper half of a byte. */
const COLOURS = 16 ** 3
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
  const ratios = scratch.reserve(4 * COLOURS)
  simd.compareColours(behind, on, UNSEEN_SHARE, scratch.reserve(4 * COLOURS), ratios)
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
    ratios,
    BACKDROP.from,
    BACKDROP.to,
    REMAINDER,
    scratch.reserve(4 * cells),
    left,
  )
  return left
}
