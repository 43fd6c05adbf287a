import { alphaAt } from '../imaging/alpha-at.ts'
import type { Matte, Point } from '../imaging/values.ts'
import { type HeadAxes, offset } from './mesh.ts'
import type { Estimate } from './values.ts'

/**
 * The cranium seen from the front as an ellipsoid, in units of the eye-to-chin distance, measured from the eye line: the
 * eye line lies about half way between crown and chin (`TOP` = 1), the head is about 1.66 long from brow to occiput.
 */
const cranium = { centreUp: 0.27, centreBack: 0.67, halfHeight: 0.73, halfLength: 0.83 } as const
/** The chin lies this much nearer to the camera than the eyes (MediaPipe's canonical face). */
const CHIN_FORWARD = 0.066
/** Standard deviation of the half-way rule over adults, and of the pose's own error, in eye-to-chin distances. */
const ANATOMY_ERROR = 0.05
const PITCH_ERROR_DEG = 2.5
const MAX_PITCH_DEG = 35

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Height of the skull's silhouette above the eye line, in eye-to-chin distances as they would be seen unpitched. */
const craniumTop = (pitchDeg: number): number => {
  const pitch = radians(pitchDeg)
  const reach = Math.hypot(cranium.halfHeight * Math.cos(pitch), cranium.halfLength * Math.sin(pitch))
  return cranium.centreUp * Math.cos(pitch) - cranium.centreBack * Math.sin(pitch) + reach
}

/** Eye line to skull crown over the distance of the pupils, adults: 115 of 62 mm. */
const CROWN_OVER_EYE_DISTANCE = 1.85

/**
 * Where the skull ends by anatomy alone: the geometric mean of the half-way rule and of what the eyes' distance tells,
 * for jaws vary more than skulls. `eyeToChinPx` as seen, along the head's axis.
 */
export const skullByAnatomy = (
  { eyeToChinPx, eyeDistancePx }: { eyeToChinPx: number; eyeDistancePx: number },
  pitchDeg: number,
): Estimate => {
  const pitch = Math.max(-MAX_PITCH_DEG, Math.min(MAX_PITCH_DEG, pitchDeg))
  const seen = Math.cos(radians(pitch)) - CHIN_FORWARD * Math.sin(radians(pitch))
  const byChin = eyeToChinPx / seen
  const byEyes = Math.min(1.2 * byChin, Math.max(0.9 * byChin, CROWN_OVER_EYE_DISTANCE * eyeDistancePx))
  const unit = Math.sqrt(byChin * byEyes)
  const slope = (craniumTop(pitch + PITCH_ERROR_DEG) - craniumTop(pitch - PITCH_ERROR_DEG)) / 2
  return { valuePx: unit * craniumTop(pitch), errorPx: unit * Math.hypot(ANATOMY_ERROR, slope) }
}

export interface HairTop {
  /** Above the eye line, px. Null: the matte says nothing there. */
  readonly heightPx: number | null
  /** The figure runs into the upper edge of the matte: the head goes on outside. */
  readonly isCut: boolean
}

const SOLID = 0.5
/** Rays climb from here, safely inside any face. */
const START_UP = 0.3
const CEILING_UP = 2.4
/** Columns at each side of the head's axis, in face widths: hands beside the head stay out. */
const HALF_SPAN = 0.4
/** What is narrower than this against the face is a bun, a hand or an ornament, and no head. */
const NARROW = 0.3
const PROTRUSION = 0.06
/** What a dome as wide as a head loses over that width. */
const DOME = 0.03

/**
 * The hair's top: rays climb parallel to the head's axis inside the head's width until they leave the figure. The top
 * is where the figure is still a good part of the head wide; a narrow piece above it doesn't count.
 */
export const findHairTop = (
  matte: Matte,
  eyes: Point,
  axes: HeadAxes,
  size: { eyeToChinPx: number; faceWidthPx: number },
): HairTop => {
  const { eyeToChinPx, faceWidthPx } = size
  const stepPx = Math.max(0.5, eyeToChinPx / 200)
  const columns = 41
  const gapPx = Math.max(2, 0.025 * eyeToChinPx)
  const heights: number[] = []
  let cut = 0
  for (let column = 0; column < columns; column += 1) {
    const aside = (column / (columns - 1) - 0.5) * 2 * HALF_SPAN * faceWidthPx
    const { top, isCut } = climbRay(matte, eyes, axes, aside, eyeToChinPx, stepPx, gapPx)
    if (isCut) cut += 1
    if (top > 0) heights.push(top)
  }
  const needed = Math.ceil((NARROW / (2 * HALF_SPAN)) * columns)
  if (heights.length < needed) return { heightPx: null, isCut: false }
  heights.sort((a, b) => b - a)
  const highest = heights[0] ?? 0
  const broad = heights[needed - 1] ?? 0
  // A dome loses a little height over that width; anything beyond is a protrusion.
  return {
    heightPx: highest - broad <= PROTRUSION * eyeToChinPx ? highest : broad + DOME * eyeToChinPx,
    isCut: cut >= needed,
  }
}

/** Upwards from above the eyes: how high the figure goes before a gap, and whether the picture cuts it off. */
const climbRay = (
  matte: Matte,
  eyes: Point,
  axes: HeadAxes,
  aside: number,
  eyeToChinPx: number,
  stepPx: number,
  gapPx: number,
): { readonly top: number; readonly isCut: boolean } => {
  const start = START_UP * eyeToChinPx
  let top = 0
  for (let height = start; height < CEILING_UP * eyeToChinPx; height += stepPx) {
    const alpha = alphaAt(matte, offset(eyes, axes, aside, -height))
    if (alpha === 'outside') return { top, isCut: top > 0 && height - top < gapPx }
    if (alpha >= SOLID) top = height + stepPx / 2
    else if (height - Math.max(top, start) > gapPx) break
  }
  return { top, isCut: false }
}

/** Hair is seldom taller than this over the skull; beyond it is a hat or hands. In eye-to-chin distances. */
const TALLEST_HAIR = 0.5
const USUAL_HAIR = 0.1
/** How far below the half-way rule a bald head's matte may pull the skull before the matte is doubted. */
const LOWEST_SKULL = 0.16

/** Both crowns above the eye line: anatomy bounds what the matte says, and the matte what anatomy says. */
export const solveCrowns = (
  anatomy: Estimate,
  hair: HairTop,
  eyeToChinPx: number,
): { readonly skull: Estimate; readonly hair: Estimate } => {
  const usual = {
    valuePx: anatomy.valuePx + USUAL_HAIR * eyeToChinPx,
    errorPx: Math.hypot(anatomy.errorPx, 0.08 * eyeToChinPx),
  }
  if (hair.heightPx === null) return { skull: anatomy, hair: usual }
  if (hair.isCut) {
    const valuePx = Math.max(usual.valuePx, hair.heightPx)
    return { skull: anatomy, hair: { valuePx, errorPx: usual.errorPx } }
  }
  const over = hair.heightPx - anatomy.valuePx
  if (over > TALLEST_HAIR * eyeToChinPx) return { skull: anatomy, hair: { ...usual, errorPx: 0.15 * eyeToChinPx } }
  const seen: Estimate = { valuePx: hair.heightPx, errorPx: 0.015 * eyeToChinPx }
  if (over >= 0) return { skull: anatomy, hair: seen }
  // No skull is higher than its hair: where the matte ends below the rule, it ends the skull.
  if (over > -LOWEST_SKULL * eyeToChinPx) {
    return { skull: { valuePx: hair.heightPx, errorPx: Math.min(anatomy.errorPx, 0.03 * eyeToChinPx) }, hair: seen }
  }
  const doubted = anatomy.valuePx - LOWEST_SKULL * eyeToChinPx
  return {
    skull: { valuePx: doubted, errorPx: anatomy.errorPx * 1.5 },
    hair: { valuePx: doubted, errorPx: anatomy.errorPx * 1.5 },
  }
}
