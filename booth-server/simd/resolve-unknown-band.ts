// Colours decide where the model half believes: photo/matting/resolve-unknown-band.ts has the thresholds.
import { Bytes, Floats } from './addresses'
import { release, reserve, scratchTop } from './memory'
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

@unmanaged
export class ColourHistograms {
  alpha: Floats
  /** 8-bit RGB, `step` times as fine. */
  guide: Bytes
  /** Not 0 in the face. */
  face: Floats
  size: i32
  step: i32
  /** Opacity below which a cell is background. */
  background: f32
  /** Opacity above which it is foreground. */
  foreground: f32
  eyesX: f32
  /** Between these rows the chest is foreground. */
  chestTop: f32
  chestBottom: f32
  /** Half width of the chest around `eyesX`. */
  chestHalf: f32
  /** Result: a count a colour. */
  backgroundCounts: Floats
  /** Result. */
  foregroundCounts: Floats
}

/**
 * Colour histograms of background and foreground, 16 levels a channel: 4096 colours. Face and chest are foreground
 * whatever the model says of them.
 */
export function colourHistograms(args: ColourHistograms): void {
  const alpha = args.alpha
  const guide = args.guide
  const face = args.face
  const size = args.size
  const step = args.step
  const background = args.background
  const foreground = args.foreground
  const eyesX = args.eyesX
  const chestTop = args.chestTop
  const chestBottom = args.chestBottom
  const chestHalf = args.chestHalf
  const backgroundCounts = args.backgroundCounts
  const foregroundCounts = args.foregroundCounts
  memory.fill(backgroundCounts, 0, COLOURS << 2)
  memory.fill(foregroundCounts, 0, COLOURS << 2)
  // Every other cell of every other row tells the same of the colours.
  for (let y = 0; y < size; y += 2) {
    const isChestRow = f32(y) > chestTop && f32(y) < chestBottom
    for (let x = 0; x < size; x += 2) {
      const at = y * size + x
      const value = floatAt(alpha, at)
      const isChest = isChestRow && abs(f32(x) - eyesX) < chestHalf
      if (value > foreground || floatAt(face, at) != 0 || isChest) {
        addFloat(foregroundCounts, colourOf(guide, size * step, step, x, y), 1)
      } else if (value < background) {
        addFloat(backgroundCounts, colourOf(guide, size * step, step, x, y), 1)
      }
    }
  }
}

/**
 * Log-likelihood ratio of each of 4096 colours from the histograms of background and foreground, smoothed along each
 * channel by the kernel (1, 2, 1) / 4.
 *
 * @param background a count a colour; overwritten
 * @param foreground a count a colour; overwritten
 * @param unseen share that every colour has on either side: what was seen on neither says nothing
 * @param ratios result: background over foreground, logarithms
 */
export function logLikelihoodRatios(background: Floats, foreground: Floats, unseen: f32, ratios: Floats): void {
  const mark = scratchTop()
  const space = reserve(COLOURS << 2)
  const backgroundScale = smoothHistogram(background, space)
  const foregroundScale = smoothHistogram(foreground, space)
  for (let colour = 0; colour < COLOURS; colour++) {
    const share = floatAt(background, colour) * backgroundScale + unseen
    setFloat(ratios, colour, Mathf.log(share / (floatAt(foreground, colour) * foregroundScale + unseen)))
  }
  release(mark)
}

/** @returns what a count is to be multiplied by for its share of all */
function smoothHistogram(counts: usize, space: usize): f32 {
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

@unmanaged
export class ResolveUnknownBand {
  alpha: Floats
  /** 8-bit RGB, `step` times as fine. */
  guide: Bytes
  /** Not 0 in the face. */
  face: Floats
  size: i32
  step: i32
  /** Opacity from which a cell counts as unknown. */
  unknownFrom: f32
  /** Opacity up to which colour decides fully. */
  free: f32
  /** Opacity from which it has no say. */
  held: f32
  /** Log-likelihood ratio a colour. */
  ratios: Floats
  /** Between these ratios a colour turns into background. */
  ratioFrom: f32
  ratioTo: f32
  /** Factor where colour says background. */
  remainder: f32
  /** Result. */
  factors: Floats
}

/**
 * A factor on the opacity of each unknown cell outside the face, by the log-likelihood ratio of its colour and its
 * neighbours'; 1 elsewhere.
 */
export function resolveUnknownBand(args: ResolveUnknownBand): void {
  const alpha = args.alpha
  const guide = args.guide
  const face = args.face
  const size = args.size
  const step = args.step
  const unknownFrom = args.unknownFrom
  const free = args.free
  const held = args.held
  const ratios = args.ratios
  const ratioFrom = args.ratioFrom
  const ratioTo = args.ratioTo
  const remainder = args.remainder
  const factors = args.factors
  const mark = scratchTop()
  const space = reserve(usize(size * size) << 2)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      const value = floatAt(alpha, at)
      const isUnknown = value >= unknownFrom && value < held && floatAt(face, at) == 0
      setFloat(space, at, isUnknown ? floatAt(ratios, colourOf(guide, size * step, step, x, y)) : f32.NaN)
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
        const isBackground = smoothStep(ratioFrom, ratioTo, sum / count)
        value = 1 - (1 - remainder) * isBackground * (1 - smoothStep(free, held, floatAt(alpha, at)))
      }
      setFloat(factors, at, value)
    }
  }
  release(mark)
}
