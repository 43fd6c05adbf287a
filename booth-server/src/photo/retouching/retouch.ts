import { regionPoints } from '../face/mesh-regions.ts'
import type { Landmarks } from '../face/values.ts'
import { boxBlur } from '../imaging/box-blur.ts'
import { guidedFilter } from '../imaging/guided-filter.ts'
import { type LabPlanes, labToRgb, rgbToLab } from '../imaging/lab.ts'
import { feather, fillPolygon } from '../imaging/polygon-mask.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import type { Picture } from '../imaging/values.ts'
import { findSkin, type SkinMask } from './skin-mask.ts'

export interface RetouchInput {
  /** The portrait at its print size, upright. */
  readonly picture: Picture
  /** In pixels of that portrait. */
  readonly landmarks: Landmarks
  /** 0 returns the picture as it is, 1 goes as far as the person stays the same person. */
  readonly strength: number
}

/**
 * Retouching that a studio would do and a friend would not notice: colour and brightness only, never a shape. The skin
 * is parted by scale; what lies between pores (kept) and the face's modelling (kept) is calmed. Every change is bounded
 * in Lab units, so no skin is made lighter than it is by more than the bounds below.
 */
export const retouch = ({ picture, landmarks, strength }: RetouchInput): Picture => {
  const amount = Math.min(Math.max(strength, 0), 1)
  if (amount === 0) return picture
  const { width, height } = picture
  const lab = rgbToLab(picture.data)
  const skin = findSkin(lab, landmarks, width, height)
  const job: Job = { lab, skin, landmarks, width, height, amount }
  removeBlemishes(job)
  smoothSkin(job)
  evenTone(job)
  calmShine(job)
  evenLight(job)
  liftUnderEyes(job)
  clearEyes(job)
  clearTeeth(job)
  return { data: labToRgb(lab), width, height }
}

interface Job {
  readonly lab: LabPlanes
  readonly skin: SkinMask
  readonly landmarks: Landmarks
  readonly width: number
  readonly height: number
  readonly amount: number
}

const blur = ({ width, height }: Job, plane: Float32Array, radius: number): Float32Array => {
  const once = boxBlur(plane, width, height, Math.max(1, Math.round(radius)))
  return boxBlur(once, width, height, Math.max(1, Math.round(radius)), once)
}

/** The mean of a plane over skin alone, so that brows and backdrop don't bleed into it. */
const blurOverSkin = (job: Job, plane: Float32Array, radius: number): Float32Array => {
  const { weight } = job.skin
  const weighted = new Float32Array(plane.length)
  for (let at = 0; at < plane.length; at++) weighted[at] = plane[at]! * weight[at]!
  const sum = blur(job, weighted, radius)
  const total = blur(job, weight, radius)
  for (let at = 0; at < plane.length; at++) sum[at] = total[at]! > 1e-3 ? sum[at]! / total[at]! : plane[at]!
  return sum
}

/**
 * Spots darker or redder than the skin around them become that skin, with its fine texture. A mole (much darker than a
 * spot) belongs to the person and stays.
 */
const removeBlemishes = (job: Job): void => {
  const { lab, skin, amount } = job
  const small = skin.faceWidthPx * 0.008
  const around = skin.faceWidthPx * 0.035
  const near = { l: blur(job, lab.l, small), a: blur(job, lab.a, small), b: blur(job, lab.b, small) }
  const far = {
    l: blurOverSkin(job, lab.l, around),
    a: blurOverSkin(job, lab.a, around),
    b: blurOverSkin(job, lab.b, around),
  }
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]!
    if (weight < 0.02) continue
    const darker = far.l[at]! - near.l[at]!
    const redder = near.a[at]! - far.a[at]!
    const isSpot = Math.max(smoothStep(1.5, 4, darker), smoothStep(1.5, 4, redder))
    const isMole = smoothStep(10, 15, darker)
    const change = isSpot * (1 - isMole) * weight * amount * 0.85
    if (change === 0) continue
    lab.l[at]! += (far.l[at]! - near.l[at]!) * change
    lab.a[at]! += (far.a[at]! - near.a[at]!) * change
    lab.b[at]! += (far.b[at]! - near.b[at]!) * change
  }
}

/** Calms what lies between pores and modelling: blotches and small wrinkles. Pores stay, edges stay. */
const smoothSkin = (job: Job): void => {
  const { lab, skin, width, height, amount } = job
  const base = guidedFilter(lab.l, lab.l, width, height, Math.max(2, Math.round(skin.faceWidthPx * 0.03)), 36)
  const withoutPores = boxBlur(lab.l, width, height, Math.max(1, Math.round(skin.faceWidthPx * 0.005)))
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]! * amount
    if (weight < 0.01) continue
    const pores = lab.l[at]! - withoutPores[at]!
    const between = withoutPores[at]! - base[at]!
    lab.l[at] = base[at]! + between * (1 - 0.75 * weight) + pores * (1 - 0.25 * weight)
  }
}

/** Evens the colour of the skin towards its own mean nearby; the light on it stays. */
const evenTone = (job: Job): void => {
  const { lab, skin, amount } = job
  const radius = skin.faceWidthPx * 0.12
  const a = blurOverSkin(job, lab.a, radius)
  const b = blurOverSkin(job, lab.b, radius)
  for (let at = 0; at < lab.a.length; at++) {
    const weight = skin.weight[at]! * amount * 0.45
    lab.a[at]! += (a[at]! - lab.a[at]!) * weight
    lab.b[at]! += (b[at]! - lab.b[at]!) * weight
  }
}

/** Shine: far brighter than the skin around and paler than it. A third of it goes, at most 8 L; plain light stays. */
const calmShine = (job: Job): void => {
  const { lab, skin, amount } = job
  const around = blurOverSkin(job, lab.l, skin.faceWidthPx * 0.15)
  const near = blur(job, lab.l, skin.faceWidthPx * 0.01)
  const chroma = Math.hypot(skin.tone.a, skin.tone.b)
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]! * amount
    if (weight < 0.01) continue
    const excess = near[at]! - around[at]! - 8
    if (excess <= 0) continue
    const paler = smoothStep(0.05, 0.35, 1 - Math.hypot(lab.a[at]!, lab.b[at]!) / (chroma + 1e-6))
    lab.l[at]! -= Math.min(excess * 0.35, 8) * weight * paler
    const pull = Math.min(excess / 25, 0.4) * weight * paler
    lab.a[at]! += (skin.tone.a - lab.a[at]!) * pull
    lab.b[at]! += (skin.tone.b - lab.b[at]!) * pull
  }
}

/**
 * The light on the face: its darker side comes a fifth of the way up to the cheeks' own tone, at most 3 L, and all of it
 * up by 1.5 L, as much as a better lamp would do. Never down, and colour along with it, so that skin doesn't go grey.
 */
const evenLight = (job: Job): void => {
  const { lab, skin, amount } = job
  const low = blurOverSkin(job, lab.l, skin.faceWidthPx * 0.2)
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]! * amount
    if (weight < 0.01) continue
    const before = lab.l[at]!
    // What is bright already has no room above it.
    const room = 1 - smoothStep(80, 95, before)
    const lift = (Math.min(Math.max((skin.tone.l - low[at]!) * 0.2, 0), 3) + 1.5) * weight * room
    lab.l[at] = before + lift
    const scale = 1 + (0.6 * lift) / Math.max(before, 20)
    lab.a[at]! *= scale
    lab.b[at]! *= scale
  }
}

/** Dark rings come half way up to the cheek below them, at most 6 L, and lose their blue. */
const liftUnderEyes = (job: Job): void => {
  const { lab, skin, landmarks, width, height, amount } = job
  const rings = new Float32Array(width * height)
  for (const region of ['underRightEye', 'underLeftEye'] as const)
    fillPolygon(regionPoints(landmarks, region), width, height, rings)
  feather(rings, width, height, skin.faceWidthPx * 0.04)
  const near = blur(job, lab.l, skin.faceWidthPx * 0.02)
  for (let at = 0; at < lab.l.length; at++) {
    const weight = rings[at]! * skin.weight[at]! * amount
    if (weight < 0.01) continue
    const missing = skin.tone.l - near[at]!
    if (missing > 0) lab.l[at]! += Math.min(missing * 0.5, 6) * weight
    lab.a[at]! += (skin.tone.a - lab.a[at]!) * 0.35 * weight
    lab.b[at]! += (skin.tone.b - lab.b[at]!) * 0.35 * weight
  }
}

/** The whites of the eyes, by their lack of colour: a third of their redness goes, at most 3 L up. The iris stays. */
const clearEyes = (job: Job): void => {
  const { lab, skin, landmarks, width, height, amount } = job
  const eyes = new Float32Array(width * height)
  for (const region of ['rightEye', 'leftEye'] as const)
    fillPolygon(regionPoints(landmarks, region), width, height, eyes)
  feather(eyes, width, height, skin.faceWidthPx * 0.008)
  for (let at = 0; at < eyes.length; at++) {
    if (eyes[at]! < 0.01) continue
    const chroma = Math.hypot(lab.a[at]!, lab.b[at]!)
    const white = smoothStep(35, 55, lab.l[at]!) * (1 - smoothStep(14, 26, chroma))
    const weight = eyes[at]! * white * amount
    lab.l[at]! += 3 * weight
    lab.a[at]! *= 1 - 0.35 * weight
    lab.b[at]! *= 1 - 0.35 * weight
  }
}

/** Teeth, where the mouth is open enough to show them: less yellow, at most 3 L up. */
const clearTeeth = (job: Job): void => {
  const { lab, skin, landmarks, width, height, amount } = job
  const gap = Math.abs(landmarks.points[14 * 3 + 1]! - landmarks.points[13 * 3 + 1]!)
  if (gap < skin.faceWidthPx * 0.02) return
  const mouth = fillPolygon(regionPoints(landmarks, 'innerMouth'), width, height)
  feather(mouth, width, height, skin.faceWidthPx * 0.008)
  for (let at = 0; at < mouth.length; at++) {
    if (mouth[at]! < 0.01) continue
    const tooth = smoothStep(45, 60, lab.l[at]!) * (1 - smoothStep(12, 20, lab.a[at]!))
    const weight = mouth[at]! * tooth * amount
    lab.l[at]! += 3 * weight
    lab.b[at]! *= 1 - 0.4 * weight
  }
}
