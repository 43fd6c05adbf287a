// One whole person out of the matting model's answer; the numbers that decide come from steps/tidy*.ts. Planes have a
// float or a byte a cell, row by row.
import { blurVectors } from './box-blur'
import { VECTOR } from './vectors'

@inline
function floatAt(plane: usize, at: i32): f32 {
  return load<f32>(plane + (usize(at) << 2))
}

@inline
function setFloat(plane: usize, at: i32, value: f32): void {
  store<f32>(plane + (usize(at) << 2), value)
}

@inline
function addFloat(plane: usize, at: i32, value: f32): void {
  setFloat(plane, at, floatAt(plane, at) + value)
}

@inline
function addCount(plane: usize, at: i32): void {
  store<i32>(plane + (usize(at) << 2), load<i32>(plane + (usize(at) << 2)) + 1)
}

@inline
function smoothStep(from: f32, to: f32, value: f32): f32 {
  const share: f32 = min(max((value - from) / (to - from), 0), 1)
  return share * share * (3 - 2 * share)
}

/** Every 2 x 2 cells become their mean. */
export function halvePlane(plane: usize, size: i32, target: usize): void {
  const stride = usize(size) << 2
  for (let y = 0; y < size; y += 2, plane += stride) {
    for (let x = 0; x < size; x += 2, plane += 8, target += 4) {
      const sum = load<f32>(plane) + load<f32>(plane, 4) + load<f32>(plane + stride) + load<f32>(plane + stride, 4)
      store<f32>(target, sum * 0.25)
    }
  }
}

/**
 * The values of every other cell of every other row that `mask`, a plane of half the size, has not 0 for.
 *
 * @returns how many
 */
export function listMasked(plane: usize, size: i32, mask: usize, target: usize): i32 {
  const half = size >> 1
  let to = target
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      if (floatAt(mask, y * half + x) == 0) continue
      store<f32>(to, floatAt(plane, 2 * (y * size + x)))
      to += 4
    }
  }
  return i32((to - target) >> 2)
}

/**
 * The values of every other cell of every other row of the chest: below the eyes, between `from` and `to` head heights
 * along the head's axis, and to either side as far as the neck and the widening shoulders.
 *
 * @param x, y where the first cell's middle lies from the eyes, head heights
 * @param across, down from cell to cell, head heights
 * @param axisX, axisY from crown to chin, of length 1
 */
export function listChest(
  plane: usize,
  size: i32,
  x: f32,
  y: f32,
  across: f32,
  down: f32,
  axisX: f32,
  axisY: f32,
  from: f32,
  to: f32,
  neck: f32,
  widensFrom: f32,
  slope: f32,
  target: usize,
): i32 {
  let next = target
  for (let row = 0; row < size; row += 2) {
    const dy = y + f32(row) * down
    for (let column = 0; column < size; column += 2) {
      const dx = x + f32(column) * across
      const below = dx * axisX + dy * axisY
      if (below < from || below > to) continue
      const half = neck + max(0, below - widensFrom) * slope
      if (abs(dy * axisX - dx * axisY) > half) continue
      store<f32>(next, floatAt(plane, row * size + column))
      next += 4
    }
  }
  return i32((next - target) >> 2)
}

/** The colour of a cell `step` guide cells wide, as a number below 4096: its middle tells enough. */
@inline
function colourOf(guide: usize, guideSize: i32, step: i32, x: i32, y: i32): i32 {
  const middle = step >> 1
  const at = guide + usize(3 * ((y * step + middle) * guideSize + x * step + middle))
  return ((i32(load<u8>(at)) >> 4) << 8) | ((i32(load<u8>(at, 1)) >> 4) << 4) | (i32(load<u8>(at, 2)) >> 4)
}

/**
 * How often each of 4096 colours is seen behind the figure and on it.
 *
 * @param guide 8-bit RGB, `step` times as fine
 * @param face not 0 in the face
 * @param chestHalf cells to either side of `eyesX` that are chest between the rows `chestTop` and `chestBottom`
 * @param behind, on a float a colour
 */
export function countColours(
  alpha: usize,
  guide: usize,
  face: usize,
  size: i32,
  step: i32,
  surelyOut: f32,
  surelyIn: f32,
  eyesX: f32,
  chestTop: f32,
  chestBottom: f32,
  chestHalf: f32,
  behind: usize,
  on: usize,
): void {
  memory.fill(behind, 0, 4 * 4096)
  memory.fill(on, 0, 4 * 4096)
  // Every other cell of every other row tells the same of the colours.
  for (let y = 0; y < size; y += 2) {
    const isChestRow = f32(y) > chestTop && f32(y) < chestBottom
    for (let x = 0; x < size; x += 2) {
      const at = y * size + x
      const value = floatAt(alpha, at)
      const isChest = isChestRow && abs(f32(x) - eyesX) < chestHalf
      if (value > surelyIn || floatAt(face, at) != 0 || isChest) {
        addFloat(on, colourOf(guide, size * step, step, x, y), 1)
      } else if (value < surelyOut) {
        addFloat(behind, colourOf(guide, size * step, step, x, y), 1)
      }
    }
  }
}

/**
 * How much more frequent each of 4096 colours is behind the figure than on it, logarithms: its share together with its
 * neighbours', of which a quarter of every count goes to either side, by channel.
 *
 * @param behind, on counts, 4096 floats each: overwritten
 * @param unseen a share that every colour has on either: what was seen on neither has no say
 * @param space 4096 floats
 */
export function compareColours(behind: usize, on: usize, unseen: f32, space: usize, ratios: usize): void {
  const sharesBehind = spreadCounts(behind, space)
  const sharesOn = spreadCounts(on, space)
  for (let colour = 0; colour < COLOURS; colour++) {
    const share = floatAt(behind, colour) * sharesBehind + unseen
    setFloat(ratios, colour, Mathf.log(share / (floatAt(on, colour) * sharesOn + unseen)))
  }
}
const LEVELS = 16
const COLOURS = 4096

/** @returns what a count is to be multiplied by for its share of all */
function spreadCounts(counts: usize, space: usize): f32 {
  let all: f32 = 0
  for (let colour = 0; colour < COLOURS; colour++) all += floatAt(counts, colour)
  for (let stride = 1; stride < COLOURS; stride *= LEVELS) {
    memory.copy(space, counts, COLOURS << 2)
    for (let colour = 0; colour < COLOURS; colour++) {
      const level = (colour / stride) % LEVELS
      const lower = floatAt(space, level > 0 ? colour - stride : colour)
      const higher = floatAt(space, level < LEVELS - 1 ? colour + stride : colour)
      setFloat(counts, colour, floatAt(space, colour) / 2 + (lower + higher) / 4)
    }
  }
  return 1 / max(1, all)
}

/**
 * The level, 0..1, that a share of the values reaches: to a 4096th.
 *
 * @param space 4096 times four bytes
 */
export function levelReached(values: usize, count: i32, share: f32, space: usize): f32 {
  memory.fill(space, 0, COLOURS << 2)
  for (let at = 0; at < count; at++) addCount(space, min(max(i32(floatAt(values, at) * f32(COLOURS)), 0), COLOURS - 1))
  let left = i32(f32(count) * (1 - share))
  for (let level = 0; level < COLOURS; level++) {
    left -= load<i32>(space + (usize(level) << 2))
    if (left < 0) return (f32(level) + 0.5) / f32(COLOURS)
  }
  return 1
}

/**
 * What is left, by cell, of the model's opinion in doubtful cells outside the face, by how much more frequent their
 * colours and their neighbours' are behind the figure; 1 elsewhere.
 *
 * @param ratios a float a colour: how much more frequent behind the figure, logarithms
 * @param space a float a cell
 */
export function settleDoubt(
  alpha: usize,
  guide: usize,
  face: usize,
  size: i32,
  step: i32,
  doubtFrom: f32,
  free: f32,
  held: f32,
  ratios: usize,
  ratioFrom: f32,
  ratioTo: f32,
  remainder: f32,
  space: usize,
  left: usize,
): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const value = floatAt(alpha, at)
      const isDoubtful = value >= doubtFrom && value < held && floatAt(face, at) == 0
      setFloat(space, at, isDoubtful ? floatAt(ratios, colourOf(guide, size * step, step, x, y)) : f32.NaN)
    }
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      let value: f32 = 1
      if (!isNaN(floatAt(space, at))) {
        let sum: f32 = 0
        let count: f32 = 0
        for (let j = max(0, y - 1); j <= min(size - 1, y + 1); j++) {
          for (let i = max(0, x - 1); i <= min(size - 1, x + 1); i++) {
            const ratio = floatAt(space, j * size + i)
            if (isNaN(ratio)) continue
            sum += ratio
            count += 1
          }
        }
        const isBackdrop = smoothStep(ratioFrom, ratioTo, sum / count)
        value = 1 - (1 - remainder) * isBackdrop * (1 - smoothStep(free, held, floatAt(alpha, at)))
      }
      setFloat(left, at, value)
    }
  }
}

export function multiplyPlane(plane: usize, by: usize, cells: i32): void {
  for (let at = 0; at < cells; at++) setFloat(plane, at, floatAt(plane, at) * floatAt(by, at))
}

/** What is settled of a cell, whatever the model says of its opacity. */
const FREE: u8 = 0
const FIGURE: u8 = 1
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

/**
 * Of each hole: the sum of its opacities, its cells of at most `most`, and whether a part of it is not beside the neck.
 *
 * @param sums, sure, elsewhere a float, four bytes and a byte a hole, all 0
 */
export function measureGaps(
  labels: usize,
  alpha: usize,
  size: i32,
  faceX: f32,
  faceY: f32,
  headCells: f32,
  from: f32,
  to: f32,
  top: f32,
  bottom: f32,
  most: f32,
  sums: usize,
  sure: usize,
  elsewhere: usize,
): void {
  for (let y = 0; y < size; y++) {
    const below = (f32(y) - faceY) / headCells
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0) continue
      const aside = abs(f32(x) - faceX) / headCells
      const value = floatAt(alpha, at)
      addFloat(sums, label, value)
      if (value <= most) addCount(sure, label)
      if (!(aside > from && aside < to && below > top && below < bottom)) store<u8>(elsewhere + label, 1)
    }
  }
}

/**
 * The cells of gaps: all of a hole that `gaps` has 2 for, of one that it has 1 for those that have a cell of at most
 * `most` in or beside them. Beyond the grid there is nothing to be sure of.
 */
export function markGaps(labels: usize, alpha: usize, size: i32, gaps: usize, most: f32, target: usize): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const kind = load<u8>(gaps + load<i32>(labels + (usize(at) << 2)))
      let isGap = kind == 2
      if (kind == 1) {
        for (let j = max(0, y - 1); j <= min(size - 1, y + 1) && !isGap; j++) {
          for (let i = max(0, x - 1); i <= min(size - 1, x + 1); i++) isGap = isGap || floatAt(alpha, j * size + i) <= most
        }
      }
      store<u8>(target + at, u8(isGap))
    }
  }
}

/**
 * Of each hole whether it reaches the grid's edge, other than the lower one within `chest` cells of the face: there is a
 * chest, also where the picture ends.
 */
export function markOpenHoles(labels: usize, size: i32, faceX: f32, chest: f32, isOpen: usize): void {
  const last = (size - 1) * size
  for (let at = 0; at < size; at++) {
    store<u8>(isOpen + load<i32>(labels + (usize(at) << 2)), 1)
    store<u8>(isOpen + load<i32>(labels + (usize(at * size) << 2)), 1)
    store<u8>(isOpen + load<i32>(labels + (usize(at * size + size - 1) << 2)), 1)
    if (abs(f32(at) - faceX) > chest) store<u8>(isOpen + load<i32>(labels + (usize(last + at) << 2)), 1)
  }
}

/** Of each closed hole: the sums of its opacities and of its columns, and whether it reaches into the face's disc. */
export function measureHoles(
  labels: usize,
  isOpen: usize,
  alpha: usize,
  size: i32,
  faceX: f32,
  faceY: f32,
  radius: f32,
  sums: usize,
  columns: usize,
  isInFace: usize,
): void {
  for (let y = 0; y < size; y++) {
    const dy = f32(y) - faceY
    const chord = sqrt<f32>(max(0, radius * radius - dy * dy))
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const label = load<i32>(labels + (usize(at) << 2))
      if (label == 0 || load<u8>(isOpen + label) != 0) continue
      addFloat(sums, label, floatAt(alpha, at))
      addFloat(columns, label, f32(x))
      if (abs(f32(x) - faceX) < chord) store<u8>(isInFace + label, 1)
    }
  }
}

/** Holes that `table` has not 0 for become figure. */
export function fillHoles(labels: usize, table: usize, cells: i32, figure: usize, alpha: usize, fate: usize): void {
  for (let at = 0; at < cells; at++) {
    if (load<u8>(table + load<i32>(labels + (usize(at) << 2))) == 0) continue
    store<u8>(figure + at, 1)
    store<u8>(fate + at, FIGURE)
    setFloat(alpha, at, 1)
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

/** Sets `value` where `mask` is set. */
export function setWhere(mask: usize, cells: i32, value: u8, target: usize): void {
  for (let at = 0; at < cells; at++) if (load<u8>(mask + at) != 0) store<u8>(target + at, value)
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
