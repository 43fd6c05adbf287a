import { boxBlur } from '../darkroom/raster/box-blur.ts'
import { labelComponents } from '../darkroom/raster/components.ts'
import { guidedFilter } from '../darkroom/raster/guided-filter.ts'
import { type LabPlanes, rgbToLab } from '../darkroom/raster/lab.ts'
import { smoothStep } from '../darkroom/steps/skin-mask.ts'
import type { Landmarks, Picture } from '../darkroom/values.ts'
import { type ColourClusters, clusterColours, type LabColour } from './colour-clusters.ts'
import { cheekTone, faceMask, type Sitter } from './sitter.ts'

/** What of the figure stays when its clothes go. All planes begin at row `top` and have the picture's width. */
export interface FigureParts {
  readonly top: number
  readonly rows: number
  /** Opacity of face, ears and hair: what lies before a garment. */
  readonly head: Float32Array
  /** 0..1: bare skin outside the face, so neck and chest. */
  readonly skin: Float32Array
  readonly lab: LabPlanes
}

export interface FigureInput {
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly sitter: Sitter
}

/** Fewer pixels than this say nothing about a material. */
const FEWEST_SAMPLES = 120
const MOST_SAMPLES = 1200

/** Parts the figure from its mouth down: hair by its colour, its connection to the head and where hair falls. */
export const findParts = ({ picture, alpha, landmarks, sitter }: FigureInput): FigureParts => {
  const { width, height } = picture
  const { faceWidthPx, mouthY, eyeY, chin, axisX } = sitter
  const top = Math.min(Math.max(Math.floor(eyeY), 0), height - 1)
  const rows = height - top
  const start = top * width
  const lab = rgbToLab(picture.data.subarray(start * 3))
  const opacity = alpha.subarray(start)
  const face = faceMask(landmarks, width, height, faceWidthPx).subarray(start)
  const tone = cheekTone(picture, landmarks)
  const pixels = rows * width

  const skin = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    const da = (lab.a[at]! - tone.a) / 8
    const db = (lab.b[at]! - tone.b) / 9
    const dl = lab.l[at]! - tone.l
    // A neck lies in the chin's shadow: far darker is still skin, far lighter is cloth.
    const off = da * da + db * db + (dl > 0 ? dl / 11 : dl / 30) ** 2
    skin[at] = smoothStep(0.08, 0.4, Math.exp(-0.5 * off)) * smoothStep(0.4, 0.9, opacity[at]!)
  }

  const hairSamples: LabColour[] = []
  const aboutFace = { from: 0, to: Math.max(1, Math.round(mouthY) - top) }
  const clothRows = { from: Math.min(rows - 1, Math.round(chin.y + 0.12 * faceWidthPx) - top), to: rows }
  const sample = (
    { from, to }: { readonly from: number; readonly to: number },
    isWanted: (at: number, asidePx: number) => boolean,
    into: LabColour[],
  ) => {
    const wanted: number[] = []
    for (let y = Math.max(0, from); y < to; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x
        if (opacity[at]! > 0.95 && skin[at]! < 0.3 && isWanted(at, Math.abs(x - axisX))) wanted.push(at)
      }
    }
    const step = Math.max(1, Math.floor(wanted.length / MOST_SAMPLES))
    for (let index = 0; index < wanted.length; index += step) {
      const at = wanted[index]!
      into.push([lab.l[at]!, lab.a[at]!, lab.b[at]!])
    }
  }
  sample(aboutFace, (at, aside) => face[at]! < 0.02 && aside < 1.1 * faceWidthPx, hairSamples)
  const head = new Float32Array(pixels)
  const hair =
    hairSamples.length < FEWEST_SAMPLES
      ? null
      : likelyHair({
          hairs: clusterColours(hairSamples),
          lab,
          opacity,
          skin,
          face,
          sitter,
          top,
          rows,
          width,
          clothRows,
          sample,
        })
  for (let y = 0, at = 0; y < rows; y++) {
    // Down to the mouth all of the figure is head; from there to the chin it must look like it more and more.
    const sure = 1 - smoothStep(mouthY, mouthY + (chin.y - mouthY) * 0.6, top + y)
    for (let x = 0; x < width; x++, at++) {
      const aside = Math.abs(x - axisX) / faceWidthPx
      const own = sure * (1 - smoothStep(0.75, 1.0, aside)) * (1 - skin[at]! * smoothStep(mouthY, chin.y, top + y))
      head[at] = opacity[at]! * Math.max(face[at]!, hair ? hair[at]! : 0, own)
    }
  }
  return { top, rows, head, skin, lab }
}

interface HairInput {
  readonly hairs: ColourClusters
  readonly lab: LabPlanes
  readonly opacity: Float32Array
  readonly skin: Float32Array
  readonly face: Float32Array
  readonly sitter: Sitter
  readonly top: number
  readonly rows: number
  readonly width: number
  readonly clothRows: { readonly from: number; readonly to: number }
  readonly sample: (
    rows: { readonly from: number; readonly to: number },
    isWanted: (at: number, asidePx: number) => boolean,
    into: LabColour[],
  ) => void
}

/** Squared distance from which a colour is surely no hair, whatever cloth there is. */
const FOREIGN = 16

/** 0..1 a pixel: hair below the mouth. */
const likelyHair = (input: HairInput): Float32Array => {
  const { hairs, lab, opacity, skin, face, sitter, top, rows, width, clothRows, sample } = input
  const { faceWidthPx, chin, mouthY, axisX } = sitter
  const pixels = rows * width
  const distance = new Float32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    distance[at] = opacity[at]! < 0.02 ? 99 : hairs.distance(lab.l[at]!, lab.a[at]!, lab.b[at]!)
  }
  const usual = percentile(distance, face, opacity, Math.max(1, Math.round(mouthY) - top) * width)
  const clothSamples: LabColour[] = []
  sample(clothRows, (at, aside) => aside > 0.3 * faceWidthPx && distance[at]! > usual, clothSamples)
  const cloth = clothSamples.length < FEWEST_SAMPLES ? null : clusterColours(clothSamples)
  const likely = new Float32Array(pixels)
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < width; x++, at++) {
      const own = distance[at]!
      if (own >= 99) continue
      const aside = Math.abs(x - axisX) / faceWidthPx
      const down = (top + y - chin.y) / faceWidthPx
      // Hair falls beside the neck and on the shoulders, not on the arms.
      const falls = 1 - smoothStep(1.05, 1.5, Math.hypot(aside, Math.max(down, 0) * 0.5))
      const other = Math.min(cloth ? cloth.distance(lab.l[at]!, lab.a[at]!, lab.b[at]!) : 99, usual + FOREIGN)
      likely[at] = falls * (1 - smoothStep(-3, 5, own - other)) * (1 - skin[at]!)
    }
  }
  boxBlur(likely, width, rows, Math.max(1, faceWidthPx * 0.006), likely)
  const refined = guidedFilter(likely, lab.l, width, rows, Math.max(2, Math.round(faceWidthPx * 0.02)), 12)
  endHair(refined, input)
  return joinedToHead(refined, input)
}

/** Less than this beside the face (face widths) is no strand that falls any further. */
const LEAST_STRAND = 0.07
/** Share of the chin's surface that must not be skin for a beard. */
const BEARDED = 0.45

/** Hair falls only from where there is hair: each side ends where, from the mouth down, none is left beside the face. */
const endHair = (hair: Float32Array, { face, opacity, skin, sitter, top, rows, width }: HairInput): void => {
  const { faceWidthPx, chin, mouthY, axisX } = sitter
  const from = Math.max(0, Math.round(mouthY) - top)
  const chinRow = Math.min(rows - 1, Math.round(chin.y) - top)
  const middle = Math.min(Math.max(Math.round(axisX), 0), width)
  const patience = Math.max(2, Math.round(0.06 * faceWidthPx))
  const endOf = (left: number, right: number): number => {
    let last = from
    for (let y = from; y <= chinRow; y++) {
      let breadth = 0
      for (let x = left; x < right; x++) {
        const at = y * width + x
        if (face[at]! < 0.1) breadth += hair[at]! * opacity[at]!
      }
      if (breadth >= LEAST_STRAND * faceWidthPx) last = y
      else if (y - last > patience) return last
    }
    return rows + patience
  }
  const reach = Math.round(1.1 * faceWidthPx)
  const ends = [endOf(Math.max(0, middle - reach), middle), endOf(middle, Math.min(width, middle + reach))] as const
  const isBearded = bareShare(skin, face, from, chinRow, width) < 1 - BEARDED
  for (let y = from; y < rows; y++) {
    const fades = ends.map((end) => 1 - smoothStep(end, end + patience, y))
    const down = (y - chinRow) / faceWidthPx
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const aside = Math.abs(x - axisX) / faceWidthPx
      const beard = isBearded ? (1 - smoothStep(0.1, 0.35, down)) * (1 - smoothStep(0.3, 0.5, aside)) : 0
      hair[at]! *= Math.max(x < axisX ? fades[0]! : fades[1]!, beard)
    }
  }
}

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

/** The distance within which nine tenths of the hair beside the face lie. */
const percentile = (distance: Float32Array, face: Float32Array, opacity: Float32Array, end: number): number => {
  const values: number[] = []
  for (let at = 0; at < end; at += 3) if (face[at]! < 0.02 && opacity[at]! > 0.95) values.push(distance[at]!)
  values.sort((one, other) => one - other)
  return values[Math.floor(values.length * 0.85)] ?? 0
}

/** What looks like hair but hangs on nothing is a lapel or a shadow. */
const joinedToHead = (hair: Float32Array, { opacity, sitter, top, rows, width }: HairInput): Float32Array => {
  const mouth = Math.max(1, Math.round(sitter.mouthY) - top)
  const mask = new Uint8Array(hair.length)
  for (let at = 0; at < hair.length; at++) {
    mask[at] = opacity[at]! > 0.1 && (hair[at]! > 0.4 || at < mouth * width) ? 1 : 0
  }
  const { labels } = labelComponents(mask, width, rows)
  const ofHead = new Set<number>()
  for (let at = 0; at < mouth * width; at++) if (labels[at]! > 0) ofHead.add(labels[at]!)
  const isHeads = new Float32Array(hair.length)
  for (let at = 0; at < hair.length; at++) isHeads[at] = ofHead.has(labels[at]!) ? 1 : 0
  // Softly, so that the thin ends of strands survive beside what is joined.
  const near = boxBlur(isHeads, width, rows, Math.max(2, sitter.faceWidthPx * 0.012))
  return hair.map((value, at) => smoothStep(0.15, 0.75, value) * smoothStep(0.02, 0.25, near[at]!))
}
