import sharp from 'sharp'
import type { Landmarks } from '../photo/face/values.ts'
import { type Affine, affineOf, apply, type RotatedBox } from '../photo/imaging/affine.ts'
import { resamplePicture } from '../photo/imaging/resample-picture.ts'
import type { Picture, Point } from '../photo/imaging/values.ts'

/** A view of a picture: a turned and scaled window of it, with its light changed. */
export interface View {
  /** The window on the original; beyond its edges they are continued, out of focus. */
  readonly box: RotatedBox
  readonly width: number
  readonly height: number
  readonly isMirrored?: boolean
  /** What happens to a coded value 0..255. */
  readonly tone?: (value: number, random: () => number) => number
  readonly isGrey?: boolean
}

export const pictureOf = async (image: Uint8Array): Promise<Picture> => {
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

/** A generator of its own, so that a view is the same at every run. */
const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  }
}

export const drawView = (picture: Picture, view: View): Picture => {
  const { data } = resamplePicture(picture, view.box, view.width, view.height)
  const random = randomOf(7)
  const drawn = new Uint8Array(data.length)
  for (let y = 0, at = 0; y < view.height; y += 1) {
    for (let x = 0; x < view.width; x += 1, at += 3) {
      const to = view.isMirrored ? (y * view.width + view.width - 1 - x) * 3 : at
      const grey = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
      for (let channel = 0; channel < 3; channel += 1) {
        const value = view.isGrey ? grey : data[at + channel]!
        const toned = view.tone ? view.tone(value, random) : value
        drawn[to + channel] = Math.round(Math.min(255, Math.max(0, toned)))
      }
    }
  }
  return { data: drawn, width: view.width, height: view.height }
}

/** From the view's pixels back to the original's. */
const toOriginal = (view: View): Affine => affineOf(view.box, view.width, view.height)

/**
 * Points of well-defined places (those of the jaw slide along it) whose mirror images are points too: `[the person's right, left]`; the same
 * twice on the middle.
 */
const PAIRS = [
  [33, 263],
  [133, 362],
  [159, 386],
  [145, 374],
  [61, 291],
  [48, 278],
  [105, 334],
  [50, 280],
  [4, 4],
  [10, 10],
  [152, 152],
  [168, 168],
  [0, 0],
  [17, 17],
] as const

const pointOf = ({ points }: Landmarks, index: number): Point => ({ x: points[3 * index]!, y: points[3 * index + 1]! })

/**
 * How far the landmarks found on a view lie from those of the original, mapped back, in interpupillary distances:
 * mean and maximum over points all over the face.
 *
 * @param scale pixels of the view for one of the landmarks' picture
 */
export const strayOf = (
  original: Landmarks,
  found: Landmarks,
  view: View,
  scale: number,
): { readonly mean: number; readonly max: number } => {
  const back = toOriginal(view)
  const reference = Math.hypot(
    pointOf(original, 263).x - pointOf(original, 33).x,
    pointOf(original, 263).y - pointOf(original, 33).y,
  )
  // Outer corners of the eyes lie about 1.45 pupil distances apart.
  const unit = reference / 1.45
  const strays = PAIRS.flatMap(([right, left]) =>
    (right === left
      ? [[right, right]]
      : [
          [right, view.isMirrored ? left : right],
          [left, view.isMirrored ? right : left],
        ]
    ).map(([from, to]) => {
      const wanted = pointOf(original, from!)
      const { x, y } = pointOf(found, to!)
      const seen = apply(back, { x: view.isMirrored ? view.width - x * scale : x * scale, y: y * scale })
      return Math.hypot(seen.x - wanted.x, seen.y - wanted.y) / unit
    }),
  )
  return { mean: strays.reduce((sum, stray) => sum + stray, 0) / strays.length, max: Math.max(...strays) }
}

/** The window in which `head` (crown to chin, px, around `middle`) takes `share` of the height. */
export const windowOf = (
  { middle, headPx }: { readonly middle: Point; readonly headPx: number },
  {
    share,
    width,
    height,
    rollDeg = 0,
    shift = { x: 0, y: 0 },
  }: {
    readonly share: number
    readonly width: number
    readonly height: number
    readonly rollDeg?: number
    /** Of the head from the middle of the view, in shares of its width and height. */
    readonly shift?: Point
  },
): View => {
  const boxHeight = headPx / share
  const boxWidth = (boxHeight * width) / height
  const angle = (rollDeg * Math.PI) / 180
  const [dx, dy] = [-shift.x * boxWidth, -shift.y * boxHeight]
  return {
    box: {
      centre: {
        x: middle.x + dx * Math.cos(angle) - dy * Math.sin(angle),
        y: middle.y + dx * Math.sin(angle) + dy * Math.cos(angle),
      },
      width: boxWidth,
      height: boxHeight,
      rollDeg,
    },
    width,
    height,
  }
}
