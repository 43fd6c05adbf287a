import { boxBlur } from '../imaging/box-blur.ts'
import { labelComponents } from '../imaging/components.ts'
import { guidedFilter } from '../imaging/guided-filter.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import { clusterColours, type LabColour } from './colour-clusters.ts'
import type { Figure } from './figure.ts'

/** Fewer pixels than this say nothing about a material. */
const FEWEST_SAMPLES = 120
const MOST_SAMPLES = 900
/** Squared distance, beyond what is usual for hair, from which a colour is surely none. */
const FOREIGN = 16
const NOWHERE = 99

/**
 * 0..1 a pixel: hair from the mouth down, which lies before a garment. Learnt from what surrounds the face above the
 * mouth, told from cloth as the picture's lower edge shows it, and kept only where it comes down from the head.
 */
export const findHair = (figure: Figure): Float32Array => {
  const { top, rows, width, lab, opacity, face, skin, sitter } = figure
  const { faceWidthPx, chin, mouthY, axisX } = sitter
  const hair = new Float32Array(rows * width)
  const mouthRow = Math.min(Math.max(Math.round(mouthY) - top, 1), rows - 1)
  const besideFace = sampleColours(figure, 0, mouthRow, (at, aside) => face[at]! < 0.02 && aside < 1.1)
  if (besideFace.length < FEWEST_SAMPLES) return hair
  const hairs = clusterColours(besideFace)
  const usual = besideFace.map((colour) => hairs.distance(...colour)).sort((one, other) => one - other)[
    Math.floor(besideFace.length * 0.85)
  ]!

  // A little above the mouth, where the head is still whole: nothing may fade in between.
  const firstRow = Math.max(0, mouthRow - Math.round(0.15 * faceWidthPx))
  const first = firstRow * width
  const distance = new Float32Array(rows * width).fill(NOWHERE)
  for (let at = first; at < distance.length; at++) {
    if (opacity[at]! >= 0.02 && skin[at]! < 1) distance[at] = hairs.distance(lab.l[at]!, lab.a[at]!, lab.b[at]!)
  }
  const chestRow = Math.round(chin.y + 0.12 * faceWidthPx) - top
  const onChest = sampleColours(figure, chestRow, rows, (at, aside) => aside > 0.3 && distance[at]! > usual)
  const cloth = onChest.length < FEWEST_SAMPLES ? null : clusterColours(onChest)
  for (let y = firstRow, at = first; y < rows; y++) {
    const down = Math.max((top + y - chin.y) / faceWidthPx, 0) * 0.5
    for (let x = 0; x < width; x++, at++) {
      const own = distance[at]!
      if (own >= usual + FOREIGN + 5) continue
      // Hair falls beside the neck and on the shoulders, not on the arms.
      const falls = 1 - smoothStep(1.05, 1.5, Math.hypot((x - axisX) / faceWidthPx, down))
      if (falls === 0) continue
      const other = cloth ? cloth.distance(lab.l[at]!, lab.a[at]!, lab.b[at]!) : NOWHERE
      hair[at] = falls * (1 - smoothStep(-3, 5, own - Math.min(other, usual + FOREIGN))) * (1 - skin[at]!)
    }
  }
  const below = hair.subarray(first)
  boxBlur(below, width, rows - firstRow, Math.max(1, faceWidthPx * 0.006), below)
  const radius = Math.max(2, Math.round(faceWidthPx * 0.02))
  below.set(guidedFilter(below, lab.l.subarray(first), width, rows - firstRow, radius, 12))
  return endHair(hair, figure, mouthRow) ? joinedToHead(hair, figure, mouthRow) : hair.fill(0)
}

/** Colours of the opaque figure that is not skin, of the rows `from` to `to`; `aside` is in face widths. */
const sampleColours = (
  { rows, width, lab, opacity, skin, sitter }: Figure,
  from: number,
  to: number,
  isWanted: (at: number, aside: number) => boolean,
): LabColour[] => {
  const wanted: number[] = []
  for (let y = Math.max(0, from); y < Math.min(to, rows); y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (opacity[at]! > 0.95 && skin[at]! < 0.3 && isWanted(at, Math.abs(x - sitter.axisX) / sitter.faceWidthPx))
        wanted.push(at)
    }
  }
  const step = Math.max(1, wanted.length / MOST_SAMPLES)
  const count = Math.floor(wanted.length / step)
  return Array.from({ length: count }, (_, index) => {
    const at = wanted[Math.floor(index * step)]!
    return [lab.l[at]!, lab.a[at]!, lab.b[at]!] as const
  })
}

/** Less than this beside the face (face widths) is no strand that falls any further. */
const LEAST_STRAND = 0.07
/** Share of the chin's surface that must not be skin for a beard. */
const BEARDED = 0.45

/** How far down, and how far out (face widths), one side's hair goes. */
interface Fall {
  readonly endRow: number
  readonly aside: number
}

/**
 * Hair falls only from where there is hair: each side ends where, from the mouth down, none is left beside the face.
 * @returns whether there is any hair below the mouth
 */
const endHair = (hair: Float32Array, figure: Figure, mouthRow: number): boolean => {
  const { top, rows, width, face, skin, sitter } = figure
  const { faceWidthPx, chin, axisX } = sitter
  const chinRow = Math.min(rows - 1, Math.round(chin.y) - top)
  const middle = Math.min(Math.max(Math.round(axisX), 0), width)
  const patience = Math.max(2, Math.round(0.06 * faceWidthPx))
  const reach = Math.round(1.1 * faceWidthPx)
  const falls = [
    fallOf(hair, figure, { left: Math.max(0, middle - reach), right: middle, mouthRow, chinRow, patience }),
    fallOf(hair, figure, { left: middle, right: Math.min(width, middle + reach), mouthRow, chinRow, patience }),
  ] as const
  const isBearded = bareShare(skin, face, mouthRow, chinRow, width) < 1 - BEARDED
  if (!isBearded && falls.every(({ endRow }) => endRow === mouthRow)) return false
  for (let y = mouthRow; y < rows; y++) {
    const fades = falls.map(({ endRow }) => 1 - smoothStep(endRow, endRow + patience, y))
    const down = (y - chinRow) / faceWidthPx
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (hair[at] === 0) continue
      const side = x < axisX ? 0 : 1
      const aside = Math.abs(x - axisX) / faceWidthPx
      // It spreads a little on the shoulders.
      const limit = falls[side].aside + 0.08 + 0.15 * Math.max(down, 0)
      const beard = isBearded ? (1 - smoothStep(0.1, 0.35, down)) * (1 - smoothStep(0.3, 0.5, aside)) : 0
      hair[at]! *= Math.max(fades[side]! * (1 - smoothStep(limit, limit + 0.15, aside)), beard)
    }
  }
  return true
}

interface Side {
  readonly left: number
  readonly right: number
  readonly mouthRow: number
  readonly chinRow: number
  readonly patience: number
}

const fallOf = (hair: Float32Array, figure: Figure, { left, right, mouthRow, chinRow, patience }: Side): Fall => {
  const { rows, width, face, opacity, sitter } = figure
  const { faceWidthPx, axisX } = sitter
  let endRow = mouthRow
  const outermost: number[] = []
  for (let y = mouthRow; y <= chinRow; y++) {
    let breadth = 0
    let farthest = 0
    for (let x = left; x < right; x++) {
      const at = y * width + x
      const strand = face[at]! < 0.1 ? hair[at]! * opacity[at]! : 0
      breadth += strand
      if (strand > 0.5) farthest = Math.max(farthest, Math.abs(x - axisX))
    }
    if (breadth >= LEAST_STRAND * faceWidthPx) {
      endRow = y
      outermost.push(farthest / faceWidthPx)
    } else if (y - endRow > patience) return { endRow, aside: middleOf(outermost) }
  }
  return { endRow: rows + patience, aside: middleOf(outermost) }
}

/** Three quarters up: a single lock may stick out further. */
const middleOf = (values: number[]): number =>
  values.sort((one, other) => one - other)[Math.floor(values.length * 0.75)] ?? 0

/** How much of the chin is bare skin. */
const bareShare = (skin: Float32Array, face: Float32Array, from: number, to: number, width: number): number => {
  let bare = 0
  let all = 0
  for (let at = Math.round((from + 2 * to) / 3) * width; at < to * width; at++) {
    if (face[at]! < 0.9) continue
    bare += skin[at]!
    all++
  }
  return all === 0 ? 1 : bare / all
}

/**
 * What looks like hair but hangs on nothing is a lapel or a shadow. Beside the neck a thin strand may hang on another;
 * on the shoulders, where there is cloth all around, only what hangs on solid hair counts.
 */
const joinedToHead = (hair: Float32Array, figure: Figure, mouthRow: number): Float32Array => {
  const { rows, width, top, opacity, sitter } = figure
  const { faceWidthPx, chin } = sitter
  const strands = nearHead(hair, figure, mouthRow, 0.4)
  const solid = new Float32Array(hair.length)
  for (let at = 0; at < hair.length; at++) solid[at] = hair[at]! * opacity[at]!
  boxBlur(solid, width, rows, Math.max(1, faceWidthPx * 0.014), solid)
  const locks = nearHead(solid, figure, mouthRow, 0.55)
  for (let y = 0, at = 0; y < rows; y++) {
    const onShoulder = smoothStep(0, 0.2, (top + y - chin.y) / faceWidthPx)
    for (let x = 0; x < width; x++, at++) {
      const own = hair[at]!
      if (own === 0) continue
      const joined = strands[at]! * (1 - onShoulder) + locks[at]! * onShoulder
      hair[at] = smoothStep(0.2, 0.75, own) * smoothStep(0.02, 0.25, joined)
    }
  }
  return hair
}

/** 1 on and close to what is above `least` and joined to the head, softly, so that thin ends beside it survive. */
const nearHead = (
  value: Float32Array,
  { rows, width, opacity, sitter }: Figure,
  mouthRow: number,
  least: number,
): Float32Array => {
  const mouth = mouthRow * width
  const mask = new Uint8Array(value.length)
  for (let at = 0; at < value.length; at++) mask[at] = opacity[at]! > 0.1 && (at < mouth || value[at]! > least) ? 1 : 0
  const { labels } = labelComponents(mask, width, rows)
  const ofHead = new Set<number>()
  for (let at = mouth - width; at < mouth; at++) if (labels[at]! > 0) ofHead.add(labels[at]!)
  const near = new Float32Array(value.length)
  for (let at = 0; at < near.length; at++) near[at] = labels[at]! > 0 && ofHead.has(labels[at]!) ? 1 : 0
  return boxBlur(near, width, rows, Math.max(2, sitter.faceWidthPx * 0.016), near)
}
