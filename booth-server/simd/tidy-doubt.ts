// The loops of steps/tidy-doubt.ts, where the numbers that decide come from.
import { addFloat, floatAt, setFloat, smoothStep } from './planes'

/** Levels a channel, and colours. */
const LEVELS = 16
const COLOURS = 4096

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
  memory.fill(behind, 0, COLOURS << 2)
  memory.fill(on, 0, COLOURS << 2)
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
