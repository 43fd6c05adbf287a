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

/** Points of the mesh where the face's sides meet the ears. */
const SIDES = { right: 234, left: 454 } as const
/** Standard deviation of one face's skin about its own tone, Lab: shading moves L far, chroma little. */
const SIGMA = { l: 26, a: 7, b: 9 } as const

/** From here on a likelihood is skin's. From and to. */
const LIKELIHOOD = { from: 0.12, to: 0.5 } as const
/** Eyes, brows, lips, nostrils: their edge (face widths; lashes and the lip's edge lie just outside the mesh's outline). */
const FEATURES = { feather: 0.03, from: 0.1, to: 0.45 } as const
/** Strands by local contrast: radius of a hair, radius of the mean (face widths), mean absolute contrast in L. */
const STRANDS = { fine: 0.006, mean: 0.02, from: 2.5, to: 6 } as const
/** An ellipse about the face's centre, half axes in face widths: past the ears, over the brow, down the neck; its edge. */
const ELLIPSE = { aside: 0.75, up: 0.85, down: 1.25, from: 0.85, to: 1.15 } as const
const FEATHER = 0.015

/**
 * Where skin is: the likelihood of the colour under a Gaussian about the cheeks' median, within an ellipse about the
 * face, less the features of the mesh and less strands (beard, brows, hair).
 */
export const findSkin = (lab: LabPlanes, landmarks: Landmarks, width: number, height: number): SkinMask => {
  const { points } = landmarks
  const faceWidthPx = Math.hypot(
    points[SIDES.left * 3]! - points[SIDES.right * 3]!,
    points[SIDES.left * 3 + 1]! - points[SIDES.right * 3 + 1]!,
  )
  const tone = skinTone(lab, landmarks, width, height)

  const features = new Float32Array(width * height)
  for (const region of ['rightEye', 'leftEye', 'rightBrow', 'leftBrow', 'lips', 'nostrils'] as const) {
    fillPolygon(regionPoints(landmarks, region), width, height, features)
  }
  feather(features, width, height, faceWidthPx * FEATURES.feather)

  const fineRadius = Math.max(1, faceWidthPx * STRANDS.fine)
  const fine = boxBlur(lab.l, width, height, fineRadius)
  for (let at = 0; at < fine.length; at++) fine[at] = Math.abs(lab.l[at]! - fine[at]!)
  boxBlur(fine, width, height, faceWidthPx * STRANDS.mean, fine)

  const oval = regionPoints(landmarks, 'faceOval')
  const centre = { x: mean(oval.map(({ x }) => x)), y: mean(oval.map(({ y }) => y)) }
  const weight = new Float32Array(width * height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const vertical = (y - centre.y) / (y > centre.y ? ELLIPSE.down : ELLIPSE.up)
      const distance = Math.hypot((x - centre.x) / ELLIPSE.aside, vertical) / faceWidthPx
      const near = 1 - smoothStep(ELLIPSE.from, ELLIPSE.to, distance)
      if (near === 0) continue
      const da = (lab.a[at]! - tone.a) / SIGMA.a
      const db = (lab.b[at]! - tone.b) / SIGMA.b
      const dl = (lab.l[at]! - tone.l) / SIGMA.l
      const likelihood = Math.exp(-0.5 * (da * da + db * db + dl * dl))
      const strands = smoothStep(STRANDS.from, STRANDS.to, fine[at]!)
      const isFeature = smoothStep(FEATURES.from, FEATURES.to, features[at]!)
      weight[at] = near * smoothStep(LIKELIHOOD.from, LIKELIHOOD.to, likelihood) * (1 - strands) * (1 - isFeature)
    }
  }
  return { weight: feather(weight, width, height, faceWidthPx * FEATHER), tone, faceWidthPx }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
