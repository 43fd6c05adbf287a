import { boxBlur } from '../raster/box-blur.ts'
import { labelComponents } from '../raster/components.ts'
import { distanceTo } from '../raster/distance.ts'
import { halve } from '../raster/halve.ts'
import { inverseOf, maskWhere } from '../raster/mask.ts'
import { smoothStep } from '../raster/smooth-step.ts'
import type { Point } from '../values.ts'
import { type CoarseMatte, cellPxOf } from './coarse-matte.ts'
import type { HeadPlace, OwnHead } from './head-frame.ts'
import { faceLevelOf, faceMaskOf } from './matte-levels.ts'
import { settleDoubt } from './tidy-doubt.ts'
import { closeHoles, gapsIn, HEAD_AXIS_SHARE } from './tidy-holes.ts'

export interface TidyInput {
  readonly matte: CoarseMatte
  readonly head: OwnHead
  /** Bystanders: what is theirs goes. */
  readonly others: readonly HeadPlace[]
}

/** Where a person begins: at half of what the model gives to most of the face, within these limits. */
const SOLID = { least: 0.15, most: 0.5 } as const
/** Cells this deep inside the figure tell how opaque the model takes it to be thereabouts; window in head heights. */
const PLATEAU = { depthCells: 1.5, windowShare: 0.08 } as const
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
  const { size } = matte
  const half = size / 2
  const areas = findAreas({ ...matte, alpha: halve(matte.alpha, size, size), size: half }, matte, head, others)
  const { fate, settled, body, gain, depth, toFigure, toStrangers, opaqueDepth, reach } = areas
  const alpha = new Float32Array(matte.alpha.length)
  for (let y = 0, at = 0; y < size; y++) {
    const row = (y >> 1) * half
    for (let x = 0; x < size; x++, at++) {
      const cell = row + (x >> 1)
      const raw = matte.alpha[at]! * settled[cell]!
      const given = fate[cell]!
      if (given !== FATE.free) {
        alpha[at] = given === FATE.figure ? 1 : given === FATE.gap ? raw : 0
      } else if (body[cell] === 1) {
        const value = gain ? Math.min(1, raw * gain[cell]!) : raw
        alpha[at] = value < 1 ? value + (1 - value) * smoothStep(opaqueDepth / 2, opaqueDepth, depth[cell]!) : 1
      } else if (raw > 0 && toStrangers[cell]! >= toFigure[cell]!) {
        alpha[at] = raw * (1 - smoothStep(reach, reach * 1.5, toFigure[cell]!))
      }
    }
  }
  return { ...matte, alpha }
}

/** What is settled of a cell, whatever the model says of its opacity. */
const FATE = { free: 0, figure: 1, gap: 2, elsewhere: 3 } as const

const findAreas = (coarse: CoarseMatte, model: CoarseMatte, head: OwnHead, others: readonly HeadPlace[]) => {
  const { alpha, size, region } = coarse
  const cellPx = cellPxOf(coarse)
  const headCells = head.heightPx / cellPx
  const face = {
    x: ((head.centre.x - region.left) / region.width) * size,
    y: ((head.centre.y - region.top) / region.height) * size,
  }
  const level = Math.min(Math.max(faceLevelOf(model, head) / 2, SOLID.least), SOLID.most)
  const fate = new Uint8Array(alpha.length)
  const outline = faceMaskOf(head, coarse)
  const settled = settleDoubt({ alpha, size, face: outline }, model, head)
  for (let at = 0; at < alpha.length; at++) alpha[at]! *= settled[at]!
  const raw = alpha.slice()
  for (let at = 0; at < alpha.length; at++) if (outline[at] !== 0) fate[at] = FATE.figure
  markOthers(fate, coarse, head, others)
  for (let at = 0; at < alpha.length; at++) if (fate[at] !== FATE.free) alpha[at] = fate[at] === FATE.figure ? 1 : 0

  const solid = solidCells(alpha, size, face, headCells, level)
  const { labels, sizes } = labelComponents(solid, size, size)
  const main = labelNear(labels, sizes, size, face, headCells / 3)
  const figure = maskWhere(alpha.length, (at) => labels[at] === main && main !== 0)
  const strangers = maskWhere(alpha.length, (at) => labels[at] !== main && labels[at] !== 0)
  const gaps = gapsIn(figure, raw, size, face, headCells)
  const mark = (filled: Uint8Array) => {
    for (let at = 0; at < filled.length; at++) if (filled[at] === 1) fate[at] = FATE.figure
  }
  // First those of the head itself: what lies between the arms of a thing behind it is no hole of the person.
  mark(closeHoles(figure, alpha, size, face, headCells, HEAD_AXIS_SHARE * headCells))
  const body = openFigure(figure, depthIn(figure, size), size, face, headCells)
  mark(closeHoles(body, alpha, size, face, headCells, size))
  for (let at = 0; at < gaps.length; at++) if (gaps[at] === 1) fate[at] = FATE.gap
  const depth = depthIn(body, size)
  const gain = isFaint(alpha, depth) ? gainToPlateau(alpha, depth, size, PLATEAU.windowShare * headCells) : null
  const toFigure = distanceTo(body, size, size, size)
  estrangeThings(figure, body, toFigure, strangers, size, LONGEST_LOCK_SHARE * headCells)
  const toStrangers = distanceTo(strangers, size, size, size)
  const opaqueDepth = Math.max(MIN_DEPTH_CELLS, DEPTH_SHARE * headCells)
  const reach = Math.max(MIN_DEPTH_CELLS, HAIR_REACH_SHARE * headCells)
  return { fate, settled, body, gain, depth, toFigure, toStrangers, opaqueDepth, reach }
}

/**
 * Where the person is, by the model's opinion: at `level`, but lower right below the face, where a plain shirt may hardly
 * convince the model and yet can be nothing else than this person's chest.
 */
const solidCells = (alpha: Float32Array, size: number, face: Point, headCells: number, level: number): Uint8Array => {
  const chestLevel = Math.min(level, CHEST.level)
  const solid = new Uint8Array(alpha.length)
  for (let y = 0, at = 0; y < size; y++) {
    const below = (y - face.y) / headCells
    const half = CHEST.neckShare + (below - CHEST.fromShare) * CHEST.slope
    const reach = below < CHEST.fromShare ? -1 : Math.min(half, CHEST.shoulderShare) * headCells
    for (let x = 0; x < size; x++, at++) {
      if (alpha[at]! >= (Math.abs(x - face.x) <= reach ? chestLevel : level)) solid[at] = 1
    }
  }
  return solid
}

/** Whether the model takes much of the inside for half transparent. */
const isFaint = (alpha: Float32Array, depth: Float32Array): boolean => {
  let inside = 0
  let faint = 0
  for (let at = 0; at < alpha.length; at += 3) {
    if (depth[at]! < PLATEAU.depthCells) continue
    inside++
    if (alpha[at]! < 0.8) faint++
  }
  return faint > 0.02 * inside
}

const depthIn = (figure: Uint8Array, size: number): Float32Array => distanceTo(inverseOf(figure), size, size, size)

/** The figure without thin things that hang on it: its inner part that holds the face, grown back to its edge. */
const openFigure = (
  figure: Uint8Array,
  depth: Float32Array,
  size: number,
  face: Point,
  headCells: number,
): Uint8Array => {
  const neck = Math.max(1, NECK_SHARE * headCells)
  const inner = maskWhere(depth.length, (at) => depth[at]! > neck + 0.5)
  const { labels, sizes } = labelComponents(inner, size, size)
  const main = labelNear(labels, sizes, size, face, headCells / 3)
  const core = maskWhere(depth.length, (at) => labels[at] === main && main !== 0)
  const toCore = distanceTo(core, size, size, size)
  return maskWhere(depth.length, (at) => figure[at] === 1 && toCore[at]! <= neck + 2)
}

/** Thin things that hang on the body and reach far from it join the strangers. */
const estrangeThings = (
  figure: Uint8Array,
  body: Uint8Array,
  toBody: Float32Array,
  strangers: Uint8Array,
  size: number,
  longest: number,
): void => {
  const things = maskWhere(figure.length, (at) => figure[at] === 1 && body[at] === 0)
  const { labels, sizes } = labelComponents(things, size, size)
  const reach = new Float32Array(sizes.length)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!
    if (label === 0) continue
    const column = at % size
    // What the frame cuts reaches who knows how far; only a body stands on its lower edge.
    const isCut = at < size || column === 0 || column === size - 1
    reach[label] = Math.max(reach[label]!, isCut ? size : toBody[at]!)
  }
  for (let at = 0; at < labels.length; at++) if (labels[at] !== 0 && reach[labels[at]!]! > longest) strangers[at] = 1
}

/** Each cell belongs to the head that is nearest, counted in that head's own heights. */
const markOthers = (
  fate: Uint8Array,
  { size, region }: CoarseMatte,
  head: HeadPlace,
  others: readonly HeadPlace[],
): void => {
  if (others.length === 0) return
  for (let row = 0, at = 0; row < size; row++) {
    const y = region.top + ((row + 0.5) * region.height) / size
    for (let column = 0; column < size; column++, at++) {
      const x = region.left + ((column + 0.5) * region.width) / size
      const own = awayFrom(head, x, y)
      if (others.some((other) => awayFrom(other, x, y) < own)) fate[at] = FATE.elsewhere
    }
  }
}

/** Sideways distance counts; a body hangs below its head, so downward distance counts a quarter. */
const awayFrom = ({ centre, heightPx }: HeadPlace, x: number, y: number): number =>
  Math.hypot(x - centre.x, (y - centre.y) * (y > centre.y ? 0.25 : 1)) / heightPx

/** The area that most of the face's cells belong to; the largest one where the model missed the face altogether. */
const labelNear = (labels: Int32Array, sizes: readonly number[], size: number, face: Point, radius: number): number => {
  const votes = new Map<number, number>()
  const from = (middle: number) => Math.max(0, Math.floor(middle - radius))
  const to = (middle: number) => Math.min(size - 1, Math.ceil(middle + radius))
  for (let y = from(face.y); y <= to(face.y); y++) {
    for (let x = from(face.x); x <= to(face.x); x++) {
      const label = labels[y * size + x]!
      if (label !== 0) votes.set(label, (votes.get(label) ?? 0) + 1)
    }
  }
  const [best] = [...votes].sort((left, right) => right[1] - left[1])
  if (best !== undefined) return best[0]
  return sizes.indexOf(Math.max(...sizes))
}

/** A figure that the model takes for half transparent throughout is opaque: by how much its edge rises to its inside. */
const gainToPlateau = (alpha: Float32Array, depth: Float32Array, size: number, radius: number): Float32Array => {
  const weight = new Float32Array(alpha.length)
  const sum = new Float32Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) {
    if (depth[at]! < PLATEAU.depthCells) continue
    weight[at] = 1
    sum[at] = alpha[at]!
  }
  boxBlur(weight, size, size, radius, weight)
  boxBlur(sum, size, size, radius, sum)
  for (let at = 0; at < alpha.length; at++) sum[at] = weight[at]! < 1e-6 ? 1 : weight[at]! / sum[at]!
  return sum
}
