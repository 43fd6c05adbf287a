import type { Rendered } from '../cropping/render.ts'
import { HEAD_OVER_EYE_TO_CHIN, roughHeadOf } from '../face/rough-head.ts'
import { type Shoulders, tiltDegOf } from '../face/shoulders.ts'
import type { Landmarks } from '../face/values.ts'
import { type Displacement, displace } from '../imaging/displace.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import type { Point } from '../imaging/values.ts'

export interface ReshapeInput {
  /** The portrait at its print size, upright, with its opacity and its mesh. */
  readonly figure: Rendered
  /** 0 leaves the face, 1 goes as far as `MOST_SLIMMING`. */
  readonly slimming: number
  /** In pixels of that portrait, also beyond its edges; null leaves them. */
  readonly shoulders: Shoulders | null
}

/** Of the face's half width at the jaw. Beyond it a friend would see it, and a clerk might not know the face. */
export const MOST_SLIMMING = 0.08
/** Below it shoulders are straight already; above it a posture is meant, and is brought back by as much only. */
export const LEAST_TILT_DEG = 0.5
export const MOST_TILT_DEG = 4

/** The mesh's outline at the jaw's height, the picture's left and right. */
const JAW = { left: 58, right: 288 } as const
/** What moves by `d` where the field grows by more than this a pixel would fold. */
const STEEPEST = 0.6

type Field = (x: number, y: number) => readonly [right: number, down: number]

/**
 * The only step that changes anyone's shape: where the document allows it and the customer asks. Cheeks and jaw go
 * inwards, the line of the shoulders comes level. Both are bounded; eyes, brows, nose, mouth, crown and chin keep
 * their place, so what was measured of the head holds.
 */
export const reshape = ({ figure, slimming, shoulders }: ReshapeInput): Rendered => {
  const amount = Math.min(Math.max(slimming, 0), 1)
  const fields = [amount > 0 ? slimmer(figure, amount) : null, shoulders ? levelled(figure, shoulders) : null].filter(
    (field) => field !== null,
  )
  if (fields.length === 0) return figure
  const field: Field = (x, y) => {
    let right = 0
    let down = 0
    for (const one of fields) {
      const [u, v] = one(x, y)
      right += u
      down += v
    }
    return [right, down]
  }
  const { picture, alpha, landmarks } = figure
  const { width, height } = picture
  const displacement = sampled(field, width, height)
  const colours = displace(picture.data, { width, height, channels: 3 }, displacement)
  const opacity = displace(alpha, { width, height, channels: 1 }, displacement)
  for (let at = 0; at < opacity.length; at++) opacity[at] = Math.min(Math.max(opacity[at]!, 0), 1)
  return {
    picture: { data: new Uint8Array(new Uint8ClampedArray(colours).buffer), width, height },
    alpha: opacity,
    landmarks: moved(landmarks, field),
  }
}

/**
 * Full from the cheeks' outer part to a little beyond the outline, then the surroundings take it up; from below the
 * eyes to the chin, then the neck takes it up. Nothing at the print's edges, so nothing is drawn in from beyond.
 */
const slimmer = ({ picture, landmarks }: Rendered, amount: number): Field => {
  const { points } = landmarks
  const { eyes, down, heightPx } = roughHeadOf(landmarks)
  const eyesToChin = heightPx / HEAD_OVER_EYE_TO_CHIN
  const across = { x: down.y, y: -down.x }
  const aside = (x: number, y: number) => (x - eyes.x) * across.x + (y - eyes.y) * across.y
  const halfWidthAt = (index: number) => Math.abs(aside(points[index * 3]!, points[index * 3 + 1]!))
  const side = (index: number, room: number) => {
    const halfWidth = halfWidthAt(index)
    // A print that ends close to the face leaves less air to take the move up, and the move shrinks with it.
    const end = Math.min(2, room / halfWidth)
    const steepness = (1.5 * MOST_SLIMMING) / Math.max(end - 1.05, 1e-3)
    return { halfWidth, end, most: MOST_SLIMMING * halfWidth * Math.min(1, STEEPEST / steepness) * amount }
  }
  const left = side(JAW.left, eyes.x)
  const right = side(JAW.right, picture.width - eyes.x)
  return (x, y) => {
    const along = ((x - eyes.x) * down.x + (y - eyes.y) * down.y) / eyesToChin
    if (along <= 0.15 || along >= 1.5) return [0, 0]
    const away = aside(x, y)
    const { halfWidth, end, most } = away < 0 ? left : right
    const share = Math.abs(away) / halfWidth
    if (share <= 0.3 || share >= end) return [0, 0]
    const reach = smoothStep(0.15, 0.6, along) * (1 - smoothStep(1, 1.5, along))
    const move = Math.sign(away) * most * reach * smoothStep(0.3, 0.9, share) * (1 - smoothStep(1.05, end, share))
    return [move * across.x, move * across.y]
  }
}

/** A shear of what lies below the chin, taken up by the chest: the print's last row stays. */
const levelled = (figure: Rendered, shoulders: Shoulders): Field | null => {
  const degrees = tiltDegOf(shoulders)
  if (Math.abs(degrees) < LEAST_TILT_DEG) return null
  const slope = Math.tan((Math.min(Math.max(degrees, -MOST_TILT_DEG), MOST_TILT_DEG) * Math.PI) / 180)
  const { width, height } = figure.picture
  const { chin } = roughHeadOf(figure.landmarks)
  const most = Math.abs(slope) * Math.max(chin.x, width - chin.x)
  const shortest = (1.5 * most) / STEEPEST
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

const sampled = (field: Field, width: number, height: number): Displacement => {
  const right = new Float32Array(width * height)
  const down = new Float32Array(width * height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [u, v] = field(x + 0.5, y + 0.5)
      right[at] = u
      down[at] = v
    }
  }
  return { right, down }
}

/** Where a point of the mesh went: the place that reads from where it was. The irises lie where nothing moves. */
const moved = (landmarks: Landmarks, field: Field): Landmarks => {
  const points = Float32Array.from(landmarks.points)
  for (let at = 0; at + 2 < points.length; at += 3) {
    const { x, y } = inverse({ x: points[at]!, y: points[at + 1]! }, field)
    points[at] = x
    points[at + 1] = y
  }
  return { ...landmarks, points }
}

/** By going back from where the field leads; each round leaves at most `STEEPEST` of the error. */
const inverse = (from: Point, field: Field): Point => {
  let { x, y } = from
  for (let round = 0; round < 12; round++) {
    const [right, down] = field(x, y)
    x = from.x - right
    y = from.y - down
  }
  return { x, y }
}
