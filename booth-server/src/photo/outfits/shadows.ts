import { boxBlur } from '../imaging/box-blur.ts'
import type { FigureParts } from './figure.ts'
import type { Neck, NeckLayer } from './neck.ts'
import type { Sitter } from './subject.ts'

export interface Shadows {
  /** Factor on the garment's colour: the head's shadow on it, close and wide. */
  onGarment(at: number): number
  /** Factor on the neck's: the collar's, and what grown skin lacks. `at` is pixel (x, y) of the parts. */
  onNeck(at: number, x: number, y: number): number
}

interface ShadowInput {
  readonly width: number
  readonly parts: FigureParts
  readonly sitter: Sitter
  readonly neck: Neck
  readonly skin: NeckLayer
  /** Opacity of the garment. */
  readonly garment: Float32Array
}

/** Contact is what makes one picture of two: soft shadows under chin and hair, and where the collar meets the neck. */
export const castShadows = ({ width, parts, sitter, neck, skin, garment }: ShadowInput): Shadows => {
  const { rows, top, head } = parts
  const { faceWidthPx } = sitter
  const dropPx = Math.round(faceWidthPx * 0.055)
  const wide = new Float32Array(rows * width)
  wide.set(head.subarray(0, Math.max(0, rows - dropPx) * width), Math.min(dropPx, rows) * width)
  const soft = Math.max(1, Math.round(faceWidthPx * 0.045))
  boxBlur(wide, width, rows, soft, wide)
  boxBlur(wide, width, rows, soft, wide)
  const close = boxBlur(head, width, rows, Math.max(1, Math.round(faceWidthPx * 0.012)))
  const beside = Math.max(1, Math.round(faceWidthPx * 0.022))
  const collar = boxBlur(garment, width, rows, beside)
  boxBlur(collar, width, rows, beside, collar)
  const forms = neckForms(neck, sitter)
  return {
    onGarment: (at) => 1 - 0.3 * wide[at]! - 0.16 * close[at]!,
    onNeck(at, x, y) {
      const shade = 1 - 0.42 * Math.min(collar[at]! * 1.3, 1)
      const grown = skin.grown[at]!
      return grown === 0 ? shade : shade * (1 - grown * Math.min(0.42 * wide[at]! + forms(x, y + top), 0.6))
    },
  }
}

/** How much darker a neck is by its forms, 0..: its roundness, the two muscles that meet at the pit, the collarbones. */
const neckForms = ({ centreX, halfWidthPx }: Neck, { chin, faceWidthPx }: Sitter) => {
  const pitY = chin.y + 0.5 * faceWidthPx
  const soft = 0.035 * faceWidthPx
  return (x: number, y: number): number => {
    const aside = Math.abs(x - centreX)
    const round = 0.2 * Math.min(aside / halfWidthPx, 1) ** 3
    const pit = 0.16 * Math.exp(-(aside ** 2 + (y - pitY) ** 2) / (2 * soft ** 2))
    // From behind the ear down to the pit.
    const along = (pitY - y) / (0.75 * faceWidthPx)
    const muscle =
      along > 0 && along < 1
        ? 0.09 * Math.exp(-((aside - (0.05 + 0.33 * along) * faceWidthPx) ** 2) / (2 * (0.6 * soft) ** 2)) * (1 - along)
        : 0
    const boneY = pitY + 0.03 * faceWidthPx - 0.1 * Math.max(aside - 0.05 * faceWidthPx, 0)
    const bone = aside > 0.06 * faceWidthPx ? 0.08 * Math.exp(-((y - boneY) ** 2) / (2 * (0.7 * soft) ** 2)) : 0
    return round + pit + muscle + bone
  }
}
