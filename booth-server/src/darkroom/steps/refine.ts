import { fitColourGuide, type LinearModel } from '../raster/colour-guide.ts'
import { distanceTo } from '../raster/distance.ts'
import { type FisherModel, fitFisherGuide } from '../raster/fisher-guide.ts'
import { halve } from '../raster/halve.ts'
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
/** Doubt that reaches deeper than this is hair; a plain edge is thinner. Colours decide freely so far around it. Cells. */
const HAIR = { depth: 2.5, near: 2, far: 6 } as const
/** Hair may hide the edge down to this far below the chin, in head heights. */
const HAIR_BELOW_CHIN = { from: 0, to: 0.15 } as const
/** What is left of haze and of pinholes is pulled to 0 and 1: less where colour decides, so that single hairs live. */
const HAZE = { sure: 0.03, unsure: 0.12 } as const

/**
 * The matte at the picture's own resolution: in the band of doubt, opacity follows the picture's colours by a local
 * linear model (guided filter, fast form: fitted on the model's grid, applied to every pixel). Outside it 0 or 1.
 */
export const refineMatte = ({
  picture,
  matte,
  headHeightPx,
  chinY,
}: {
  picture: Picture
  matte: CoarseMatte
  headHeightPx: number
  /** In the picture, px: below it edges are cloth. */
  chinY: number
}): Matte => {
  const { alpha, size, region } = matte
  const cellPx = cellPxOf(matte)
  const headCells = headHeightPx / cellPx
  const { band, figure, backdrop } = areasOf(alpha, size, headCells)
  const model = fitColourGuide(matte.guide, alpha, band, size, size, RADIUS_CELLS, EPSILON)
  const byColour = learnColours(matte, band, figure, backdrop, COLOUR_RADIUS_SHARE * headCells)
  blend(model, byColour, band, size)
  const { least, most } = limitsOf(matte, band, (chinY - region.top) / (region.height / size), headCells)
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
      refined[at] = Math.min(Math.max(value, at4(least)), at4(most))
    }
  }
  return { alpha: refined, region }
}

/** On half the grid: the colours of a neighbourhood change slowly, and the sums are most of the work. */
const learnColours = (
  { guide, size }: CoarseMatte,
  band: Uint8Array,
  figure: Float32Array,
  backdrop: Float32Array,
  radiusCells: number,
): FisherModel => {
  const half = size / 2
  const halfBand = new Uint8Array(half * half)
  for (let at = 0; at < band.length; at++) {
    if (band[at] === 1) halfBand[((Math.floor(at / size) >> 1) * half + ((at % size) >> 1)) | 0] = 1
  }
  const halfGuide = {
    red: halve(guide.red, size, size),
    green: halve(guide.green, size, size),
    blue: halve(guide.blue, size, size),
  }
  const radius = Math.max(2, Math.round(radiusCells / 2))
  return fitFisherGuide(halfGuide, halve(figure, size, size), halve(backdrop, size, size), halfBand, half, half, radius)
}

/**
 * Where colours tell figure and backdrop apart, they decide; where they don't, the model's opinion does. The colours'
 * models are mixed between the four nearest places that have one, so that no grid shows.
 */
const blend = (model: LinearModel, byColour: FisherModel, band: Uint8Array, size: number): void => {
  const half = size / 2
  for (let y = 0, at = 0; y < size; y++) {
    // A cell lies a quarter of a half-grid cell off the nearest middle.
    const near = y >> 1
    const far = Math.min(Math.max(near + ((y & 1) === 1 ? 1 : -1), 0), half - 1)
    for (let x = 0; x < size; x++, at++) {
      if (band[at] === 0) continue
      const column = x >> 1
      const aside = Math.min(Math.max(column + ((x & 1) === 1 ? 1 : -1), 0), half - 1)
      let red = 0
      let green = 0
      let blue = 0
      let offset = 0
      let total = 0
      let say = 0
      for (let corner = 0; corner < 4; corner++) {
        const from = (corner < 2 ? near : far) * half + (corner % 2 === 0 ? column : aside)
        const place = (corner < 2 ? 0.75 : 0.25) * (corner % 2 === 0 ? 0.75 : 0.25)
        const separation = byColour.separation[from]!
        const share = Math.min(1, Math.max(0, (separation - SEPARATION.from) / (SEPARATION.to - SEPARATION.from)))
        const weight = place * share
        if (weight === 0) continue
        say += weight
        total += weight
        red += byColour.red[from]! * weight
        green += byColour.green[from]! * weight
        blue += byColour.blue[from]! * weight
        offset += byColour.offset[from]! * weight
      }
      const haze = HAZE.sure + (HAZE.unsure - HAZE.sure) * (1 - say)
      const stretch = 1 / (1 - 2 * haze)
      const own = (1 - say) * stretch
      const learnt = total === 0 ? 0 : (say / total) * stretch
      model.red[at] = model.red[at]! * own + red * learnt
      model.green[at] = model.green[at]! * own + green * learnt
      model.blue[at] = model.blue[at]! * own + blue * learnt
      model.offset[at] = model.offset[at]! * own + offset * learnt - haze * stretch
    }
  }
}

/**
 * Between which opacities the colours may decide: anything in hair; only what the model gives to the neighbouring cells
 * where it is sure of a cloth's edge, so that a pattern behind a shoulder doesn't eat into it.
 */
const limitsOf = ({ alpha, size }: CoarseMatte, band: Uint8Array, chinRow: number, headCells: number) => {
  const isSure = Uint8Array.from(alpha, (value) => (value >= SURELY_IN || value <= SURELY_OUT ? 1 : 0))
  const hair = Uint8Array.from(distanceTo(isSure, size, size, size), (depth) => (depth > HAIR.depth ? 1 : 0))
  const toHair = distanceTo(hair, size, size, size)
  const least = new Float32Array(alpha.length)
  const most = new Float32Array(alpha.length).fill(1)
  for (let y = 0, at = 0; y < size; y++) {
    const cloth = ramp(HAIR_BELOW_CHIN.from * headCells, HAIR_BELOW_CHIN.to * headCells, y - chinRow)
    for (let x = 0; x < size; x++, at++) {
      if (band[at] === 0 || cloth === 0) continue
      const hold = cloth * ramp(HAIR.near, HAIR.far, toHair[at]!)
      let low = 1
      let high = 0
      for (let j = Math.max(0, y - 1); j <= Math.min(size - 1, y + 1); j++) {
        for (let i = Math.max(0, x - 1); i <= Math.min(size - 1, x + 1); i++) {
          const value = alpha[j * size + i]!
          low = Math.min(low, value)
          high = Math.max(high, value)
        }
      }
      least[at] = low * hold
      most[at] = 1 - (1 - high) * hold
    }
  }
  return { least, most }
}

/** 0 up to `from`, 1 from `to` on. */
const ramp = (from: number, to: number, value: number): number => Math.min(Math.max((value - from) / (to - from), 0), 1)

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
