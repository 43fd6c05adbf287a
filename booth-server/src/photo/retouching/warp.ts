import type { Rendered } from '../cropping/render.ts'
import type { Landmarks } from '../face/values.ts'
import { type Displacement, displace } from '../imaging/displace.ts'
import type { Point } from '../imaging/values.ts'

/** A displacement that grows by 1 px a pixel would fold the picture; fields stay below this gradient. */
export const MAX_GRADIENT = 0.6
/** The greatest slope of a smooth step, in its height over its width. */
export const SMOOTH_STEP_SLOPE = 1.5
/** Rounds of the fixed-point iteration: each leaves at most `MAX_GRADIENT` of the error, 12 leave 0.2 %. */
const INVERSION_ROUNDS = 12

/** An inverse displacement: how far from its own place a point of the result is sampled, px; right, down positive. */
export type DisplacementField = (x: number, y: number) => readonly [right: number, down: number]

/**
 * Moves the figure, its opacity and its mesh by all fields at once, so that pixels are interpolated once however many
 * edits move them. Without fields it is the figure itself.
 */
export const warp = (figure: Rendered, fields: readonly DisplacementField[]): Rendered => {
  if (fields.length === 0) return figure
  const field: DisplacementField = (x, y) => {
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

const sampled = (field: DisplacementField, width: number, height: number): Displacement => {
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

/** Landmarks move by the inverse of the field, which samples. The irises lie where nothing moves. */
const moved = (landmarks: Landmarks, field: DisplacementField): Landmarks => {
  const points = Float32Array.from(landmarks.points)
  for (let at = 0; at + 2 < points.length; at += 3) {
    const { x, y } = inverse({ x: points[at]!, y: points[at + 1]! }, field)
    points[at] = x
    points[at + 1] = y
  }
  return { ...landmarks, points }
}

/** Solves p + field(p) = from by fixed-point iteration. */
const inverse = (from: Point, field: DisplacementField): Point => {
  let { x, y } = from
  for (let round = 0; round < INVERSION_ROUNDS; round++) {
    const [right, down] = field(x, y)
    x = from.x - right
    y = from.y - down
  }
  return { x, y }
}
