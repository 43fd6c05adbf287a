import { fitColourGuide } from '../raster/colour-guide.ts'
import { distanceTo } from '../raster/distance.ts'
import { fitFisherGuide } from '../raster/fisher-guide.ts'
import type { Matte, Picture } from '../values.ts'
import { type CoarseMatte, cellPxOf } from './coarse-matte.ts'

/** Opacities between these are in doubt. */
const SURELY_OUT = 0.03
const SURELY_IN = 0.97
/** The band of doubt reaches this far to either side of what is in doubt, in cells of the model's grid. */
const BAND_CELLS = 2
/** Window of the local colour model, in cells. */
const RADIUS_CELLS = 4
/** The model may take backdrop for hair this deep inside its edge, in head heights. */
const INNER_SHARE = 0.045
/** Window in which the colours of figure and backdrop are learnt, in head heights. */
const COLOUR_RADIUS_SHARE = 0.08
/** Squared standard deviations between which colour gets its say. */
const SEPARATION = { from: 25, to: 80 } as const
/** Variance of colour (0..1) below which an edge counts as noise. */
const EPSILON = 1e-4
/** What the filter leaves of haze and of pinholes is pulled to 0 and 1. */
const HAZE = 0.04

/**
 * The matte at the picture's own resolution: in the band of doubt, opacity follows the picture's colours by a local
 * linear model (guided filter, fast form: fitted on the model's grid, applied to every pixel). Outside it 0 or 1.
 */
export const refineMatte = ({
  picture,
  matte,
  headHeightPx,
}: {
  picture: Picture
  matte: CoarseMatte
  headHeightPx: number
}): Matte => {
  const { alpha, size, region } = matte
  const cellPx = cellPxOf(matte)
  const headCells = headHeightPx / cellPx
  const { band, figure, backdrop } = areasOf(alpha, size, headCells)
  const model = fitColourGuide(matte.guide, alpha, band, size, size, RADIUS_CELLS, EPSILON)
  const byColour = fitFisherGuide(
    matte.guide,
    figure,
    backdrop,
    band,
    size,
    size,
    Math.max(4, Math.round(COLOUR_RADIUS_SHARE * headCells)),
  )
  blend(model, byColour)
  const refined = new Float32Array(region.width * region.height)
  const columns = cellsAlong(region.width, size)
  const rows = cellsAlong(region.height, size)
  for (let y = 0, at = 0; y < region.height; y++) {
    const row = rows.first[y]! * size
    const nextRow = Math.min(rows.first[y]! + 1, size - 1) * size
    const down = rows.share[y]!
    let source = ((region.top + y) * picture.width + region.left) * 3
    for (let x = 0; x < region.width; x++, at++, source += 3) {
      const column = columns.first[x]!
      const next = Math.min(column + 1, size - 1)
      const p = row + column
      const q = row + next
      const r = nextRow + column
      const s = nextRow + next
      if (band[p]! + band[q]! + band[r]! + band[s]! === 0) {
        refined[at] = alpha[p]! >= 0.5 ? 1 : 0
        continue
      }
      const right = columns.share[x]!
      const wp = (1 - right) * (1 - down)
      const wq = right * (1 - down)
      const wr = (1 - right) * down
      const ws = right * down
      const at4 = (plane: Float32Array) => plane[p]! * wp + plane[q]! * wq + plane[r]! * wr + plane[s]! * ws
      const value =
        (at4(model.red) * picture.data[source]! +
          at4(model.green) * picture.data[source + 1]! +
          at4(model.blue) * picture.data[source + 2]!) /
          255 +
        at4(model.offset)
      refined[at] = Math.min(Math.max((value - HAZE) / (1 - 2 * HAZE), 0), 1)
    }
  }
  return { alpha: refined, region }
}

/** Where colours tell figure and backdrop apart, they decide; where they don't, the model's opinion does. */
const blend = (model: ReturnType<typeof fitColourGuide>, byColour: ReturnType<typeof fitFisherGuide>): void => {
  for (let at = 0; at < model.red.length; at++) {
    const separation = byColour.separation[at]!
    if (separation <= SEPARATION.from) continue
    const share = Math.min(1, (separation - SEPARATION.from) / (SEPARATION.to - SEPARATION.from))
    model.red[at]! += (byColour.red[at]! - model.red[at]!) * share
    model.green[at]! += (byColour.green[at]! - model.green[at]!) * share
    model.blue[at]! += (byColour.blue[at]! - model.blue[at]!) * share
    model.offset[at]! += (byColour.offset[at]! - model.offset[at]!) * share
  }
}

const areasOf = (alpha: Float32Array, size: number, headCells: number) => {
  const doubt = bandOf(alpha, size)
  const distance = distanceTo(doubt, size, size, size)
  const inner = Math.max(BAND_CELLS, INNER_SHARE * headCells)
  const band = new Uint8Array(alpha.length)
  const figure = new Float32Array(alpha.length)
  const backdrop = new Float32Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) {
    const isIn = alpha[at]! >= 0.5
    const away = distance[at]!
    if (away <= (isIn ? inner : BAND_CELLS)) band[at] = 1
    else if (isIn) figure[at] = 1
    else if (away > BAND_CELLS + 1) backdrop[at] = 1
  }
  return { band, figure, backdrop }
}

const bandOf = (alpha: Float32Array, size: number): Uint8Array => {
  const doubt = new Uint8Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) {
    const value = alpha[at]!
    const isDoubtful = value > SURELY_OUT && value < SURELY_IN
    // A hard step between two cells has no doubtful cell, but an edge all the same.
    const isStep =
      (at + 1 < alpha.length && (at + 1) % size !== 0 && value > 0.5 !== alpha[at + 1]! > 0.5) ||
      (at + size < alpha.length && value > 0.5 !== alpha[at + size]! > 0.5)
    doubt[at] = isDoubtful || isStep ? 1 : 0
  }
  return doubt
}

/** For each pixel along an axis: the cell whose middle lies before it, and how far it is to the next one's. */
const cellsAlong = (pixels: number, size: number): { first: Int32Array; share: Float32Array } => {
  const first = new Int32Array(pixels)
  const share = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    const position = Math.min(Math.max(((at + 0.5) * size) / pixels - 0.5, 0), size - 1)
    first[at] = Math.floor(position)
    share[at] = position - first[at]!
  }
  return { first, share }
}
