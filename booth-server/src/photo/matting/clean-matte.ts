import { inSimd } from '../imaging/kernels.ts'
import { areasOf, depthIn, type TidyGrid } from './cleaning-grid.ts'
import { type CoarseMatte, cellPxOf, placeOn } from './coarse-matte.ts'
import { closeHoles, findGaps, HEAD_AXIS_SHARE } from './fill-holes.ts'
import { faceLevelIn, faceMaskOf } from './matte-levels.ts'
import type { HeadPlace, OwnHead } from './matte-region.ts'
import { settleDoubt } from './resolve-unknown-band.ts'

export interface TidyInput {
  readonly matte: CoarseMatte
  readonly head: OwnHead
  /** Bystanders: what is theirs goes. */
  readonly others: readonly HeadPlace[]
}

/** Where a person begins: at half of what the model gives to most of the face, within these limits. */
const SOLID = { least: 0.15, most: 0.5 } as const
/**
 * Cells this deep inside the figure tell how opaque the model takes it to be thereabouts, window in head heights; where
 * more than this share of them is fainter than this, it takes much of the inside for half transparent.
 */
const PLATEAU = { depthCells: 1.5, windowShare: 0.08, faint: 0.8, faintShare: 0.02 } as const
/** Deeper than this inside the figure (in head heights) nothing shines through: not even frizzy hair. */
const DEPTH_SHARE = 0.05
const MIN_DEPTH_CELLS = 2.5
/** Single hairs reach this far from the solid figure, in head heights; what lies farther is an island. */
const HAIR_REACH_SHARE = 0.1
/** What hangs on the figure by less than twice this (in head heights) is a thing behind it: a tassel, a lamp's arm. */
const NECK_SHARE = 0.065
/** Unless it reaches no farther than this: then it may be a lock of hair. */
const LONGEST_LOCK_SHARE = 0.2
/**
 * Right below the face (from here on, in head heights under the eyes) lies a chest that widens from the neck to the
 * shoulders: there the model need not be so sure.
 */
const CHEST = { fromShare: 0.55, neckShare: 0.25, slope: 2, shoulderShare: 0.95, level: 0.2 } as const

/**
 * One connected person without holes: the area that the face belongs to is kept, islands and bystanders go, enclosed
 * holes are closed, the inside is made opaque, hair around it stays as the model gave it. What the model half believes
 * in against its colours goes first (tidy-doubt.ts). On the model's grid; what is decided of areas is decided on half
 * of it.
 */
export const tidyMatte = ({ matte, head, others }: TidyInput): CoarseMatte => {
  const { region } = matte
  const size = matte.size / 2
  const headCells = head.heightPx / (2 * cellPxOf(matte))
  const outline = faceMaskOf(head, { size, region })
  const alpha = inSimd((simd, scratch) => {
    const cells = size * size
    const byte = () => scratch.reserve(cells)
    const float = () => scratch.reserve(4 * cells)
    const grid: TidyGrid = {
      simd,
      scratch,
      size,
      cells,
      eyes: placeOn({ size, region }, head.centre),
      headCells,
      alpha: float(),
      raw: float(),
      fate: byte(),
    }
    const model = scratch.put(matte.alpha)
    simd.halvePlane(model, matte.size, grid.alpha)
    const face = scratch.put(outline)
    const faceLevel = faceLevelIn(simd, scratch, model, matte.size, face)
    const settled = settleDoubt(grid, face, scratch.put(matte.guide), matte.size / size)
    simd.multiplyPlane(grid.alpha, settled, cells)
    scratch.copy(grid.alpha, 4 * cells, grid.raw)
    simd.markFace(face, cells, grid.fate)
    markOthers(grid, matte, head, others)
    simd.applyFate(grid.alpha, grid.fate, cells)

    const { figure, strangers } = findFigure(grid, Math.min(Math.max(faceLevel / 2, SOLID.least), SOLID.most))
    const gaps = findGaps(grid, figure)
    // First those of the head itself: what lies between the arms of a thing behind it is no hole of the person.
    closeHoles(grid, figure, HEAD_AXIS_SHARE * headCells)
    const body = openFigure(grid, figure)
    closeHoles(grid, body, size)
    simd.settleGaps(gaps, cells, grid.fate)
    const depth = depthIn(grid, body)
    const gain = gainToPlateau(grid, depth)
    const toFigure = float()
    simd.distances(body, true, size, size, size, toFigure)
    estrangeThings(grid, figure, body, toFigure, strangers)
    const toStrangers = float()
    simd.distances(strangers, true, size, size, size, toStrangers)
    const opaqueDepth = Math.max(MIN_DEPTH_CELLS, DEPTH_SHARE * headCells)
    const reach = Math.max(MIN_DEPTH_CELLS, HAIR_REACH_SHARE * headCells)
    const target = scratch.reserve(4 * matte.alpha.length)
    simd.finishTidy(
      model,
      matte.size,
      settled,
      grid.fate,
      body,
      gain,
      depth,
      toFigure,
      toStrangers,
      opaqueDepth,
      reach,
      target,
    )
    return scratch.floatsAt(target, matte.alpha.length)
  })
  return { ...matte, alpha }
}

/**
 * Where the person is, by the model's opinion: at `level`, but lower right below the face, where a plain shirt may hardly
 * convince the model and yet can be nothing else than this person's chest; the area that the face belongs to, and all
 * others.
 */
const findFigure = (grid: TidyGrid, level: number): { readonly figure: number; readonly strangers: number } => {
  const { simd, scratch, size, cells, eyes, headCells, alpha } = grid
  const solid = scratch.reserve(cells)
  const { fromShare, neckShare, slope, shoulderShare } = CHEST
  const chestLevel = Math.min(level, CHEST.level)
  simd.markSolid(
    alpha,
    size,
    eyes.x,
    eyes.y,
    headCells,
    level,
    chestLevel,
    fromShare,
    neckShare,
    slope,
    shoulderShare,
    solid,
  )
  const areas = areasOf(grid, solid, true)
  const figure = scratch.reserve(cells)
  const strangers = scratch.reserve(cells)
  simd.markLabel(areas.labels, areas.near(eyes, headCells / 3), cells, figure, strangers)
  return { figure, strangers }
}

/** How much the edge of a figure that the model takes for half transparent throughout rises to its inside; 0 for none. */
const gainToPlateau = ({ simd, scratch, size, cells, headCells, alpha }: TidyGrid, depth: number): number => {
  if (simd.shareFaint(alpha, depth, cells, PLATEAU.depthCells, PLATEAU.faint) <= PLATEAU.faintShare) return 0
  const radius = Math.max(1, Math.floor(PLATEAU.windowShare * headCells))
  const gain = scratch.reserve(4 * cells)
  simd.plateauGain(alpha, depth, size, PLATEAU.depthCells, radius, scratch.reserve(16 * (2 * cells + size)), gain)
  return gain
}

/** The figure without thin things that hang on it: its inner part that holds the face, grown back to its edge. */
const openFigure = (grid: TidyGrid, figure: number): number => {
  const { simd, scratch, size, cells, eyes, headCells } = grid
  const neck = Math.max(1, NECK_SHARE * headCells)
  const inner = scratch.reserve(cells)
  simd.markAbove(depthIn(grid, figure), cells, neck + 0.5, inner)
  const areas = areasOf(grid, inner, true)
  const core = scratch.reserve(cells)
  simd.markLabel(areas.labels, areas.near(eyes, headCells / 3), cells, core, scratch.reserve(cells))
  const toCore = scratch.reserve(4 * cells)
  simd.distances(core, true, size, size, size, toCore)
  const body = scratch.reserve(cells)
  simd.markBody(figure, toCore, neck + 2, cells, body)
  return body
}

/** Thin things that hang on the body and reach far from it join the strangers. */
const estrangeThings = (grid: TidyGrid, figure: number, body: number, toBody: number, strangers: number): void => {
  const { simd, scratch, size, cells, headCells } = grid
  const things = scratch.reserve(cells)
  simd.markDifference(figure, body, cells, things)
  const { labels, sizes } = areasOf(grid, things, true)
  const reach = scratch.clean(4 * sizes.length)
  simd.measureReach(labels, toBody, size, reach)
  const longest = LONGEST_LOCK_SHARE * headCells
  const isFar = Uint8Array.from(scratch.floatsAt(reach, sizes.length), (cell) => Number(cell > longest))
  const far = scratch.reserve(cells)
  simd.markLabels(labels, scratch.put(isFar), cells, far)
  simd.addMask(far, cells, strangers)
}

/** Each cell belongs to the head that is nearest, counted in that head's own heights. */
const markOthers = (
  { simd, scratch, size, fate }: TidyGrid,
  matte: CoarseMatte,
  head: HeadPlace,
  others: readonly HeadPlace[],
): void => {
  if (others.length === 0) return
  const { width, height } = matte.region
  const heads = [head, ...others].flatMap(({ centre, heightPx }) => {
    const { x, y } = placeOn({ size, region: matte.region }, centre)
    return [x, y, width / size / heightPx]
  })
  simd.markOthers(fate, size, scratch.put(Float32Array.from(heads)), 1 + others.length, height / width)
}
