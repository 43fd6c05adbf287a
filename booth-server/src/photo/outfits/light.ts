import type { Landmarks } from '../face/values.ts'
import { rgbToLab } from '../imaging/lab.ts'
import type { Picture } from '../imaging/values.ts'
import { cheekTone, pixelsInside } from './subject.ts'

/** How the photograph was lit and taken, as far as the face tells: what a garment must share to belong to it. */
export interface Light {
  /** Lighter on the picture's right by this share a face width and a half from the middle; negative: on the left. */
  readonly slope: number
  /** On the garment's code values. */
  readonly gain: number
  /** Code value (0..255) that the photograph's black has. */
  readonly black: number
  /** Standard deviation of the grain, code values. */
  readonly grain: number
}

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max)

export const readLight = (picture: Picture, alpha: Float32Array, landmarks: Landmarks): Light => {
  // The person's right cheek is on the picture's left.
  const left = cheekTone(picture, landmarks, ['rightCheek'])
  const right = cheekTone(picture, landmarks, ['leftCheek'])
  const slope = clamp(((right.l - left.l) / Math.max(right.l + left.l, 1)) * 1.1, -0.14, 0.14)
  const white = eyeWhite(picture, landmarks)
  // Lids shade it, so a bright eye tells more than a dark one.
  const gain = white === null ? 0.98 : clamp(1 + (white - 66) * 0.004, 0.93, 1.02)
  return {
    slope,
    gain,
    black: blackOf(picture, alpha),
    grain: grainOf(picture, landmarks),
  }
}

/** Lightness of the lighter part of what the lids leave free; null for eyes too small or too dark to tell. */
const eyeWhite = ({ data, width, height }: Picture, landmarks: Landmarks): number | null => {
  const inside = pixelsInside(landmarks, ['rightEye', 'leftEye'], width, height)
  const bytes = inside.flatMap((at) => [data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!])
  if (bytes.length < 3 * 30) return null
  const lab = rgbToLab(Uint8Array.from(bytes))
  const lightest = lab.l.sort().subarray(Math.floor(lab.l.length * 0.75), Math.floor(lab.l.length * 0.95))
  const mean = lightest.reduce((sum, value) => sum + value, 0) / lightest.length
  return mean < 40 ? null : mean
}

/** The darkest hundredth of the figure: haze and cheap lenses lift it. */
const blackOf = ({ data }: Picture, alpha: Float32Array): number => {
  const counts = new Uint32Array(256)
  let total = 0
  for (let at = 0; at < alpha.length; at += 2) {
    if (alpha[at]! < 0.95) continue
    counts[(data[3 * at]! * 2 + data[3 * at + 1]! * 5 + data[3 * at + 2]!) >> 3]!++
    total++
  }
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += counts[value]!
    if (seen > total * 0.01) return Math.min(value, 28)
  }
  return 0
}

/** From the forehead and cheeks: what a pixel differs from its four neighbours, by the median. */
const grainOf = ({ data, width, height }: Picture, landmarks: Landmarks): number => {
  const green = (at: number) => data[3 * at + 1]!
  const off: number[] = []
  for (const at of pixelsInside(landmarks, ['rightCheek', 'leftCheek', 'forehead'], width, height)) {
    if (at < width || at >= width * (height - 1)) continue
    off.push(Math.abs(green(at) - (green(at - 1) + green(at + 1) + green(at - width) + green(at + width)) / 4))
  }
  if (off.length < 50) return 0
  off.sort((one, other) => one - other)
  // 1.4826: of a normal distribution; 1.118: of the mean of four taken away. Skin has a texture of its own beside.
  return clamp(((off[off.length >> 1]! * 1.4826) / 1.118 - 0.5) * 0.7, 0, 3)
}
