import type { Bytes, Floats, Kernels, Vectors } from '../imaging/kernel-bindings.generated.ts'
import { advance, type Scratch, withKernels } from '../imaging/kernels.ts'
import type { Matte, Picture } from '../imaging/values.ts'
import { type CoarseMatte, cellPxOf } from './coarse-matte.ts'

/** Opacities that count as known; between them a cell is unknown. */
const KNOWN = { background: 0.03, foreground: 0.97 } as const
/** The trimap's unknown band reaches this far to either side of what is unknown, in cells of the model's grid. */
const BAND_CELLS = 2
/** Window of the guided filter, in cells. */
const RADIUS_CELLS = 4
/** The model may take background for hair this deep inside its edge, in head heights. */
const INNER_SHARE = 0.045
/** Window in which the colours of foreground and background are learnt, in head heights. */
const COLOUR_RADIUS_SHARE = 0.08
/** Squared Mahalanobis distances of the two colours between which Fisher's discriminant gets its say. */
const SEPARATION = { from: 25, to: 80 } as const
/** Variance of colour (0..1) below which an edge counts as noise. */
const EPSILON = 1e-4
/**
 * An unknown band deeper than this is hair; a plain edge is thinner. Colours decide freely this near to it, and within
 * bounds this far from it. Cells.
 */
const HAIR = { depth: 2.5, near: 2, far: 6 } as const
/** Hair may hide the edge down to this far below the chin, in head heights. */
const HAIR_BELOW_CHIN = { from: 0, to: 0.15 } as const
/** What is left of haze and of pinholes is pulled to 0 and 1: less where colour decides, so that single hairs live. */
const HAZE = { sure: 0.03, unsure: 0.2 } as const

/**
 * The matte at the picture's own resolution. In the trimap's unknown band, opacity follows the picture's colours by a
 * local linear model: the fast guided filter (He and Sun 2015: fitted on half the model's grid, since neighbourhoods
 * change slowly and their sums are most of the work, and applied to every pixel), replaced by Fisher's linear
 * discriminant where colours tell foreground and background apart. Outside the band 0 or 1.
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
  const { width, height } = region
  const headCells = headHeightPx / cellPxOf(matte)
  const chinRow = (chinY - region.top) / (height / size)
  const alpha = withKernels((kernels, scratch) => {
    const grid: Grid = { kernels, scratch, size, alpha: scratch.put(matte.alpha), trimap: scratch.bytes(size * size) }
    buildTrimap(grid, headCells)
    const model = fitLinearModel(grid, matte.guide, headCells)
    const { bounds, firstRow } = boundClothAlpha(grid, chinRow, headCells)
    const rowBytes = 3 * picture.width
    const rows = picture.data.subarray(region.top * rowBytes, (region.top + height) * rowBytes)
    const target = scratch.floats(width * height)
    kernels.applyLinearModel({
      data: advance(scratch.put(rows), 3 * region.left),
      rowBytes,
      width,
      height,
      alpha: grid.alpha,
      trimap: grid.trimap,
      size,
      model,
      bounds,
      boundedRow: firstRow,
      target,
    })
    return scratch.readFloats(target, width * height)
  })
  return { alpha, region }
}

/** The model's grid, `size` x `size` cells. */
interface Grid {
  readonly kernels: Kernels
  readonly scratch: Scratch
  readonly size: number
  readonly alpha: Floats
  /** The states of simd/trimap.ts. */
  readonly trimap: Bytes
}

const buildTrimap = ({ kernels, scratch, size, alpha, trimap }: Grid, headCells: number): void => {
  const cells = size * size
  const unknown = scratch.bytes(cells)
  const distance = scratch.floats(cells)
  kernels.markUnknown({ alpha, size, ...KNOWN, unknown })
  kernels.distanceTransform({ mask: unknown, isSet: true, width: size, height: size, far: size, target: distance })
  const innerBand = Math.max(BAND_CELLS, INNER_SHARE * headCells)
  kernels.buildTrimap({ alpha, distance, cells, innerBand, outerBand: BAND_CELLS, trimap })
}

/** From colour to opacity, on half the grid: slopes of red, green, blue, and offset. */
const fitLinearModel = (
  { kernels, scratch, size, alpha, trimap }: Grid,
  guide: Uint8Array,
  headCells: number,
): Vectors => {
  const half = size / 2
  const cells = half * half
  const colours = scratch.vectors(cells)
  const known = scratch.floats(2 * cells)
  const unknown = scratch.bytes(cells)
  const model = scratch.vectors(cells)
  kernels.downsampleTrimap({ alpha, guide: scratch.put(guide), trimap, size, colours, known, unknown })
  const radius = Math.max(2, Math.round((COLOUR_RADIUS_SHARE * headCells) / 2))
  // Only the rows whose windows reach the band: what is fitted there is averaged once more, and read between two cells.
  const margin = Math.max(radius, RADIUS_CELLS) + 2
  const grid = { mask: unknown, width: half, height: half }
  const first = Math.max(0, kernels.findMaskRow({ ...grid, isFirst: true }) - margin)
  const rows = Math.min(half, kernels.findMaskRow({ ...grid, isFirst: false }) + margin + 1) - first
  if (rows <= 0) return model
  const at = first * half
  const band = {
    colours: advance(colours, 16 * at),
    unknown: advance(unknown, at),
    width: half,
    height: rows,
    model: advance(model, 16 * at),
  }
  kernels.fitGuidedFilter({ ...band, radius: RADIUS_CELLS / 2, epsilon: EPSILON })
  kernels.blendFisher({
    ...band,
    known: advance(known, 8 * at),
    radius,
    separationFrom: SEPARATION.from,
    separationTo: SEPARATION.to,
    hazeSure: HAZE.sure,
    hazeUnsure: HAZE.unsure,
  })
  return model
}

/**
 * Between which opacities the colours may decide: anything in hair; only what the model gives to the neighbouring cells
 * where it is sure of a cloth's edge, so that a pattern behind a shoulder doesn't eat into it.
 */
const boundClothAlpha = (
  { kernels, scratch, size, alpha, trimap }: Grid,
  chinRow: number,
  headCells: number,
): { readonly bounds: Floats; readonly firstRow: number } => {
  const clothFrom = HAIR_BELOW_CHIN.from * headCells
  const clothTo = HAIR_BELOW_CHIN.to * headCells
  const firstRow = Math.min(size, Math.max(0, Math.floor(chinRow + clothFrom)))
  // Hair that reaches down from above the chin counts as far as it is near.
  const hairRow = Math.max(0, firstRow - Math.ceil(HAIR.far + HAIR.depth) - 1)
  const rows = size - hairRow
  const cells = rows * size
  const mask = scratch.bytes(cells)
  const distance = scratch.floats(cells)
  // An unknown band as deep as only hair's is, and how far each cell is from it.
  const toMask = { mask, isSet: true, width: size, height: rows, far: size, target: distance }
  kernels.markKnown({ alpha: advance(alpha, 4 * hairRow * size), cells, ...KNOWN, mask })
  kernels.distanceTransform(toMask)
  kernels.thresholdMask({ values: distance, cells, threshold: HAIR.depth, mask })
  kernels.distanceTransform(toMask)
  const bounds = scratch.floats(2 * size * size)
  kernels.boundClothAlpha({
    alpha,
    trimap,
    size,
    firstRow,
    chinRow,
    clothFrom,
    clothTo,
    toHair: distance,
    hairRow,
    near: HAIR.near,
    far: HAIR.far,
    bounds,
  })
  return { bounds, firstRow }
}
