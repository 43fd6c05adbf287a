import { regionPoints } from '../face/mesh-regions.ts'
import type { Landmarks } from '../face/values.ts'
import { boxBlur } from '../imaging/box-blur.ts'
import type { LabPlanes } from '../imaging/lab.ts'
import { feather, fillPolygon } from '../imaging/polygon-mask.ts'
import { smoothStep } from '../imaging/smooth-step.ts'

export interface SkinMask {
  /** 0..1 a pixel: how surely this is bare skin of the face, ears or neck, and not eye, brow, lip, nostril or hair. */
  readonly weight: Float32Array
  /** Of the cheeks: the person's own skin, whatever it is. */
  readonly tone: { readonly l: number; readonly a: number; readonly b: number }
  /** Between the mesh's two sides, px. Every radius of the retouching is a share of it. */
  readonly faceWidthPx: number
}

const median = (values: number[]): number => values.sort((left, right) => left - right)[values.length >> 1] ?? 0

const skinTone = (lab: LabPlanes, landmarks: Landmarks, width: number, height: number) => {
  const cheeks = new Float32Array(width * height)
  for (const region of ['rightCheek', 'leftCheek'] as const)
    fillPolygon(regionPoints(landmarks, region), width, height, cheeks)
  const inside: number[] = []
  for (let at = 0; at < cheeks.length; at++) if (cheeks[at] === 1) inside.push(at)
  const of = (plane: Float32Array) => median(inside.map((at) => plane[at]!))
  return { l: of(lab.l), a: of(lab.a), b: of(lab.b) }
}

/** The spread that one face's skin has around its own tone, in Lab units: shading moves L far, chroma little. */
const SPREAD = { l: 26, a: 7, b: 9 } as const

/** Where skin is, by the person's own cheek colour, the mesh, and the lack of strands (beard, brows, hair). */
export const findSkin = (lab: LabPlanes, landmarks: Landmarks, width: number, height: number): SkinMask => {
  const { points } = landmarks
  const faceWidthPx = Math.hypot(points[454 * 3]! - points[234 * 3]!, points[454 * 3 + 1]! - points[234 * 3 + 1]!)
  const tone = skinTone(lab, landmarks, width, height)

  const features = new Float32Array(width * height)
  for (const region of ['rightEye', 'leftEye', 'rightBrow', 'leftBrow', 'lips', 'nostrils'] as const) {
    fillPolygon(regionPoints(landmarks, region), width, height, features)
  }
  // Grown a little before it is softened: lashes and the lip's edge lie just outside the mesh's outline.
  feather(features, width, height, faceWidthPx * 0.03)

  // Strands: local contrast at the width of a hair.
  const fineRadius = Math.max(1, faceWidthPx * 0.006)
  const fine = boxBlur(lab.l, width, height, fineRadius)
  for (let at = 0; at < fine.length; at++) fine[at] = Math.abs(lab.l[at]! - fine[at]!)
  boxBlur(fine, width, height, faceWidthPx * 0.02, fine)

  const oval = regionPoints(landmarks, 'faceOval')
  const centre = { x: mean(oval.map(({ x }) => x)), y: mean(oval.map(({ y }) => y)) }
  const weight = new Float32Array(width * height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      // From the face's centre out: full to a little past the ears and down the neck, then fading.
      const distance = Math.hypot((x - centre.x) / 0.75, (y - centre.y) / (y > centre.y ? 1.25 : 0.85)) / faceWidthPx
      const near = 1 - smoothStep(0.85, 1.15, distance)
      if (near === 0) continue
      const da = (lab.a[at]! - tone.a) / SPREAD.a
      const db = (lab.b[at]! - tone.b) / SPREAD.b
      const dl = (lab.l[at]! - tone.l) / SPREAD.l
      const likeness = Math.exp(-0.5 * (da * da + db * db + dl * dl))
      const strands = smoothStep(2.5, 6, fine[at]!)
      weight[at] = near * smoothStep(0.12, 0.5, likeness) * (1 - strands) * (1 - smoothStep(0.1, 0.45, features[at]!))
    }
  }
  return { weight: feather(weight, width, height, faceWidthPx * 0.015), tone, faceWidthPx }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
