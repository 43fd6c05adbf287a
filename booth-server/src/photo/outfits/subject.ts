import { type MeshRegion, regionPoints } from '../face/mesh-regions.ts'
import type { Landmarks } from '../face/values.ts'
import { rgbToLab } from '../imaging/lab.ts'
import { feather, fillPolygon } from '../imaging/polygon-mask.ts'
import type { Picture, Point } from '../imaging/values.ts'

/** Where the head ends and a garment begins, in px of the print. */
export interface Sitter {
  /** From ear to ear along the face itself, so that a turned head is no narrower. */
  readonly faceWidthPx: number
  readonly chin: Point
  readonly mouthY: number
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
    jawLeft: at(172),
    jawRight: at(397),
    axisX: ears * 0.6 + jaws * 0.4,
  }
}

/** The face's outline with a soft edge of a hundredth of its width; 1 well inside. Rows from `top` on. */
export const faceMask = (
  landmarks: Landmarks,
  width: number,
  rows: number,
  faceWidthPx: number,
  top: number,
): Float32Array => {
  const outline = regionPoints(landmarks, 'faceOval')
  const middle = { x: mean(outline.map(({ x }) => x)), y: mean(outline.map(({ y }) => y)) }
  // The mesh runs just inside the jaw.
  const grown = outline.map(({ x, y }) => {
    const factor = 1 + (0.012 * faceWidthPx) / Math.hypot(x - middle.x, y - middle.y)
    return { x: middle.x + (x - middle.x) * factor, y: middle.y + (y - middle.y) * factor - top }
  })
  const mask = feather(fillPolygon(grown, width, rows), width, rows, faceWidthPx * 0.012)
  // Running sums leave a whole pixel a hair below 1; a face's pixels must stay what they are.
  for (let at = 0; at < mask.length; at++) if (mask[at]! > 0.998) mask[at] = 1
  return mask
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The median Lab colour of the cheeks. */
export const cheekTone = (
  { data, width, height }: Picture,
  landmarks: Landmarks,
  sides: readonly ('rightCheek' | 'leftCheek')[] = ['rightCheek', 'leftCheek'],
): { l: number; a: number; b: number } => {
  const inside = pixelsInside(landmarks, sides, width, height)
  const sampled = Uint8Array.from(inside.flatMap((at) => [data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!]))
  const lab = rgbToLab(sampled)
  const median = (plane: Float32Array) => plane.slice().sort()[plane.length >> 1] ?? 0
  return { l: median(lab.l), a: median(lab.a), b: median(lab.b) }
}

/** Indices of the print's pixels in parts of the mesh. */
export const pixelsInside = (
  landmarks: Landmarks,
  regions: readonly MeshRegion[],
  width: number,
  height: number,
): number[] => {
  const inside: number[] = []
  for (const region of regions) {
    const points = regionPoints(landmarks, region)
    const left = Math.max(0, Math.floor(Math.min(...points.map(({ x }) => x))))
    const top = Math.max(0, Math.floor(Math.min(...points.map(({ y }) => y))))
    const across = Math.min(width, Math.ceil(Math.max(...points.map(({ x }) => x)))) - left
    const down = Math.min(height, Math.ceil(Math.max(...points.map(({ y }) => y)))) - top
    if (across <= 0 || down <= 0) continue
    const moved = points.map(({ x, y }) => ({ x: x - left, y: y - top }))
    fillPolygon(moved, across, down).forEach((value, at) => {
      if (value === 1) inside.push((top + Math.floor(at / across)) * width + left + (at % across))
    })
  }
  return inside
}
