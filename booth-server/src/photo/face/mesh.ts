import type { Point } from '../imaging/values.ts'
import type { Landmarks } from './values.ts'

/**
 * Indices of MediaPipe's canonical 468-point face mesh, by what they lie on. Right and left are the person's own: the
 * right eye is on the left of an unmirrored picture.
 */
export const mesh = {
  foreheadTop: 10,
  chin: 152,
  nasion: 168,
  noseTip: 4,
  mouthRight: 61,
  mouthLeft: 291,
  /** Ear base on each side. */
  earRight: 234,
  earLeft: 454,
  rightEye: {
    outer: 33,
    inner: 133,
    lids: [
      [159, 145],
      [158, 153],
      [160, 144],
    ],
  },
  leftEye: {
    outer: 263,
    inner: 362,
    lids: [
      [386, 374],
      [385, 380],
      [387, 373],
    ],
  },
  /** Upper and lower inner lip, three to five pairs across the mouth. */
  innerLips: [
    [13, 14],
    [82, 87],
    [312, 317],
    [81, 178],
    [311, 402],
  ],
} as const

export const meshPoint = (landmarks: Landmarks, index: number): Point => ({
  x: landmarks.points[index * 3] ?? Number.NaN,
  y: landmarks.points[index * 3 + 1] ?? Number.NaN,
})

export const midpoint = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

/** The head's own axes in the picture: `right` along the eye line, `down` from crown to chin, both of length 1. */
export interface HeadAxes {
  readonly right: Point
  readonly down: Point
}

export const axesOf = (rollDeg: number): HeadAxes => {
  const roll = (rollDeg * Math.PI) / 180
  const right = { x: Math.cos(roll), y: Math.sin(roll) }
  return { right, down: { x: -right.y, y: right.x } }
}

/** How far `point` lies from `origin` along `axis`, px. */
export const along = (axis: Point, origin: Point, point: Point): number =>
  (point.x - origin.x) * axis.x + (point.y - origin.y) * axis.y

/** The point `rightPx` and `downPx` from `origin` on the head's axes. */
export const offset = (origin: Point, axes: HeadAxes, rightPx: number, downPx: number): Point => ({
  x: origin.x + axes.right.x * rightPx + axes.down.x * downPx,
  y: origin.y + axes.right.y * rightPx + axes.down.y * downPx,
})
