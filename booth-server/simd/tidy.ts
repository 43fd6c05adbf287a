// The loops of steps/tidy.ts, where the numbers that decide come from.
import { blurVectors } from './box-blur'
import { floatAt, meanOfFour, setFloat, smoothStep } from './planes'
import { VECTOR } from './vectors'

/** Every 2 x 2 cells become their mean. */
export function halvePlane(plane: usize, size: i32, target: usize): void {
  const stride = usize(size) << 2
  for (let y = 0; y < size; y += 2, plane += stride) {
    for (let x = 0; x < size; x += 2, plane += 8, target += 4) {
      store<f32>(target, meanOfFour(plane, stride))
    }
  }
}

export function multiplyPlane(plane: usize, by: usize, cells: i32): void {
  for (let at = 0; at < cells; at++) setFloat(plane, at, floatAt(plane, at) * floatAt(by, at))
}

/** What is settled of a cell, whatever the model says of its opacity. */
const FREE: u8 = 0
export const FIGURE: u8 = 1
const GAP: u8 = 2
const ELSEWHERE: u8 = 3

/** The face is figure, all else is free. */
export function markFace(face: usize, cells: i32, fate: usize): void {
  for (let at = 0; at < cells; at++) store<u8>(fate + at, floatAt(face, at) != 0 ? FIGURE : FREE)
}

/**
 * Each cell belongs to the head that is nearest, counted in that head's own heights: what is another's is elsewhere.
 * Sideways distance counts; a body hangs below its head, so downward distance counts a quarter.
 *
 * @param heads three floats a head, cells: its middle and one over its height; the first one is the person's own
 * @param aspect a cell's height over its width
 */
export function markOthers(fate: usize, size: i32, heads: usize, count: i32, aspect: f32): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const own = awayFrom(heads, f32(x) + 0.5, f32(y) + 0.5, aspect)
      for (let head = 1; head < count; head++) {
        if (awayFrom(heads + usize(head) * 12, f32(x) + 0.5, f32(y) + 0.5, aspect) < own) {
          store<u8>(fate + y * size + x, ELSEWHERE)
          break
        }
      }
    }
  }
}

/** Squared. */
function awayFrom(head: usize, x: f32, y: f32, aspect: f32): f32 {
  const scale = load<f32>(head, 8)
  const dx = (x - load<f32>(head)) * scale
  const below = y - load<f32>(head, 4)
  const dy = below * aspect * scale * (below > 0 ? 0.25 : 1)
  return dx * dx + dy * dy
}

/** Opacities as what is settled wants them. */
export function applyFate(alpha: usize, fate: usize, cells: i32): void {
  for (let at = 0; at < cells; at++) {
    const given = load<u8>(fate + at)
    if (given != FREE) setFloat(alpha, at, given == FIGURE ? 1 : 0)
  }
}

/**
 * Where the person is, by the model's opinion: at `level`, but at `chestLevel` right below the face, as far to either
 * side as neck and shoulders reach.
 */
export function markSolid(
  alpha: usize,
  size: i32,
  faceX: f32,
  faceY: f32,
  headCells: f32,
  level: f32,
  chestLevel: f32,
  from: f32,
  neck: f32,
  slope: f32,
  most: f32,
  solid: usize,
): void {
  for (let y = 0; y < size; y++) {
    const below = (f32(y) - faceY) / headCells
    const reach: f32 = below < from ? -1 : min(neck + (below - from) * slope, most) * headCells
    for (let x = 0; x < size; x++) {
      const least = abs(f32(x) - faceX) <= reach ? chestLevel : level
      store<u8>(solid + y * size + x, u8(floatAt(alpha, y * size + x) >= least))
    }
  }
}

/** A byte a cell, 1 where it belongs to the area `label` of its own, resp. to any other one. */
export function markLabel(labels: usize, label: i32, cells: i32, own: usize, others: usize): void {
  for (let at = 0; at < cells; at++) {
    const here = load<i32>(labels + (usize(at) << 2))
    store<u8>(own + at, u8(here == label && here != 0))
    store<u8>(others + at, u8(here != label && here != 0))
  }
}

/** Cells of the figure near its core. */
export function markBody(figure: usize, toCore: usize, most: f32, cells: i32, body: usize): void {
  for (let at = 0; at < cells; at++) {
    store<u8>(body + at, u8(load<u8>(figure + at) != 0 && floatAt(toCore, at) <= most))
  }
}

/** Cells that `one` has and `other` has not. */
export function markDifference(one: usize, other: usize, cells: i32, target: usize): void {
  for (let at = 0; at < cells; at++) store<u8>(target + at, u8(load<u8>(one + at) != 0 && load<u8>(other + at) == 0))
}

/**
 * How far each thing reaches from the body. What the frame cuts reaches who knows how far; only a body stands on its
 * lower edge.
 *
 * @param reach a float an area, all 0
 */
export function measureReach(labels: usize, toBody: usize, size: i32, reach: usize): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0) continue
      const isCut = y == 0 || x == 0 || x == size - 1
      setFloat(reach, label, max(floatAt(reach, label), isCut ? f32(size) : floatAt(toBody, at)))
    }
  }
}

/** Where `gaps` is set the model's opinion stands. */
export function settleGaps(gaps: usize, cells: i32, fate: usize): void {
  for (let at = 0; at < cells; at++) if (load<u8>(gaps + at) != 0) store<u8>(fate + at, GAP)
}

/** Sets a mask where another one is set. */
export function addMask(mask: usize, cells: i32, target: usize): void {
  for (let at = 0; at < cells; at++) if (load<u8>(mask + at) != 0) store<u8>(target + at, 1)
}

/** Share of the cells at least `depth` deep whose opacity is below `level`. */
export function shareFaint(alpha: usize, depths: usize, cells: i32, depth: f32, level: f32): f32 {
  let inside: f32 = 0
  let faint: f32 = 0
  for (let at = 0; at < cells; at += 3) {
    if (floatAt(depths, at) < depth) continue
    inside += 1
    if (floatAt(alpha, at) < level) faint += 1
  }
  return inside == 0 ? 0 : faint / inside
}

/**
 * One over the mean opacity of the cells at least `depth` deep nearby; 1 where there is none.
 *
 * @param space two planes of vectors and a row of them
 */
export function plateauGain(
  alpha: usize,
  depths: usize,
  size: i32,
  depth: f32,
  radius: i32,
  space: usize,
  gain: usize,
): void {
  const cells = size * size
  for (let at = 0; at < cells; at++) {
    const isDeep = floatAt(depths, at) >= depth
    v128.store(space + usize(at) * VECTOR, isDeep ? f32x4(1, floatAt(alpha, at), 0, 0) : f32x4.splat(0))
  }
  const scratch = space + usize(cells) * VECTOR
  blurVectors(space, size, size, radius, space, scratch, scratch + usize(cells) * VECTOR)
  for (let at = 0; at < cells; at++) {
    const weight = load<f32>(space + usize(at) * VECTOR)
    const sum = load<f32>(space + usize(at) * VECTOR, 4)
    setFloat(gain, at, weight < 1e-6 ? 1 : weight / sum)
  }
}

/**
 * The tidy opacities on the full grid, of what was decided on half of it: see steps/tidy.ts.
 *
 * @param gain a float a cell, or 0 for none
 */
export function finishTidy(
  alpha: usize,
  size: i32,
  settled: usize,
  fate: usize,
  body: usize,
  gain: usize,
  depth: usize,
  toFigure: usize,
  toStrangers: usize,
  opaqueDepth: f32,
  reach: f32,
  target: usize,
): void {
  const half = size >> 1
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const cell = (y >> 1) * half + (x >> 1)
      const raw = floatAt(alpha, at) * floatAt(settled, cell)
      const given = load<u8>(fate + cell)
      let value: f32 = 0
      if (given != FREE) {
        value = given == FIGURE ? 1 : given == GAP ? raw : 0
      } else if (load<u8>(body + cell) != 0) {
        value = gain == 0 ? raw : min(1, raw * floatAt(gain, cell))
        if (value < 1) value += (1 - value) * smoothStep(opaqueDepth / 2, opaqueDepth, floatAt(depth, cell))
      } else if (raw > 0 && floatAt(toStrangers, cell) >= floatAt(toFigure, cell)) {
        value = raw * (1 - smoothStep(reach, reach * 1.5, floatAt(toFigure, cell)))
      }
      setFloat(target, at, value)
    }
  }
}
