import { boxBlur } from '../imaging/box-blur.ts'
import { labelComponents } from '../imaging/components.ts'
import { guidedFilter } from '../imaging/guided-filter.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import { fitColourMixture, type LabColour } from './colour-mixture.ts'
import { fadeBelowStrands } from './hair-extent.ts'
import type { SegmentedRegion } from './segmentation.ts'

/** Fewer pixels than this say nothing about a material; more say nothing new. */
const FEWEST_SAMPLES = 120
const MOST_SAMPLES = 900
/** What is sampled: opaque, and hardly skin. */
const SAMPLE = { alpha: 0.95, skin: 0.3 } as const
/** Hair is sampled beside the face, up to so many face widths from the axis. */
const SAMPLED_HAIR = { face: 0.02, aside: 1.1 } as const
/** Cloth is sampled on the chest: face widths below the chin, and from the axis (a tie, a neckline lie nearer). */
const SAMPLED_CLOTH = { belowChin: 0.12, aside: 0.3 } as const
/** Of the distances of what was sampled as hair: what is beyond is the odd pixel of something else. */
const USUAL_QUANTILE = 0.85
/** Squared distance, beyond what is usual for hair, from which a colour is surely none. */
const FOREIGN = 16
/** Where hair's distance less cloth's leaves doubt. From and to. */
const HAIR_OR_CLOTH = { from: -3, to: 5 } as const
const NOWHERE = 99
/** Below this alpha a pixel's colour is the backdrop's. */
const LEAST_ALPHA = 0.02
/** Hair is looked for from here above the mouth, where the head is still whole: nothing may fade in between. */
const ABOVE_MOUTH = 0.15
/** Hair falls beside the neck and on the shoulders, not on the arms: face widths from the axis, halved below the chin. */
const FALLS = { from: 1.05, to: 1.5, belowChin: 0.5 } as const
/** The decision is smoothed, then follows strands by a guided filter with the picture's lightness. Face widths; L². */
const SMOOTHING = { blur: 0.006, guided: 0.02, epsilon: 12 } as const

/**
 * 0..1 a pixel: hair from the mouth down, which lies in front of a garment. Its colours are learnt from what surrounds
 * the face above the mouth and told from cloth as the portrait's lower edge shows it; what is not connected to the head
 * is none.
 */
export const segmentHair = (region: SegmentedRegion): Float32Array => {
  const { top, rows, width, lab, alpha, faceMask, skin, face } = region
  const { faceWidthPx, chin, mouthY, axisX } = face
  const hair = new Float32Array(rows * width)
  const mouthRow = Math.min(Math.max(Math.round(mouthY) - top, 1), rows - 1)
  const besideFace = sampleColours(
    region,
    0,
    mouthRow,
    (at, aside) => faceMask[at]! < SAMPLED_HAIR.face && aside < SAMPLED_HAIR.aside,
  )
  if (besideFace.length < FEWEST_SAMPLES) return hair
  const ofHair = fitColourMixture(besideFace)
  const usual = besideFace.map((colour) => ofHair.distance(...colour)).sort((one, other) => one - other)[
    Math.floor(besideFace.length * USUAL_QUANTILE)
  ]!

  const firstRow = Math.max(0, mouthRow - Math.round(ABOVE_MOUTH * faceWidthPx))
  const first = firstRow * width
  const toHair = new Float32Array(rows * width).fill(NOWHERE)
  for (let at = first; at < toHair.length; at++) {
    if (alpha[at]! >= LEAST_ALPHA && skin[at]! < 1) toHair[at] = ofHair.distance(lab.l[at]!, lab.a[at]!, lab.b[at]!)
  }
  const chestRow = Math.round(chin.y + SAMPLED_CLOTH.belowChin * faceWidthPx) - top
  const onChest = sampleColours(
    region,
    chestRow,
    rows,
    (at, aside) => aside > SAMPLED_CLOTH.aside && toHair[at]! > usual,
  )
  const ofCloth = onChest.length < FEWEST_SAMPLES ? null : fitColourMixture(onChest)
  const farthest = usual + FOREIGN + HAIR_OR_CLOTH.to
  for (let y = firstRow, at = first; y < rows; y++) {
    const down = Math.max((top + y - chin.y) / faceWidthPx, 0) * FALLS.belowChin
    for (let x = 0; x < width; x++, at++) {
      const own = toHair[at]!
      if (own >= farthest) continue
      const falls = 1 - smoothStep(FALLS.from, FALLS.to, Math.hypot((x - axisX) / faceWidthPx, down))
      if (falls === 0) continue
      const toCloth = ofCloth ? ofCloth.distance(lab.l[at]!, lab.a[at]!, lab.b[at]!) : NOWHERE
      const isOther = smoothStep(HAIR_OR_CLOTH.from, HAIR_OR_CLOTH.to, own - Math.min(toCloth, usual + FOREIGN))
      hair[at] = falls * (1 - isOther) * (1 - skin[at]!)
    }
  }
  const below = hair.subarray(first)
  boxBlur(below, width, rows - firstRow, Math.max(1, faceWidthPx * SMOOTHING.blur), below)
  const radius = Math.max(2, Math.round(faceWidthPx * SMOOTHING.guided))
  below.set(guidedFilter(below, lab.l.subarray(first), width, rows - firstRow, radius, SMOOTHING.epsilon))
  return fadeBelowStrands(hair, region, mouthRow) ? connectedToHead(hair, region, mouthRow) : hair.fill(0)
}

/** Colours of the opaque subject that are not skin, of the rows `from` to `to`; `aside` is in face widths. */
const sampleColours = (
  { rows, width, lab, alpha, skin, face }: SegmentedRegion,
  from: number,
  to: number,
  isWanted: (at: number, aside: number) => boolean,
): LabColour[] => {
  const wanted: number[] = []
  for (let y = Math.max(0, from); y < Math.min(to, rows); y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const isSubject = alpha[at]! > SAMPLE.alpha && skin[at]! < SAMPLE.skin
      if (isSubject && isWanted(at, Math.abs(x - face.axisX) / face.faceWidthPx)) wanted.push(at)
    }
  }
  const step = Math.max(1, wanted.length / MOST_SAMPLES)
  const count = Math.floor(wanted.length / step)
  return Array.from({ length: count }, (_, index) => {
    const at = wanted[Math.floor(index * step)]!
    return [lab.l[at]!, lab.a[at]!, lab.b[at]!] as const
  })
}

/** Beside the neck a thin strand may be connected by another; hair of at least this counts. */
const STRAND = 0.4
/** On the shoulders, where there is cloth all around, only solid hair connects: a blur (face widths) of at least this. */
const LOCK = { blur: 0.014, least: 0.55 } as const
/** From beside the neck to the shoulders, face widths below the chin. */
const ON_SHOULDER = { from: 0, to: 0.2 } as const
/** The result: hair's decision made firmer, and near what is connected. From and to. */
const FIRM = { from: 0.2, to: 0.75 } as const
const CONNECTED = { from: 0.02, to: 0.25 } as const

/** Removes what looks like hair but is not connected to the head: a lapel, a shadow. In place. */
const connectedToHead = (hair: Float32Array, region: SegmentedRegion, mouthRow: number): Float32Array => {
  const { rows, width, top, alpha, face } = region
  const { faceWidthPx, chin } = face
  const strands = nearHead(hair, region, mouthRow, STRAND)
  const solid = new Float32Array(hair.length)
  for (let at = 0; at < hair.length; at++) solid[at] = hair[at]! * alpha[at]!
  boxBlur(solid, width, rows, Math.max(1, faceWidthPx * LOCK.blur), solid)
  const locks = nearHead(solid, region, mouthRow, LOCK.least)
  for (let y = 0, at = 0; y < rows; y++) {
    const onShoulder = smoothStep(ON_SHOULDER.from, ON_SHOULDER.to, (top + y - chin.y) / faceWidthPx)
    for (let x = 0; x < width; x++, at++) {
      const own = hair[at]!
      if (own === 0) continue
      const connected = strands[at]! * (1 - onShoulder) + locks[at]! * onShoulder
      hair[at] = smoothStep(FIRM.from, FIRM.to, own) * smoothStep(CONNECTED.from, CONNECTED.to, connected)
    }
  }
  return hair
}

/** Blurred, so that thin ends beside what is connected survive: face widths. */
const NEAR_HEAD_BLUR = 0.016
const LEAST_CONNECTING_ALPHA = 0.1

/** The connected components of what is above `least` that reach the head at the mouth's row; 1 on them, softly. */
const nearHead = (
  value: Float32Array,
  { rows, width, alpha, face }: SegmentedRegion,
  mouthRow: number,
  least: number,
): Float32Array => {
  const mouth = mouthRow * width
  const mask = new Uint8Array(value.length)
  for (let at = 0; at < value.length; at++)
    mask[at] = alpha[at]! > LEAST_CONNECTING_ALPHA && (at < mouth || value[at]! > least) ? 1 : 0
  const { labels } = labelComponents(mask, width, rows)
  const ofHead = new Set<number>()
  for (let at = mouth - width; at < mouth; at++) if (labels[at]! > 0) ofHead.add(labels[at]!)
  const near = new Float32Array(value.length)
  for (let at = 0; at < near.length; at++) near[at] = labels[at]! > 0 && ofHead.has(labels[at]!) ? 1 : 0
  return boxBlur(near, width, rows, Math.max(2, face.faceWidthPx * NEAR_HEAD_BLUR), near)
}
