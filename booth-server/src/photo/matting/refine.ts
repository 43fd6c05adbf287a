import type { SimdFunctions } from '../imaging/kernel-functions.ts'
import { inSimd, type Scratch } from '../imaging/kernels.ts'
import type { Matte, Picture } from '../imaging/values.ts'
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
 * linear model (guided filter, fast form: fitted on half the model's grid, since neighbourhoods change slowly and their
 * sums are most of the work, and applied to every pixel). Outside it 0 or 1. Where colours tell figure and backdrop
 * apart, they decide; where they don't, the model's opinion does.
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
  const { size, region } = matte
  const headCells = headHeightPx / cellPxOf(matte)
  const chinRow = (chinY - region.top) / (region.height / size)
  const alpha = inSimd((simd, scratch) => {
    const grid = { size, alpha: scratch.put(matte.alpha), areas: scratch.reserve(size * size) }
    markAreas(grid, headCells, simd, scratch)
    const model = fitModel(grid, matte.guide, headCells, simd, scratch)
    const limits = limitCloth(grid, chinRow, headCells, simd, scratch)
    const rowBytes = 3 * picture.width
    const rows = picture.data.subarray(region.top * rowBytes, (region.top + region.height) * rowBytes)
    const target = scratch.reserve(4 * region.width * region.height)
    simd.applyModel(
      scratch.put(rows) + 3 * region.left,
      rowBytes,
      region.width,
      region.height,
      grid.alpha,
      grid.areas,
      size,
      model,
      limits.address,
      limits.firstRow,
      scratch.reserve(16 * (region.width + region.height) + size),
      target,
    )
    return scratch.floatsAt(target, region.width * region.height)
  })
  return { alpha, region }
}

/** Addresses: of a float a cell, and of a byte that tells what surely is figure or backdrop and what is of the band. */
interface Grid {
  readonly size: number
  readonly alpha: number
  readonly areas: number
}

const markAreas = ({ size, alpha, areas }: Grid, headCells: number, simd: SimdFunctions, scratch: Scratch): void => {
  const cells = size * size
  const doubt = scratch.reserve(cells)
  const distance = scratch.reserve(4 * cells)
  simd.markDoubt(alpha, size, SURELY_OUT, SURELY_IN, doubt)
  simd.distances(doubt, true, size, size, size, distance)
  simd.markAreas(alpha, distance, cells, Math.max(BAND_CELLS, INNER_SHARE * headCells), BAND_CELLS, areas)
}

/** From colour to opacity, on half the grid. */
const fitModel = (
  { size, alpha, areas }: Grid,
  guide: Uint8Array,
  headCells: number,
  simd: SimdFunctions,
  scratch: Scratch,
): number => {
  const half = size / 2
  const vectors = 16 * half * half
  const cells = scratch.reserve(vectors)
  const sides = scratch.reserve(8 * half * half)
  const band = scratch.reserve(half * half)
  const model = scratch.reserve(vectors)
  const space = scratch.reserve(7 * vectors + 16 * half)
  simd.halveCells(alpha, scratch.put(guide), areas, size, cells, sides, band)
  const radius = Math.max(2, Math.round((COLOUR_RADIUS_SHARE * headCells) / 2))
  // Only the rows whose windows reach the band: what is fitted there is averaged once more, and read between two cells.
  const margin = Math.max(radius, RADIUS_CELLS) + 2
  const first = Math.max(0, simd.rowWhere(band, half, half, true) - margin)
  const rows = Math.min(half, simd.rowWhere(band, half, half, false) + margin + 1) - first
  if (rows <= 0) return model
  const at = first * half
  const [from, to] = [cells + 16 * at, model + 16 * at]
  simd.fitGuide(from, band + at, half, rows, RADIUS_CELLS / 2, EPSILON, to, space)
  simd.blendFisher(
    from,
    sides + 8 * at,
    band + at,
    half,
    rows,
    radius,
    SEPARATION.from,
    SEPARATION.to,
    HAZE.sure,
    HAZE.unsure,
    to,
    space,
  )
  return model
}

/**
 * Between which opacities the colours may decide: anything in hair; only what the model gives to the neighbouring cells
 * where it is sure of a cloth's edge, so that a pattern behind a shoulder doesn't eat into it.
 */
const limitCloth = (
  { size, alpha, areas }: Grid,
  chinRow: number,
  headCells: number,
  simd: SimdFunctions,
  scratch: Scratch,
): { readonly address: number; readonly firstRow: number } => {
  const from = HAIR_BELOW_CHIN.from * headCells
  const to = HAIR_BELOW_CHIN.to * headCells
  const firstRow = Math.min(size, Math.max(0, Math.floor(chinRow + from)))
  // Hair that reaches down from above the chin counts as far as it is near.
  const hairRow = Math.max(0, firstRow - Math.ceil(HAIR.far + HAIR.depth) - 1)
  const rows = size - hairRow
  const mask = scratch.reserve(rows * size)
  const distance = scratch.reserve(4 * rows * size)
  // Doubt that reaches as deep as only hair's does, and how far each cell is from it.
  simd.markSure(alpha + 4 * hairRow * size, rows * size, SURELY_OUT, SURELY_IN, mask)
  simd.distances(mask, true, size, rows, size, distance)
  simd.markAbove(distance, rows * size, HAIR.depth, mask)
  simd.distances(mask, true, size, rows, size, distance)
  const address = scratch.reserve(8 * size * size)
  const { near, far } = HAIR
  simd.limitCloth(alpha, areas, size, firstRow, chinRow, from, to, distance, hairRow, near, far, address)
  return { address, firstRow }
}
