import { boxBlur } from '../imaging/box-blur.ts'
import type { FaceGeometry } from './face-geometry.ts'
import type { Neck, NeckLayer } from './neck.ts'
import type { Segmentation } from './segmentation.ts'

export interface Shading {
  /** Factor on the garment's colour: the head's shadow on it. */
  onGarment(at: number): number
  /** Factor on the neck's: the collar's shadow, and what inpainted skin lacks. `at` is pixel (x, y) of the segmentation. */
  onNeck(at: number, x: number, y: number): number
}

interface ShadingInput {
  readonly width: number
  readonly segmentation: Segmentation
  readonly face: FaceGeometry
  readonly neck: Neck
  readonly neckLayer: NeckLayer
  readonly garmentAlpha: Float32Array
}

/**
 * Shadows are blurred alpha of what casts them, in face widths: light from above drops the head's by `drop`, a wide one
 * beside the close one of contact; the collar's lies on the neck.
 */
const HEAD_SHADOW = { drop: 0.055, wide: 0.045, close: 0.012 } as const
const COLLAR_SHADOW = { blur: 0.022, saturation: 1.3 } as const
/** How much darker at most, linear in the shadow's alpha. */
const DARKENING = { wide: 0.3, close: 0.16, collar: 0.42, wideOnInpainted: 0.42, mostOnInpainted: 0.6 } as const

/** Contact shadows make one picture of two: under chin and hair, and where the collar meets the neck. */
export const contactShadows = (input: ShadingInput): Shading => {
  const { width, segmentation, face, neck, neckLayer, garmentAlpha } = input
  const { rows, top, head } = segmentation
  const { faceWidthPx } = face
  const dropPx = Math.round(faceWidthPx * HEAD_SHADOW.drop)
  const wide = new Float32Array(rows * width)
  wide.set(head.subarray(0, Math.max(0, rows - dropPx) * width), Math.min(dropPx, rows) * width)
  const wideRadius = Math.max(1, Math.round(faceWidthPx * HEAD_SHADOW.wide))
  boxBlur(wide, width, rows, wideRadius, wide)
  boxBlur(wide, width, rows, wideRadius, wide)
  const close = boxBlur(head, width, rows, Math.max(1, Math.round(faceWidthPx * HEAD_SHADOW.close)))
  const collarRadius = Math.max(1, Math.round(faceWidthPx * COLLAR_SHADOW.blur))
  const collar = boxBlur(garmentAlpha, width, rows, collarRadius)
  boxBlur(collar, width, rows, collarRadius, collar)
  const modelling = neckModelling(neck, face)
  return {
    onGarment: (at) => 1 - DARKENING.wide * wide[at]! - DARKENING.close * close[at]!,
    onNeck(at, x, y) {
      const ofCollar = 1 - DARKENING.collar * Math.min(collar[at]! * COLLAR_SHADOW.saturation, 1)
      const inpainted = neckLayer.inpainted[at]!
      if (inpainted === 0) return ofCollar
      const darker = DARKENING.wideOnInpainted * wide[at]! + modelling(x, y + top)
      return ofCollar * (1 - inpainted * Math.min(darker, DARKENING.mostOnInpainted))
    },
  }
}

/** The jugular notch (the pit between the collarbones): face widths below the chin. */
const NOTCH_BELOW_CHIN = 0.5
/** Standard deviation of a form's shade, face widths; that of muscle and bone is a share of it. */
const FORM_SIGMA = 0.035
/** Depths are shares of brightness. The neck as a cylinder: darker to its sides, by the cube of the distance. */
const CYLINDER_DEPTH = 0.2
const NOTCH_DEPTH = 0.16
/**
 * The two muscles that meet at the notch (sternocleidomastoid): from there up by `length`, leaning from `aside` outwards
 * by `lean`; they fade upwards.
 */
const MUSCLE = { depth: 0.09, length: 0.75, aside: 0.05, lean: 0.33, sigmaShare: 0.6 } as const
/** The collarbones: below the notch by `below`, rising outwards from `aside` by `slope`; they begin at `from`. */
const COLLARBONE = { depth: 0.08, below: 0.03, slope: 0.1, aside: 0.05, from: 0.06, sigmaShare: 0.7 } as const

/** How much darker, 0.., a neck is by its forms at a place: skin that is inpainted has none of its own. */
const neckModelling = ({ centreX, halfWidthPx }: Neck, { chin, faceWidthPx }: FaceGeometry) => {
  const notchY = chin.y + NOTCH_BELOW_CHIN * faceWidthPx
  const sigma = FORM_SIGMA * faceWidthPx
  return (x: number, y: number): number => {
    const aside = Math.abs(x - centreX)
    const cylinder = CYLINDER_DEPTH * Math.min(aside / halfWidthPx, 1) ** 3
    const notch = NOTCH_DEPTH * gaussian(aside ** 2 + (y - notchY) ** 2, sigma)
    const along = (notchY - y) / (MUSCLE.length * faceWidthPx)
    const offMuscle = aside - (MUSCLE.aside + MUSCLE.lean * along) * faceWidthPx
    const muscle =
      along > 0 && along < 1 ? MUSCLE.depth * gaussian(offMuscle ** 2, MUSCLE.sigmaShare * sigma) * (1 - along) : 0
    const rise = COLLARBONE.slope * Math.max(aside - COLLARBONE.aside * faceWidthPx, 0)
    const boneY = notchY + COLLARBONE.below * faceWidthPx - rise
    const bone =
      aside > COLLARBONE.from * faceWidthPx
        ? COLLARBONE.depth * gaussian((y - boneY) ** 2, COLLARBONE.sigmaShare * sigma)
        : 0
    return cylinder + notch + muscle + bone
  }
}

/** Of a squared distance; 1 at 0. */
const gaussian = (squared: number, sigma: number): number => Math.exp(-squared / (2 * sigma ** 2))
