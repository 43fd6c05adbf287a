import { type MeshRegion, regionPoints } from '../face/mesh-regions.ts'
import type { Landmarks } from '../face/values.ts'
import { rgbToLab } from '../imaging/lab.ts'
import { feather, fillPolygon } from '../imaging/polygon-mask.ts'
import type { Picture } from '../imaging/values.ts'

/** Soft edge of the face's mask, and how far it is grown first since the mesh runs just inside the jaw: face widths. */
const FACE_EDGE = { feather: 0.012, dilation: 0.012 } as const
/** Running sums leave a whole pixel a hair below 1; a face's pixels must stay what they are. */
const WHOLE = 0.998

/** The face's outline as a mask with a soft edge; exactly 1 inside. Rows from `top` on. */
export const faceMask = (
  landmarks: Landmarks,
  width: number,
  rows: number,
  faceWidthPx: number,
  top: number,
): Float32Array => {
  const outline = regionPoints(landmarks, 'faceOval')
  const centroid = { x: mean(outline.map(({ x }) => x)), y: mean(outline.map(({ y }) => y)) }
  const dilated = outline.map(({ x, y }) => {
    const factor = 1 + (FACE_EDGE.dilation * faceWidthPx) / Math.hypot(x - centroid.x, y - centroid.y)
    return { x: centroid.x + (x - centroid.x) * factor, y: centroid.y + (y - centroid.y) * factor - top }
  })
  const mask = feather(fillPolygon(dilated, width, rows), width, rows, faceWidthPx * FACE_EDGE.feather)
  for (let at = 0; at < mask.length; at++) if (mask[at]! > WHOLE) mask[at] = 1
  return mask
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The skin's colour: the median Lab colour of the cheeks. */
export const skinTone = (
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

/** Indices of the portrait's pixels in parts of the mesh. */
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
