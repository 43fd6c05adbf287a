import { rgbToLab } from '../darkroom/raster/lab.ts'
import { feather, fillPolygon } from '../darkroom/raster/polygon-mask.ts'
import { regionPoints } from '../darkroom/steps/skin-mask.ts'
import type { Landmarks, Picture, Point } from '../darkroom/values.ts'

/** Where the head ends and a garment begins, in px of the print. */
export interface Sitter {
  /** From ear to ear along the face itself, so that a turned head is no narrower. */
  readonly faceWidthPx: number
  readonly chin: Point
  readonly mouthY: number
  readonly eyeY: number
  /** Angles of the lower jaw: where the neck's sides come out from under the face. */
  readonly jawLeft: Point
  readonly jawRight: Point
  /** Middle of the skull's base, which a turning chin leaves. */
  readonly axisX: number
}

const pointOf = ({ points }: Landmarks, index: number): Point => ({ x: points[index * 3]!, y: points[index * 3 + 1]! })

const distance3d = ({ points }: Landmarks, one: number, other: number): number =>
  Math.hypot(...[0, 1, 2].map((axis) => points[one * 3 + axis]! - points[other * 3 + axis]!))

export const readSitter = (landmarks: Landmarks): Sitter => {
  const at = (index: number) => pointOf(landmarks, index)
  const ears = (at(234).x + at(454).x) / 2
  const jaws = (at(172).x + at(397).x) / 2
  return {
    faceWidthPx: distance3d(landmarks, 234, 454),
    chin: at(152),
    mouthY: (at(61).y + at(291).y) / 2,
    eyeY: (at(33).y + at(263).y) / 2,
    jawLeft: at(172),
    jawRight: at(397),
    axisX: ears * 0.6 + jaws * 0.4,
  }
}

/** The face's outline with a soft edge of a hundredth of its width; 1 well inside. */
export const faceMask = (landmarks: Landmarks, width: number, height: number, faceWidthPx: number): Float32Array => {
  const outline = regionPoints(landmarks, 'faceOval')
  const middle = { x: mean(outline.map(({ x }) => x)), y: mean(outline.map(({ y }) => y)) }
  // The mesh runs just inside the jaw.
  const grown = outline.map(({ x, y }) => {
    const factor = 1 + (0.012 * faceWidthPx) / Math.hypot(x - middle.x, y - middle.y)
    return { x: middle.x + (x - middle.x) * factor, y: middle.y + (y - middle.y) * factor }
  })
  return feather(fillPolygon(grown, width, height), width, height, faceWidthPx * 0.012)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The median Lab colour of the cheeks. */
export const cheekTone = (
  { data, width, height }: Picture,
  landmarks: Landmarks,
  sides: readonly ('rightCheek' | 'leftCheek')[] = ['rightCheek', 'leftCheek'],
): { l: number; a: number; b: number } => {
  const mask = new Float32Array(width * height)
  for (const side of sides) fillPolygon(regionPoints(landmarks, side), width, height, mask)
  const inside: number[] = []
  mask.forEach((value, at) => {
    if (value === 1) inside.push(at)
  })
  const sampled = Uint8Array.from(inside.flatMap((at) => [data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!]))
  const lab = rgbToLab(sampled)
  const median = (plane: Float32Array) => plane.slice().sort()[plane.length >> 1] ?? 0
  return { l: median(lab.l), a: median(lab.a), b: median(lab.b) }
}
