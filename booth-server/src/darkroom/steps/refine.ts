import { fitColourGuide, type LinearModel } from '../raster/colour-guide.ts'
import { distanceTo } from '../raster/distance.ts'
import { fitFisherGuide } from '../raster/fisher-guide.ts'
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
const HAZE = { sure: 0.03, unsure: 0.2 } as const

/**
 * The matte at the picture's own resolution: in the band of doubt, opacity follows the picture's colours by a local
 * linear model (guided filter, fast form: fitted on half the model's grid, applied to every pixel). Outside it 0 or 1.
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
  const headCells = headHeightPx / cellPxOf(matte)
  const { band, figure, backdrop } = areasOf(alpha, size, headCells)
  const model = colourModelOf(matte, band, figure, backdrop, headCells)
  const { least, most } = limitsOf(matte, band, (chinY - region.top) / (region.height / size), headCells)
  const refined = new Float32Array(region.width * region.height)
  const across = cellsAlong(region.width, size)
  const down = cellsAlong(region.height, size)
  const halfAcross = cellsAlong(region.width, size / 2)
  const halfDown = cellsAlong(region.height, size / 2)
  // Down the columns once a line, then along it for each pixel.
  const line: Line = {
    red: new Float32Array(size / 2),
    green: new Float32Array(size / 2),
    blue: new Float32Array(size / 2),
    offset: new Float32Array(size / 2),
    low: new Float32Array(size),
    high: new Float32Array(size),
  }
  const toFirst = pixelsBefore(across.first, size)
  let row = -1
  let runs: readonly Run[] = []
  for (let y = 0, at = 0; y < region.height; y++, at += region.width) {
    // Several lines of the picture lie between the same two rows of cells.
    if (down.first[y]! * size !== row) {
      row = down.first[y]! * size
      runs = runsOf(alpha, band, row, Math.min(row + size, alpha.length - size), size)
    }
    const next = Math.min(row + size, alpha.length - size)
    const halfRow = (halfDown.first[y]! * size) / 2
    const halfNext = Math.min(halfRow + size / 2, model.red.length - size / 2)
    const source = ((region.top + y) * picture.width + region.left) * 3
    for (const { from, to, state } of runs) {
      const start = toFirst[from]!
      const end = toFirst[to]!
      if (state !== 'open') {
        if (state === 'figure') refined.fill(1, at + start, at + end)
        continue
      }
      const last = Math.min(to + 1, size)
      const share = down.share[y]!
      mixRows(least, row, next, share, line.low, from, last)
      mixRows(most, row, next, share, line.high, from, last)
      const halfFrom = Math.max(0, (from >> 1) - 1)
      const halfTo = Math.min(size / 2, (to >> 1) + 2)
      const halfShare = halfDown.share[y]!
      mixRows(model.red, halfRow, halfNext, halfShare, line.red, halfFrom, halfTo)
      mixRows(model.green, halfRow, halfNext, halfShare, line.green, halfFrom, halfTo)
      mixRows(model.blue, halfRow, halfNext, halfShare, line.blue, halfFrom, halfTo)
      mixRows(model.offset, halfRow, halfNext, halfShare, line.offset, halfFrom, halfTo)
      refineRun(picture.data, source, { across, halfAcross }, line, refined, at, start, end)
    }
  }
  return { alpha: refined, region }
}

/** The colour model on half the grid's cells along one line of the picture, and its limits on the grid's. */
interface Line extends LinearModel {
  readonly low: Float32Array
  readonly high: Float32Array
}

interface Cells {
  readonly first: Int32Array
  readonly share: Float32Array
}

/** Cells `from` to `to` (not with it) of a row: between their middles and the next ones' all pixels fare alike. */
interface Run {
  readonly from: number
  readonly to: number
  readonly state: 'open' | 'figure' | 'backdrop'
}

/** The runs of a row of cells, together with the next row: pixels between four cells are open where one of them is. */
const runsOf = (alpha: Float32Array, band: Uint8Array, row: number, next: number, size: number): Run[] => {
  const runs: Run[] = []
  const stateAt = (x: number): Run['state'] => {
    const right = x + 1 < size ? x + 1 : x
    if ((band[row + x]! | band[next + x]! | band[row + right]! | band[next + right]!) !== 0) return 'open'
    return alpha[row + x]! >= 0.5 ? 'figure' : 'backdrop'
  }
  let from = 0
  let state = stateAt(0)
  for (let x = 1; x < size; x++) {
    const here = stateAt(x)
    if (here === state) continue
    runs.push({ from, to: x, state })
    from = x
    state = here
  }
  runs.push({ from, to: size, state })
  return runs
}

/** For each cell, and the end, how many pixels lie before its middle. */
const pixelsBefore = (first: Int32Array, size: number): Int32Array => {
  const before = new Int32Array(size + 1).fill(first.length)
  for (let x = first.length - 1; x >= 0; x--) before[first[x]!] = x
  for (let cell = size - 1; cell >= 0; cell--) before[cell] = Math.min(before[cell]!, before[cell + 1]!)
  return before
}

const refineRun = (
  data: Uint8Array,
  sourceAt: number,
  { across, halfAcross }: { readonly across: Cells; readonly halfAcross: Cells },
  { red, green, blue, offset, low, high }: Line,
  refined: Float32Array,
  refinedAt: number,
  start: number,
  end: number,
): void => {
  const { first, share } = across
  const { first: halfFirst, share: halfShare } = halfAcross
  const last = low.length - 1
  const halfLast = red.length - 1
  for (let x = start, at = refinedAt + start, source = sourceAt + 3 * start; x < end; x++, at++, source += 3) {
    const p = first[x]!
    const q = p < last ? p + 1 : p
    const m = halfFirst[x]!
    const n = m < halfLast ? m + 1 : m
    const toN = halfShare[x]!
    const toM = 1 - toN
    const value =
      ((red[m]! * toM + red[n]! * toN) * data[source]! +
        (green[m]! * toM + green[n]! * toN) * data[source + 1]! +
        (blue[m]! * toM + blue[n]! * toN) * data[source + 2]!) /
        255 +
      offset[m]! * toM +
      offset[n]! * toN
    const toQ = share[x]!
    const lowest = low[p]! + (low[q]! - low[p]!) * toQ
    const highest = high[p]! + (high[q]! - high[p]!) * toQ
    const held = value > lowest ? value : lowest
    refined[at] = held < highest ? held : highest
  }
}

const mixRows = (
  plane: Float32Array,
  row: number,
  next: number,
  share: number,
  line: Float32Array,
  from: number,
  to: number,
): void => {
  for (let x = from; x < to; x++) line[x] = plane[row + x]! + (plane[next + x]! - plane[row + x]!) * share
}

/**
 * From colour to opacity, on half the grid (neighbourhoods change slowly, and their sums are most of the work): where
 * colours tell figure and backdrop apart, they decide; where they don't, the model's opinion does.
 */
const colourModelOf = (
  { alpha, guide, size }: CoarseMatte,
  band: Uint8Array,
  figure: Float32Array,
  backdrop: Float32Array,
  headCells: number,
): LinearModel => {
  const half = size / 2
  const halved = (plane: Float32Array) => halve(plane, size, size)
  const halfGuide = { red: halved(guide.red), green: halved(guide.green), blue: halved(guide.blue) }
  const halfBand = new Uint8Array(half * half)
  for (let y = 0, at = 0; y < half; y++) {
    for (let x = 0, p = 2 * y * size; x < half; x++, at++, p += 2) {
      halfBand[at] = band[p]! | band[p + 1]! | band[p + size]! | band[p + size + 1]!
    }
  }
  const model = fitColourGuide(halfGuide, halved(alpha), halfBand, half, half, RADIUS_CELLS / 2, EPSILON)
  const radius = Math.max(2, Math.round((COLOUR_RADIUS_SHARE * headCells) / 2))
  const learnt = fitFisherGuide(halfGuide, halved(figure), halved(backdrop), halfBand, half, half, radius)
  for (let at = 0; at < halfBand.length; at++) {
    if (halfBand[at] === 0) continue
    const say = ramp(SEPARATION.from, SEPARATION.to, learnt.separation[at]!)
    const haze = HAZE.sure + (HAZE.unsure - HAZE.sure) * (1 - say)
    const stretch = 1 / (1 - 2 * haze)
    const own = (1 - say) * stretch
    const byColour = say * stretch
    model.red[at] = model.red[at]! * own + learnt.red[at]! * byColour
    model.green[at] = model.green[at]! * own + learnt.green[at]! * byColour
    model.blue[at] = model.blue[at]! * own + learnt.blue[at]! * byColour
    model.offset[at] = model.offset[at]! * own + learnt.offset[at]! * byColour - haze * stretch
  }
  return model
}

/**
 * Between which opacities the colours may decide: anything in hair; only what the model gives to the neighbouring cells
 * where it is sure of a cloth's edge, so that a pattern behind a shoulder doesn't eat into it.
 */
const limitsOf = ({ alpha, size }: CoarseMatte, band: Uint8Array, chinRow: number, headCells: number) => {
  const least = new Float32Array(alpha.length)
  const most = new Float32Array(alpha.length).fill(1)
  // Hair that reaches down from above the chin counts as far as it is near.
  const firstRow = Math.min(size, Math.max(0, Math.floor(chinRow + HAIR_BELOW_CHIN.from * headCells)))
  const above = Math.max(0, firstRow - Math.ceil(HAIR.far + HAIR.depth) - 1)
  const toHair = hairDistance(alpha.subarray(above * size), size)
  for (let y = firstRow; y < size; y++) {
    const cloth = ramp(HAIR_BELOW_CHIN.from * headCells, HAIR_BELOW_CHIN.to * headCells, y - chinRow)
    if (cloth === 0) continue
    for (let x = 0, at = y * size; x < size; x++, at++) {
      if (band[at] === 0) continue
      const hold = cloth * ramp(HAIR.near, HAIR.far, toHair[at - above * size]!)
      let low = 1
      let high = 0
      for (let j = Math.max(0, y - 1); j <= Math.min(size - 1, y + 1); j++) {
        for (let i = Math.max(0, x - 1); i <= Math.min(size - 1, x + 1); i++) {
          const value = alpha[j * size + i]!
          if (value < low) low = value
          if (value > high) high = value
        }
      }
      least[at] = low * hold
      most[at] = 1 - (1 - high) * hold
    }
  }
  return { least, most }
}

/** How far each cell is from doubt that reaches as deep as only hair's does. */
const hairDistance = (alpha: Float32Array, size: number): Float32Array => {
  const rows = alpha.length / size
  const mask = new Uint8Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) mask[at] = alpha[at]! >= SURELY_IN || alpha[at]! <= SURELY_OUT ? 1 : 0
  const depth = distanceTo(mask, size, rows, size)
  for (let at = 0; at < alpha.length; at++) mask[at] = depth[at]! > HAIR.depth ? 1 : 0
  return distanceTo(mask, size, rows, size)
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
  for (let y = 0, at = 0; y < size; y++) {
    const below = y + 1 < size ? size : 0
    for (let x = 0; x < size; x++, at++) {
      const value = alpha[at]!
      const isIn = value > 0.5
      // A hard step between two cells has no doubtful cell, but an edge all the same.
      const isStep = isIn !== alpha[x + 1 < size ? at + 1 : at]! > 0.5 || isIn !== alpha[at + below]! > 0.5
      if (isStep || (value > SURELY_OUT && value < SURELY_IN)) doubt[at] = 1
    }
  }
  return doubt
}

/** For each pixel along an axis: the cell whose middle lies before it, and how far it is to the next one's. */
const cellsAlong = (pixels: number, size: number): Cells => {
  const first = new Int32Array(pixels)
  const share = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    const position = Math.min(Math.max(((at + 0.5) * size) / pixels - 0.5, 0), size - 1)
    first[at] = Math.floor(position)
    share[at] = position - first[at]!
  }
  return { first, share }
}
