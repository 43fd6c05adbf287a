import type { Point } from '../imaging/values.ts'

/** Input side of the "back" model, px. */
export const BLAZEFACE_SIZE = 256
/** Anchors a cell: 2 on the 16 x 16 grid, 6 on the 8 x 8 one (MediaPipe's SSD anchor options of the back model). */
const GRIDS = [
  { cells: 16, perCell: 2 },
  { cells: 8, perCell: 6 },
] as const
/** Box (x, y, width, height), then six keypoints (x, y). */
const VALUES_A_BOX = 16
const KEYPOINTS = 6

/** A face in the pixels of the model's input. */
export interface RawFace {
  readonly score: number
  readonly centre: Point
  /** Mean of the box's width and height: the model's boxes are square but for noise. */
  readonly side: number
  /** Right eye, left eye, nose tip, mouth's middle, right and left ear (tragion). */
  readonly keypoints: readonly Point[]
}

export interface BlazefaceGrid {
  /** Logits, one an anchor. */
  readonly scores: Float32Array
  /** 16 values an anchor, in input pixels relative to the anchor's middle. */
  readonly boxes: Float32Array
}

/** Both grids' raw outputs as faces above `minScore`, unsorted, overlaps kept. */
export const decodeBlazeface = (grids: readonly [BlazefaceGrid, BlazefaceGrid], minScore: number): RawFace[] => {
  const faces: RawFace[] = []
  // Compared as logits: most anchors never need the exponential.
  const minLogit = Math.log(minScore / (1 - minScore))
  for (const [index, { cells, perCell }] of GRIDS.entries()) {
    const { scores, boxes } = grids[index]!
    for (let anchor = 0; anchor < scores.length; anchor++) {
      const logit = scores[anchor]!
      if (!(logit >= minLogit)) continue
      const cell = Math.floor(anchor / perCell)
      const anchorX = (((cell % cells) + 0.5) / cells) * BLAZEFACE_SIZE
      const anchorY = ((Math.floor(cell / cells) + 0.5) / cells) * BLAZEFACE_SIZE
      const at = anchor * VALUES_A_BOX
      const keypoints: Point[] = []
      for (let k = 0; k < KEYPOINTS; k++) {
        keypoints.push({ x: boxes[at + 4 + 2 * k]! + anchorX, y: boxes[at + 5 + 2 * k]! + anchorY })
      }
      faces.push({
        score: 1 / (1 + Math.exp(-Math.min(logit, 100))),
        centre: { x: boxes[at]! + anchorX, y: boxes[at + 1]! + anchorY },
        side: (boxes[at + 2]! + boxes[at + 3]!) / 2,
        keypoints,
      })
    }
  }
  return faces.filter((face) => face.side > 4)
}

/** Intersection over union of two upright squares. */
export const overlapOf = (one: RawFace, other: RawFace): number => {
  const half = (one.side + other.side) / 2
  const shared = (distance: number) => Math.max(0, Math.min(half - Math.abs(distance), one.side, other.side))
  const both = shared(one.centre.x - other.centre.x) * shared(one.centre.y - other.centre.y)
  return both / (one.side * one.side + other.side * other.side - both)
}

const mean = (points: readonly Point[], weights: readonly number[]): Point => {
  let x = 0
  let y = 0
  let total = 0
  for (const [index, point] of points.entries()) {
    const weight = weights[index]!
    x += point.x * weight
    y += point.y * weight
    total += weight
  }
  return { x: x / total, y: y / total }
}

/**
 * Weighted non-maximum suppression, as BlazeFace's authors propose (Bazarevsky 2019, section 3.4): overlapping answers
 * are averaged by score instead of dropped, which steadies the box between frames. Best first.
 */
export const mergeFaces = (faces: readonly RawFace[], minOverlap = 0.3): RawFace[] => {
  const rest = [...faces].sort((left, right) => right.score - left.score)
  const merged: RawFace[] = []
  while (rest.length > 0) {
    const best = rest[0]!
    const same = rest.filter((face) => overlapOf(best, face) >= minOverlap || isInside(best, face))
    for (const face of same) rest.splice(rest.indexOf(face), 1)
    const close = same.filter((face) => overlapOf(best, face) >= minOverlap)
    const weights = close.map((face) => face.score)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    merged.push({
      score: best.score,
      centre: mean(
        close.map((face) => face.centre),
        weights,
      ),
      side: close.reduce((sum, face, index) => sum + face.side * weights[index]!, 0) / total,
      keypoints: best.keypoints.map((_, k) =>
        mean(
          close.map((face) => face.keypoints[k]!),
          weights,
        ),
      ),
    })
  }
  return merged
}

/** A zoomed tile may take a part of a face for a whole one: such an answer lies inside the whole one's box. */
const isInside = (outer: RawFace, inner: RawFace): boolean =>
  inner.side < outer.side &&
  Math.abs(inner.centre.x - outer.centre.x) < outer.side / 2 &&
  Math.abs(inner.centre.y - outer.centre.y) < outer.side / 2
