import type { Rendered } from '../cropping/render.ts'
import { HEAD_OVER_EYE_TO_CHIN, roughHeadOf } from '../face/rough-head.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import { type DisplacementField, MAX_GRADIENT, SMOOTH_STEP_SLOPE } from './warp.ts'

/** Of the face's half width at the jaw. Beyond it a friend would see it, and a clerk might not know the face. */
export const MOST_SLIMMING = 0.08

/** The mesh's outline at the jaw's height, the picture's left and right. */
const JAW = { left: 58, right: 288 } as const

/** Down the head's axis, in lengths from eyes to chin: full from below the eyes to the chin, ends on the neck. */
const ALONG = { from: 0.15, full: 0.6, fades: 1, to: 1.5 } as const
/** Aside from the axis, in half widths at the jaw: full from the cheeks' outer part to a little beyond the outline. */
const ASIDE = { from: 0.3, full: 0.9, fades: 1.05, to: 2 } as const

/**
 * Cheeks and jaw go inwards; eyes, brows, nose, mouth, crown and chin keep their place, so what was measured of the head
 * holds. Full from the cheeks' outer part to a little beyond the outline, then the surroundings take it up; from below the
 * eyes to the chin, then the neck takes it up. Nothing at the portrait's edges, so nothing is drawn in from beyond.
 *
 * @param amount 0 leaves the face, 1 goes as far as `MOST_SLIMMING`; more than 1 counts as 1
 * @returns null where nothing moves
 */
export const slimmingField = ({ picture, landmarks }: Rendered, amount: number): DisplacementField | null => {
  if (amount <= 0) return null
  const bounded = Math.min(amount, 1)
  const { points } = landmarks
  const { eyes, down, heightPx } = roughHeadOf(landmarks)
  const eyesToChin = heightPx / HEAD_OVER_EYE_TO_CHIN
  const across = { x: down.y, y: -down.x }
  const aside = (x: number, y: number) => (x - eyes.x) * across.x + (y - eyes.y) * across.y
  const halfWidthAt = (index: number) => Math.abs(aside(points[index * 3]!, points[index * 3 + 1]!))
  const side = (index: number, room: number) => {
    const halfWidth = halfWidthAt(index)
    // A portrait that ends close to the face leaves less air to take the move up, and the move shrinks with it.
    const end = Math.min(ASIDE.to, room / halfWidth)
    const gradient = (SMOOTH_STEP_SLOPE * MOST_SLIMMING) / Math.max(end - ASIDE.fades, 1e-3)
    return { halfWidth, end, most: MOST_SLIMMING * halfWidth * Math.min(1, MAX_GRADIENT / gradient) * bounded }
  }
  const left = side(JAW.left, eyes.x)
  const right = side(JAW.right, picture.width - eyes.x)
  return (x, y) => {
    const along = ((x - eyes.x) * down.x + (y - eyes.y) * down.y) / eyesToChin
    if (along <= ALONG.from || along >= ALONG.to) return [0, 0]
    const away = aside(x, y)
    const { halfWidth, end, most } = away < 0 ? left : right
    const share = Math.abs(away) / halfWidth
    if (share <= ASIDE.from || share >= end) return [0, 0]
    const reach = smoothStep(ALONG.from, ALONG.full, along) * (1 - smoothStep(ALONG.fades, ALONG.to, along))
    const rise = smoothStep(ASIDE.from, ASIDE.full, share)
    const move = Math.sign(away) * most * reach * rise * (1 - smoothStep(ASIDE.fades, end, share))
    return [move * across.x, move * across.y]
  }
}
