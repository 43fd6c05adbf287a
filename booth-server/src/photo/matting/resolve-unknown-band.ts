import type { Bytes, Floats } from '../imaging/kernel-bindings.generated.ts'
import type { CleaningGrid } from './cleaning-grid.ts'

/** Colours are learnt where the model gives less, or more, than this; between them a cell is unknown. */
const KNOWN = { background: 0.03, foreground: 0.95 } as const
/** Where the model gives less than `free` colour decides, from `held` on it has no say. */
const SAY = { free: 0.75, held: 0.95 } as const
/** A colour this many times as frequent in the background as in the foreground is background: logarithms. */
const BACKGROUND_RATIO = { from: Math.log(4), to: Math.log(16) } as const
/** What is left of the model's opacity then: single hairs in it, thinner than a cell, are for refine.ts to find. */
const REMAINDER = 0.4
/** Every colour counts as seen on this share of either side: what was seen on neither says nothing. */
const UNSEEN_SHARE = 1e-4
/** Sixteen levels a channel: the upper half of a byte. */
const COLOURS = 16 ** 3
/**
 * Under the neck there is a chest, whatever the model says of it: its colours are foreground, so that a white shirt
 * before a white wall is not resolved by colour. From the eyes, in head heights.
 */
const CHEST = { from: 0.85, to: 1.3, half: 0.5 } as const

/**
 * A factor on each cell's opacity that resolves the unknown band by colour: a Bayes classifier of colour histograms,
 * where the model half takes for foreground what has the background's colours and not the foreground's: a wall between
 * long hair and neck or shoulder, a shadow beside the neck, what shows in a loop of hair. 1 elsewhere. To be applied
 * before components are, since what lies deep inside one becomes opaque.
 */
export const resolveUnknownBand = (
  { kernels, scratch, size, cells, eyes, headCells, alpha }: CleaningGrid,
  {
    face,
    guide,
    step,
  }: {
    /** Not 0 in the face: foreground for sure. */
    readonly face: Floats
    /** The picture on a grid `step` times as fine, 8-bit RGB. */
    readonly guide: Bytes
    readonly step: number
  },
): Floats => {
  const grid = { alpha, guide, face, size, step }
  const [background, foreground] = [scratch.floats(COLOURS), scratch.floats(COLOURS)]
  kernels.colourHistograms({
    ...grid,
    ...KNOWN,
    eyesX: eyes.x,
    chestTop: eyes.y + CHEST.from * headCells,
    chestBottom: eyes.y + CHEST.to * headCells,
    chestHalf: CHEST.half * headCells,
    backgroundCounts: background,
    foregroundCounts: foreground,
  })
  const ratios = scratch.floats(COLOURS)
  kernels.logLikelihoodRatios({ background, foreground, unseen: UNSEEN_SHARE, ratios })
  const factors = scratch.floats(cells)
  kernels.resolveUnknownBand({
    ...grid,
    ...SAY,
    unknownFrom: KNOWN.background,
    ratios,
    ratioFrom: BACKGROUND_RATIO.from,
    ratioTo: BACKGROUND_RATIO.to,
    remainder: REMAINDER,
    factors,
  })
  return factors
}
