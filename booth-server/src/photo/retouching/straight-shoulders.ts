import type { Rendered } from '../cropping/render.ts'
import { roughHeadOf } from '../face/rough-head.ts'
import { type Shoulders, tiltDegOf } from '../face/shoulders.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import { type DisplacementField, MAX_GRADIENT, SMOOTH_STEP_SLOPE } from './warp.ts'

/** Below it shoulders are straight already; above it a posture is meant, and is brought back by as much only. */
export const LEAST_TILT_DEG = 0.5
export const MOST_TILT_DEG = 4

/**
 * A shear of what lies below the chin, taken up by the chest: the portrait's last row stays.
 *
 * @param shoulders their tips on the portrait, px, also beyond its edges
 * @returns null where they are level already, or where there is no room for an even move
 */
export const levellingField = (figure: Rendered, shoulders: Shoulders): DisplacementField | null => {
  const degrees = tiltDegOf(shoulders)
  if (Math.abs(degrees) < LEAST_TILT_DEG) return null
  const slope = Math.tan((Math.min(Math.max(degrees, -MOST_TILT_DEG), MOST_TILT_DEG) * Math.PI) / 180)
  const { width, height } = figure.picture
  const { chin } = roughHeadOf(figure.landmarks)
  const most = Math.abs(slope) * Math.max(chin.x, width - chin.x)
  const shortest = (SMOOTH_STEP_SLOPE * most) / MAX_GRADIENT
  const full = chin.y + shortest
  const fade = Math.max(Math.min((shoulders.left.y + shoulders.right.y) / 2, height - 1 - shortest), full)
  // No room between chin and edge for an even move.
  if (fade + shortest > height) return null
  return (x, y) => {
    if (y <= chin.y) return [0, 0]
    const reach = smoothStep(chin.y, full, y) * (1 - smoothStep(fade, height - 1, y))
    return [0, slope * (x - chin.x) * reach]
  }
}
