import type { Landmarks } from '../face/values.ts'
import { rgbToLab } from '../imaging/lab.ts'
import type { Picture } from '../imaging/values.ts'
import { pixelsInside, skinTone } from './face-regions.ts'

/** How the photograph was lit and taken, as far as the face tells: what a garment must share to belong to it. */
export interface Illumination {
  /** Horizontal: lighter on the picture's right by this share a face width and a half from the axis; negative: left. */
  readonly gradient: number
  /** Exposure: factor on the garment's code values. */
  readonly gain: number
  /** Code value (0..255) that the photograph's black has. */
  readonly blackLevel: number
  /** Standard deviation of the grain, code values. */
  readonly grainSigma: number
}

/** From the cheeks' contrast (Michelson) to the garment's gradient, and its bound. */
const GRADIENT = { perContrast: 1.1, most: 0.14 } as const
/** Exposure by the whites of the eyes: L* of a usual one, gain a unit of L*, bounds; and where they can't be seen. */
const EXPOSURE = { usualWhite: 66, perL: 0.004, min: 0.93, max: 1.02, unseen: 0.98 } as const
/** The whites: lighter part of what the lids leave free. Lids shade it, so a bright eye tells more than a dark one. */
const EYE_WHITE = { fewestPixels: 30, from: 0.75, to: 0.95, darkest: 40 } as const
/** The black level: this quantile of the subject's luma, at most so much. Haze and cheap lenses lift it. */
const BLACK = { quantile: 0.01, most: 28, alpha: 0.95 } as const
/** Skin has texture of its own: code values that are no grain, and the share of the rest that is. */
const GRAIN = { fewestPixels: 50, texture: 0.5, share: 0.7, most: 3 } as const
/** Standard deviation from a median absolute deviation, of a normal distribution. */
const MAD_TO_SIGMA = 1.4826
/** Standard deviation of a pixel less the mean of its four neighbours: sqrt(1 + 1/4), of independent noise. */
const LAPLACIAN_SIGMA = 1.118

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max)

export const estimateIllumination = (picture: Picture, alpha: Float32Array, landmarks: Landmarks): Illumination => {
  // The person's right cheek is on the picture's left.
  const left = skinTone(picture, landmarks, ['rightCheek'])
  const right = skinTone(picture, landmarks, ['leftCheek'])
  const contrast = (right.l - left.l) / Math.max(right.l + left.l, 1)
  const white = eyeWhite(picture, landmarks)
  return {
    gradient: clamp(contrast * GRADIENT.perContrast, -GRADIENT.most, GRADIENT.most),
    gain:
      white === null
        ? EXPOSURE.unseen
        : clamp(1 + (white - EXPOSURE.usualWhite) * EXPOSURE.perL, EXPOSURE.min, EXPOSURE.max),
    blackLevel: blackLevelOf(picture, alpha),
    grainSigma: grainOf(picture, landmarks),
  }
}

/** Mean L* of the whites of the eyes; null for eyes too small or too dark to tell. */
const eyeWhite = ({ data, width, height }: Picture, landmarks: Landmarks): number | null => {
  const inside = pixelsInside(landmarks, ['rightEye', 'leftEye'], width, height)
  const bytes = inside.flatMap((at) => [data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!])
  if (bytes.length < 3 * EYE_WHITE.fewestPixels) return null
  const lab = rgbToLab(Uint8Array.from(bytes))
  const { length } = lab.l
  const lightest = lab.l.sort().subarray(Math.floor(length * EYE_WHITE.from), Math.floor(length * EYE_WHITE.to))
  const mean = lightest.reduce((sum, value) => sum + value, 0) / lightest.length
  return mean < EYE_WHITE.darkest ? null : mean
}

const blackLevelOf = ({ data }: Picture, alpha: Float32Array): number => {
  const histogram = new Uint32Array(256)
  let total = 0
  for (let at = 0; at < alpha.length; at += 2) {
    if (alpha[at]! < BLACK.alpha) continue
    histogram[(data[3 * at]! * 2 + data[3 * at + 1]! * 5 + data[3 * at + 2]!) >> 3]!++
    total++
  }
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += histogram[value]!
    if (seen > total * BLACK.quantile) return Math.min(value, BLACK.most)
  }
  return 0
}

/** From forehead and cheeks: the median of how far a pixel is from the mean of its four neighbours. */
const grainOf = ({ data, width, height }: Picture, landmarks: Landmarks): number => {
  const green = (at: number) => data[3 * at + 1]!
  const off: number[] = []
  for (const at of pixelsInside(landmarks, ['rightCheek', 'leftCheek', 'forehead'], width, height)) {
    if (at < width || at >= width * (height - 1)) continue
    off.push(Math.abs(green(at) - (green(at - 1) + green(at + 1) + green(at - width) + green(at + width)) / 4))
  }
  if (off.length < GRAIN.fewestPixels) return 0
  off.sort((one, other) => one - other)
  const sigma = (off[off.length >> 1]! * MAD_TO_SIGMA) / LAPLACIAN_SIGMA
  return clamp((sigma - GRAIN.texture) * GRAIN.share, 0, GRAIN.most)
}
