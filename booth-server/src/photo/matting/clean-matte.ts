import type { Bytes, Floats } from '../imaging/kernel-bindings.generated.ts'
import { withKernels } from '../imaging/kernels.ts'
import { type CleaningGrid, componentsOf, distanceTo } from './cleaning-grid.ts'
import { type CoarseMatte, cellPxOf, placeOn } from './coarse-matte.ts'
import { fillHoles, findNeckGaps, HEAD_AXIS_SHARE } from './fill-holes.ts'
import { faceLevelIn, faceMaskOf } from './matte-levels.ts'
import type { HeadPlace, OwnHead } from './matte-region.ts'
import { resolveUnknownBand } from './resolve-unknown-band.ts'

export interface CleanMatteInput {
  readonly matte: CoarseMatte
  readonly head: OwnHead
  /** Bystanders: their regions are removed. */
  readonly others: readonly HeadPlace[]
}

/** Where a subject begins: at half of what the model gives to most of the face, within these limits. */
const SOLID = { least: 0.15, most: 0.5 } as const
/**
 * Cells this deep inside the subject tell how opaque the model takes it to be thereabouts, window in head heights;
 * where more than this share of them is fainter than this, it takes much of the inside for half transparent.
 */
const PLATEAU = { depthCells: 1.5, windowShare: 0.08, faint: 0.8, faintShare: 0.02 } as const
/** Deeper than this inside the subject (in head heights) nothing shines through: not even frizzy hair. */
const DEPTH_SHARE = 0.05
const MIN_DEPTH_CELLS = 2.5
/** Single hairs reach this far from the opened subject, in head heights; what lies farther is an island. */
const HAIR_REACH_SHARE = 0.1
/** What is joined to the subject by less than twice this (in head heights) is a background protrusion: a lamp's arm. */
const NECK_SHARE = 0.065
/** Unless it reaches no farther than this: then it may be a lock of hair. */
const LONGEST_LOCK_SHARE = 0.2
/**
 * Right below the face (from here on, in head heights under the eyes) lies a chest that widens from the neck to the
 * shoulders: there the model need not be so sure.
 */
const CHEST = { fromShare: 0.55, neckShare: 0.25, slope: 2, shoulderShare: 0.95, level: 0.2 } as const

/**
 * One connected subject without holes: the component that the face belongs to is kept, islands and bystanders are
 * removed, enclosed holes are filled, the inside is made opaque, hair around it stays as the model gave it. The unknown
 * band is resolved by colour first. On the model's grid; what is decided of components is decided on half of it.
 */
export const cleanMatte = ({ matte, head, others }: CleanMatteInput): CoarseMatte => {
  const { region } = matte
  const size = matte.size / 2
  const headCells = head.heightPx / (2 * cellPxOf(matte))
  const outline = faceMaskOf(head, { size, region })
  const alpha = withKernels((kernels, scratch) => {
    const cells = size * size
    const grid: CleaningGrid = {
      kernels,
      scratch,
      size,
      cells,
      eyes: placeOn({ size, region }, head.centre),
      headCells,
      alpha: scratch.floats(cells),
      raw: scratch.floats(cells),
      overrides: scratch.bytes(cells),
    }
    const model = scratch.put(matte.alpha)
    kernels.downsamplePlane({ plane: model, size: matte.size, target: grid.alpha })
    const face = scratch.put(outline)
    const faceLevel = faceLevelIn(kernels, scratch, { plane: model, size: matte.size, mask: face })
    const guide = scratch.put(matte.guide)
    const factors = resolveUnknownBand(grid, { face, guide, step: matte.size / size })
    kernels.multiplyPlane({ plane: grid.alpha, by: factors, cells })
    scratch.copy(grid.alpha, 4 * cells, grid.raw)
    kernels.initialiseOverrides({ face, cells, overrides: grid.overrides })
    excludeBystanders(grid, matte, head, others)
    kernels.applyOverrides({ alpha: grid.alpha, overrides: grid.overrides, cells })

    const { foreground, backgroundMask } = findSubject(grid, Math.min(Math.max(faceLevel / 2, SOLID.least), SOLID.most))
    const gaps = findNeckGaps(grid, foreground)
    // The head's own holes first: what a protrusion behind the subject encloses is not a hole in the subject.
    fillHoles(grid, foreground, HEAD_AXIS_SHARE * headCells)
    const body = openMask(grid, foreground)
    fillHoles(grid, body, size)
    kernels.keepGaps({ gaps, cells, overrides: grid.overrides })
    const depth = distanceTo(grid, body, 'outside')
    const gain = gainToPlateau(grid, depth)
    const toBody = distanceTo(grid, body, 'mask')
    removeProtrusions(grid, { foreground, body, toBody, backgroundMask })
    const target = scratch.floats(matte.alpha.length)
    kernels.composeCleanMatte({
      alpha: model,
      size: matte.size,
      factors,
      overrides: grid.overrides,
      body,
      gain,
      depth,
      toBody,
      toBackgroundObjects: distanceTo(grid, backgroundMask, 'mask'),
      opaqueDepth: Math.max(MIN_DEPTH_CELLS, DEPTH_SHARE * headCells),
      reach: Math.max(MIN_DEPTH_CELLS, HAIR_REACH_SHARE * headCells),
      target,
    })
    return scratch.readFloats(target, matte.alpha.length)
  })
  return { ...matte, alpha }
}

/**
 * Where the subject is, by the model's opacity: above `level`, but above less right below the face, where a plain shirt
 * may hardly convince the model and yet can be nothing else than this person's chest. The component that the face
 * belongs to is the foreground; all others are objects and people in the background.
 */
const findSubject = (
  grid: CleaningGrid,
  level: number,
): { readonly foreground: Bytes; readonly backgroundMask: Bytes } => {
  const { kernels, scratch, size, cells, eyes, headCells, alpha } = grid
  const mask = scratch.bytes(cells)
  kernels.thresholdSubject({
    alpha,
    size,
    faceX: eyes.x,
    faceY: eyes.y,
    headCells,
    level,
    chestLevel: Math.min(level, CHEST.level),
    from: CHEST.fromShare,
    neck: CHEST.neckShare,
    slope: CHEST.slope,
    most: CHEST.shoulderShare,
    mask,
  })
  const { labels, near } = componentsOf(grid, mask, true)
  const foreground = scratch.bytes(cells)
  const backgroundMask = scratch.bytes(cells)
  kernels.splitByLabel({ labels, label: near(eyes, headCells / 3), cells, own: foreground, others: backgroundMask })
  return { foreground, backgroundMask }
}

/** Where there is no gain to be applied. */
const NO_GAIN = 0 as Floats

/** How much the edge of a subject that the model takes for half transparent throughout rises to its inside. */
const gainToPlateau = ({ kernels, scratch, size, cells, headCells, alpha }: CleaningGrid, depths: Floats): Floats => {
  const { depthCells: depth, windowShare, faint, faintShare } = PLATEAU
  if (kernels.translucentShare({ alpha, depths, cells, depth, level: faint }) <= faintShare) return NO_GAIN
  const radius = Math.max(1, Math.floor(windowShare * headCells))
  const gain = scratch.floats(cells)
  kernels.plateauGain({ alpha, depths, size, depth, radius, gain })
  return gain
}

/**
 * Morphological opening: the foreground without thin protrusions. Eroded by half the width of a neck, reduced to the
 * component that holds the face, and grown back within the foreground.
 */
const openMask = (grid: CleaningGrid, foreground: Bytes): Bytes => {
  const { kernels, scratch, cells, eyes, headCells } = grid
  const radius = Math.max(1, NECK_SHARE * headCells)
  const eroded = scratch.bytes(cells)
  const depth = distanceTo(grid, foreground, 'outside')
  kernels.thresholdMask({ values: depth, cells, threshold: radius + 0.5, mask: eroded })
  const { labels, near } = componentsOf(grid, eroded, true)
  const core = scratch.bytes(cells)
  const label = near(eyes, headCells / 3)
  kernels.splitByLabel({ labels, label, cells, own: core, others: scratch.bytes(cells) })
  const opened = scratch.bytes(cells)
  const toCore = distanceTo(grid, core, 'mask')
  kernels.dilateWithin({ mask: foreground, toCore, reach: radius + 2, cells, target: opened })
  return opened
}

/** Thin protrusions that reach far from the body (what the opening removed) join the background. */
const removeProtrusions = (
  grid: CleaningGrid,
  {
    foreground,
    body,
    toBody,
    backgroundMask,
  }: { readonly foreground: Bytes; readonly body: Bytes; readonly toBody: Floats; readonly backgroundMask: Bytes },
): void => {
  const { kernels, scratch, size, cells, headCells } = grid
  const protrusions = scratch.bytes(cells)
  kernels.subtractMask({ mask: foreground, other: body, cells, target: protrusions })
  const { labels, sizes } = componentsOf(grid, protrusions, true)
  const reach = scratch.zeroedFloats(sizes.length)
  kernels.measureProtrusions({ labels, toBody, size, reach })
  const longest = LONGEST_LOCK_SHARE * headCells
  const isFar = Uint8Array.from(scratch.readFloats(reach, sizes.length), (cell) => Number(cell > longest))
  const far = scratch.bytes(cells)
  kernels.mapLabels({ labels, table: scratch.put(isFar), pixels: cells, target: far })
  kernels.uniteMasks({ mask: far, cells, target: backgroundMask })
}

/** Each cell belongs to the head that is nearest, counted in that head's own heights. */
const excludeBystanders = (
  { kernels, scratch, size, overrides }: CleaningGrid,
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
  kernels.excludeBystanders({
    overrides,
    size,
    heads: scratch.put(Float32Array.from(heads)),
    count: 1 + others.length,
    aspect: height / width,
  })
}
