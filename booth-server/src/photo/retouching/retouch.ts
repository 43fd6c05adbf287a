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
  /** The portrait at its final size, upright. */
  readonly picture: Picture
  /** In pixels of that portrait. */
  readonly landmarks: Landmarks
  /** 0 returns the picture as it is, 1 goes as far as the person stays the same person. */
  readonly strength: number
}

/**
 * Retouching that a studio would do and a friend would not notice: colour and brightness only, never a shape. Skin is
 * separated into frequency bands; the one between pores (kept) and modelling (kept) is attenuated. Every change is
 * bounded in Lab units; this folder's README has the bands and the bounds.
 */
export const retouch = ({ picture, landmarks, strength }: RetouchInput): Picture => {
  const amount = Math.min(Math.max(strength, 0), 1)
  if (amount === 0) return picture
  const { width, height } = picture
  const lab = rgbToLab(picture.data)
  const skin = findSkin(lab, landmarks, width, height)
  const job: Job = { lab, skin, landmarks, width, height, amount }
  healBlemishes(job)
  attenuateMidFrequencies(job)
  evenChroma(job)
  reduceHighlights(job)
  fillShadows(job)
  lightenUnderEyes(job)
  whitenEyes(job)
  whitenTeeth(job)
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

/** Two box blurs: a triangle filter. */
const blur = ({ width, height }: Job, plane: Float32Array, radius: number): Float32Array => {
  const once = boxBlur(plane, width, height, Math.max(1, Math.round(radius)))
  return boxBlur(once, width, height, Math.max(1, Math.round(radius)), once)
}

/** Normalised convolution with the skin's weight: brows and backdrop don't bleed into the mean. */
const blurOverSkin = (job: Job, plane: Float32Array, radius: number): Float32Array => {
  const { weight } = job.skin
  const weighted = new Float32Array(plane.length)
  for (let at = 0; at < plane.length; at++) weighted[at] = plane[at]! * weight[at]!
  const sum = blur(job, weighted, radius)
  const total = blur(job, weight, radius)
  for (let at = 0; at < plane.length; at++) sum[at] = total[at]! > 1e-3 ? sum[at]! / total[at]! : plane[at]!
  return sum
}

/** Radii of a spot and of the skin around it, face widths. */
const BLEMISH = { near: 0.008, around: 0.035 } as const
/** So much darker (L) or redder (a) than the skin around it is a spot; so much darker is a mole. */
const SPOT = { from: 1.5, to: 4 } as const
const MOLE = { from: 10, to: 15 } as const
/** A spot becomes the skin around it by this share: a trace of it is still the person's skin. */
const HEALING = 0.85
/** Below this weight there is no skin to speak of. */
const LEAST_SKIN = 0.01
const LEAST_SKIN_OF_SPOT = 0.02

/**
 * Spots darker or redder than the skin around them become that skin, with its fine texture. A mole (much darker than a
 * spot) belongs to the person and stays.
 */
const healBlemishes = (job: Job): void => {
  const { lab, skin, amount } = job
  const small = skin.faceWidthPx * BLEMISH.near
  const around = skin.faceWidthPx * BLEMISH.around
  const near = { l: blur(job, lab.l, small), a: blur(job, lab.a, small), b: blur(job, lab.b, small) }
  const far = {
    l: blurOverSkin(job, lab.l, around),
    a: blurOverSkin(job, lab.a, around),
    b: blurOverSkin(job, lab.b, around),
  }
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]!
    if (weight < LEAST_SKIN_OF_SPOT) continue
    const darker = far.l[at]! - near.l[at]!
    const redder = near.a[at]! - far.a[at]!
    const isSpot = Math.max(smoothStep(SPOT.from, SPOT.to, darker), smoothStep(SPOT.from, SPOT.to, redder))
    const isMole = smoothStep(MOLE.from, MOLE.to, darker)
    const change = isSpot * (1 - isMole) * weight * amount * HEALING
    if (change === 0) continue
    lab.l[at]! += (far.l[at]! - near.l[at]!) * change
    lab.a[at]! += (far.a[at]! - near.a[at]!) * change
    lab.b[at]! += (far.b[at]! - near.b[at]!) * change
  }
}

/** Where the bands part: the low one by a guided filter (radius in face widths, epsilon in L²), pores by a blur. */
const BANDS = { low: 0.03, epsilon: 36, pores: 0.005 } as const
/** How much of each band goes at full strength. */
const ATTENUATION = { middle: 0.75, pores: 0.25 } as const

/**
 * Frequency separation of lightness: low (modelling and edges, by a guided filter), middle (blotches and small wrinkles)
 * and high (pores). The middle is attenuated, pores hardly.
 */
const attenuateMidFrequencies = (job: Job): void => {
  const { lab, skin, width, height, amount } = job
  const low = guidedFilter(
    lab.l,
    lab.l,
    width,
    height,
    Math.max(2, Math.round(skin.faceWidthPx * BANDS.low)),
    BANDS.epsilon,
  )
  const withoutPores = boxBlur(lab.l, width, height, Math.max(1, Math.round(skin.faceWidthPx * BANDS.pores)))
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]! * amount
    if (weight < LEAST_SKIN) continue
    const pores = lab.l[at]! - withoutPores[at]!
    const middle = withoutPores[at]! - low[at]!
    lab.l[at] = low[at]! + middle * (1 - ATTENUATION.middle * weight) + pores * (1 - ATTENUATION.pores * weight)
  }
}

/** Chroma's mean is taken over this radius (face widths), and approached by this share. */
const CHROMA = { radius: 0.12, share: 0.45 } as const

/** Evens the chroma of the skin towards its own mean nearby; the light on it stays. */
const evenChroma = (job: Job): void => {
  const { lab, skin, amount } = job
  const radius = skin.faceWidthPx * CHROMA.radius
  const a = blurOverSkin(job, lab.a, radius)
  const b = blurOverSkin(job, lab.b, radius)
  for (let at = 0; at < lab.a.length; at++) {
    const weight = skin.weight[at]! * amount * CHROMA.share
    lab.a[at]! += (a[at]! - lab.a[at]!) * weight
    lab.b[at]! += (b[at]! - lab.b[at]!) * weight
  }
}

/** Radii (face widths) of the skin around and of the highlight; so many L above it begin a specular highlight. */
const HIGHLIGHT = { around: 0.15, near: 0.01, above: 8 } as const
/** A specular reflection has the lamp's colour: so much less chroma than the skin's own tone. */
const PALER = { from: 0.05, to: 0.35 } as const
/** Of the excess; at most so many L. Chroma comes back with it: full at `fullAt` L of excess, at most a share. */
const HIGHLIGHT_REDUCTION = { share: 0.35, mostL: 8, fullAt: 25, mostChroma: 0.4 } as const

/** Specular highlights, far brighter and paler than the skin around: a third goes, at most 8 L. Diffuse light stays. */
const reduceHighlights = (job: Job): void => {
  const { lab, skin, amount } = job
  const around = blurOverSkin(job, lab.l, skin.faceWidthPx * HIGHLIGHT.around)
  const near = blur(job, lab.l, skin.faceWidthPx * HIGHLIGHT.near)
  const chroma = Math.hypot(skin.tone.a, skin.tone.b)
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]! * amount
    if (weight < LEAST_SKIN) continue
    const excess = near[at]! - around[at]! - HIGHLIGHT.above
    if (excess <= 0) continue
    const paler = smoothStep(PALER.from, PALER.to, 1 - Math.hypot(lab.a[at]!, lab.b[at]!) / (chroma + 1e-6))
    lab.l[at]! -= Math.min(excess * HIGHLIGHT_REDUCTION.share, HIGHLIGHT_REDUCTION.mostL) * weight * paler
    const pull = Math.min(excess / HIGHLIGHT_REDUCTION.fullAt, HIGHLIGHT_REDUCTION.mostChroma) * weight * paler
    lab.a[at]! += (skin.tone.a - lab.a[at]!) * pull
    lab.b[at]! += (skin.tone.b - lab.b[at]!) * pull
  }
}

/** Radius of the low frequencies (face widths); the darker side comes up by a share of what it lacks, at most so many L. */
const FILL = { radius: 0.2, share: 0.2, mostL: 3 } as const
/** All of the skin comes up by so many L, as much as a better lamp would do. */
const EXPOSURE_L = 1.5
/** What is bright already has no room above it, L. */
const HEADROOM = { from: 80, to: 95 } as const
/** Chroma follows lightness by this share, so that skin doesn't go grey; below `leastL` the quotient would explode. */
const CHROMA_FOLLOWS = { share: 0.6, leastL: 20 } as const

/**
 * The light on the face: its darker side comes a fifth of the way up to the cheeks' own tone, at most 3 L, and all of it
 * up by 1.5 L, as much as a better lamp would do. Never down, and colour along with it, so that skin doesn't go grey.
 */
const fillShadows = (job: Job): void => {
  const { lab, skin, amount } = job
  const low = blurOverSkin(job, lab.l, skin.faceWidthPx * FILL.radius)
  for (let at = 0; at < lab.l.length; at++) {
    const weight = skin.weight[at]! * amount
    if (weight < LEAST_SKIN) continue
    const before = lab.l[at]!
    const room = 1 - smoothStep(HEADROOM.from, HEADROOM.to, before)
    const fill = Math.min(Math.max((skin.tone.l - low[at]!) * FILL.share, 0), FILL.mostL)
    const lift = (fill + EXPOSURE_L) * weight * room
    lab.l[at] = before + lift
    const scale = 1 + (CHROMA_FOLLOWS.share * lift) / Math.max(before, CHROMA_FOLLOWS.leastL)
    lab.a[at]! *= scale
    lab.b[at]! *= scale
  }
}

/** Dark rings: edge and blur (face widths), share of what is missing, most L, share of the chroma. */
const RINGS = { feather: 0.04, blur: 0.02, share: 0.5, mostL: 6, chroma: 0.35 } as const

/** Dark rings come half way up to the cheek below them, at most 6 L, and lose their blue. */
const lightenUnderEyes = (job: Job): void => {
  const { lab, skin, landmarks, width, height, amount } = job
  const rings = new Float32Array(width * height)
  for (const region of ['underRightEye', 'underLeftEye'] as const)
    fillPolygon(regionPoints(landmarks, region), width, height, rings)
  feather(rings, width, height, skin.faceWidthPx * RINGS.feather)
  const near = blur(job, lab.l, skin.faceWidthPx * RINGS.blur)
  for (let at = 0; at < lab.l.length; at++) {
    const weight = rings[at]! * skin.weight[at]! * amount
    if (weight < LEAST_SKIN) continue
    const missing = skin.tone.l - near[at]!
    if (missing > 0) lab.l[at]! += Math.min(missing * RINGS.share, RINGS.mostL) * weight
    lab.a[at]! += (skin.tone.a - lab.a[at]!) * RINGS.chroma * weight
    lab.b[at]! += (skin.tone.b - lab.b[at]!) * RINGS.chroma * weight
  }
}

/** Edge of eyes and mouth, face widths. */
const FEATURE_FEATHER = 0.008
const LEAST_FEATURE = 0.01
/** The sclera: light, of little chroma. So many L up, so much chroma less. */
const SCLERA = { l: { from: 35, to: 55 }, chroma: { from: 14, to: 26 }, liftL: 3, lessChroma: 0.35 } as const

/** The whites of the eyes, by their lack of colour: a third of their redness goes, at most 3 L up. The iris stays. */
const whitenEyes = (job: Job): void => {
  const { lab, skin, landmarks, width, height, amount } = job
  const eyes = new Float32Array(width * height)
  for (const region of ['rightEye', 'leftEye'] as const)
    fillPolygon(regionPoints(landmarks, region), width, height, eyes)
  feather(eyes, width, height, skin.faceWidthPx * FEATURE_FEATHER)
  for (let at = 0; at < eyes.length; at++) {
    if (eyes[at]! < LEAST_FEATURE) continue
    const chroma = Math.hypot(lab.a[at]!, lab.b[at]!)
    const isLight = smoothStep(SCLERA.l.from, SCLERA.l.to, lab.l[at]!)
    const isWhite = isLight * (1 - smoothStep(SCLERA.chroma.from, SCLERA.chroma.to, chroma))
    const weight = eyes[at]! * isWhite * amount
    lab.l[at]! += SCLERA.liftL * weight
    lab.a[at]! *= 1 - SCLERA.lessChroma * weight
    lab.b[at]! *= 1 - SCLERA.lessChroma * weight
  }
}

/** Teeth: light, and not as red as lips and tongue. The gap (face widths) of a mouth that shows them. */
const TEETH = { l: { from: 45, to: 60 }, a: { from: 12, to: 20 }, gap: 0.02, liftL: 3, lessYellow: 0.4 } as const
/** Points of the mesh: the inner edges of upper and lower lip. */
const LIPS = { upper: 13, lower: 14 } as const

/** Teeth, where the mouth is open enough to show them: less yellow, at most 3 L up. */
const whitenTeeth = (job: Job): void => {
  const { lab, skin, landmarks, width, height, amount } = job
  const gap = Math.abs(landmarks.points[LIPS.lower * 3 + 1]! - landmarks.points[LIPS.upper * 3 + 1]!)
  if (gap < skin.faceWidthPx * TEETH.gap) return
  const mouth = fillPolygon(regionPoints(landmarks, 'innerMouth'), width, height)
  feather(mouth, width, height, skin.faceWidthPx * FEATURE_FEATHER)
  for (let at = 0; at < mouth.length; at++) {
    if (mouth[at]! < LEAST_FEATURE) continue
    const isLight = smoothStep(TEETH.l.from, TEETH.l.to, lab.l[at]!)
    const isTooth = isLight * (1 - smoothStep(TEETH.a.from, TEETH.a.to, lab.a[at]!))
    const weight = mouth[at]! * isTooth * amount
    lab.l[at]! += TEETH.liftL * weight
    lab.b[at]! *= 1 - TEETH.lessYellow * weight
  }
}
