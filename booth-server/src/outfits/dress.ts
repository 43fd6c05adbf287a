import { boxBlur } from '../darkroom/raster/box-blur.ts'
import type { Landmarks, Picture } from '../darkroom/values.ts'
import { type FigureParts, findParts } from './figure-parts.ts'
import { fillIn } from './fill-in.ts'
import type { Garment } from './garment.ts'
import { type Layer, relight, sampleLayer } from './layer.ts'
import { readLight } from './light.ts'
import { layNeck, measureNeck, type Neck, type NeckLayer, neckShape } from './neck.ts'
import { placeGarment } from './placement.ts'
import type { GarmentRaster } from './rasterise.ts'
import { shoulderHint } from './shoulders.ts'
import { readSitter, type Sitter } from './sitter.ts'
import { gridOf } from './warp.ts'

export interface DressInput {
  /** The print, upright: the figure's own colour, or the picture as it is with `keepsBackdrop`. */
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly garment: Garment
  readonly raster: GarmentRaster
  /** Whether the real backdrop stays: then it is grown where old clothes go. */
  readonly keepsBackdrop: boolean
}

export interface Dressed {
  readonly picture: Picture
  readonly alpha: Float32Array
}

/**
 * The sitter in another garment. From back to front: the collar's inside, the neck, the garment, then face, ears and
 * hair as they were, pixel by pixel. Nothing else of the figure stays, so no old collar can look out.
 */
export const dress = ({ picture, alpha, landmarks, garment, raster, keepsBackdrop }: DressInput): Dressed => {
  const { width, height } = picture
  const sitter = readSitter(landmarks)
  const parts = findParts({ picture, alpha, landmarks, sitter })
  const neck = measureNeck(parts, width, sitter)
  const hint = shoulderHint({ parts, alpha, width, height, sitter, garment, raster })
  const { toGarment, collarY } = placeGarment(garment, sitter, neck, hint)
  const skin = layNeck(picture, parts, sitter, neckShape(neck, sitter, collarY + 0.24 * sitter.faceWidthPx, height))
  const grid = gridOf((x, y) => toGarment(x, y + parts.top), width, parts.rows, 8)
  const front = sampleLayer(raster.front, raster.scale, grid, width, parts.rows)
  const behind = raster.behind && sampleLayer(raster.behind, raster.scale, grid, width, parts.rows)
  const light = readLight(picture, alpha, landmarks)
  relight(front, light, sitter, width)
  if (behind) relight(behind, light, sitter, width)
  return compose({ picture, alpha, parts, sitter, neck, skin, front, behind, keepsBackdrop })
}

interface ComposeInput {
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly parts: FigureParts
  readonly sitter: Sitter
  readonly skin: NeckLayer
  readonly neck: Neck
  readonly front: Layer
  readonly behind: Layer | null
  readonly keepsBackdrop: boolean
}

const compose = (input: ComposeInput): Dressed => {
  const { picture, alpha, parts, skin, front, behind, keepsBackdrop } = input
  const { width, height } = picture
  const { top, rows, head } = parts
  const data = Uint8Array.from(picture.data)
  const result = Float32Array.from(alpha)
  const { onGarment, onNeck } = shadows(input)
  const backdrop = keepsBackdrop ? growBackdrop(input) : null
  const start = top * width
  for (let at = 0; at < rows * width; at++) {
    const own = head[at]!
    if (own >= 1 || (alpha[start + at] === 0 && front.alpha[at] === 0 && skin.coverage[at] === 0)) continue
    const index = (start + at) * 3
    const neckAlpha = skin.coverage[at]!
    const frontAlpha = front.alpha[at]!
    const backAlpha = behind ? behind.alpha[at]! : 0
    let opacity = keepsBackdrop ? 1 : backAlpha
    opacity = neckAlpha + opacity * (1 - neckAlpha)
    opacity = frontAlpha + opacity * (1 - frontAlpha)
    opacity = own + opacity * (1 - own)
    if (!keepsBackdrop) result[start + at] = opacity
    if (opacity < 0.004) continue
    for (let channel = 0; channel < 3; channel++) {
      // Premultiplied, each over what lies behind it.
      let value = backdrop ? backdrop[channel]![at]! : 0
      if (behind) value = behind.colour[at * 3 + channel]! + value * (1 - backAlpha)
      value = skin.planes[channel]![at]! * neckAlpha * onNeck[at]! + value * (1 - neckAlpha)
      value = front.colour[at * 3 + channel]! * onGarment[at]! + value * (1 - frontAlpha)
      value = data[index + channel]! * own + value * (1 - own)
      data[index + channel] = Math.min(Math.round(value / opacity), 255)
    }
  }
  return { picture: { data, width, height }, alpha: result }
}

/** What face and hair take from the light of the garment below them, and the collar from the neck's. */
const shadows = ({ picture, parts, sitter, front, skin, neck }: ComposeInput) => {
  const { width } = picture
  const { rows, head } = parts
  const { faceWidthPx } = sitter
  const dropPx = Math.round(faceWidthPx * 0.055)
  const cast = new Float32Array(rows * width)
  cast.set(head.subarray(0, (rows - dropPx) * width), dropPx * width)
  const soft = Math.max(1, Math.round(faceWidthPx * 0.045))
  boxBlur(cast, width, rows, soft, cast)
  boxBlur(cast, width, rows, soft, cast)
  // Grown skin takes the shadow of the chin and the forms that a photographed neck has by itself.
  const chinShade = boxBlur(head, width, rows, Math.round(faceWidthPx * 0.1))
  boxBlur(chinShade, width, rows, Math.round(faceWidthPx * 0.1), chinShade)
  const forms = neckForms(neck, sitter, parts.top)
  const anatomy = (x: number, y: number): number => Math.min(0.5 * chinShade[y * width + x]! + forms(x, y), 0.6)
  const close = boxBlur(head, width, rows, Math.max(1, Math.round(faceWidthPx * 0.012)))
  const collar = boxBlur(front.alpha, width, rows, Math.max(1, Math.round(faceWidthPx * 0.022)))
  boxBlur(collar, width, rows, Math.max(1, Math.round(faceWidthPx * 0.022)), collar)
  return {
    onGarment: cast.map((value, at) => 1 - 0.3 * value - 0.16 * close[at]!),
    onNeck: collar.map((value, at) => {
      const beside = 1 - 0.42 * Math.min(value * 1.3, 1)
      const grown = skin.grown[at]!
      if (grown === 0) return beside
      return beside * (1 - grown * anatomy(at % width, Math.floor(at / width)))
    }),
  }
}

/** How much darker a neck is by its forms, 0..: its roundness, the two muscles that meet at the pit, the collarbones. */
const neckForms = ({ centreX, halfWidthPx }: Neck, { chin, faceWidthPx }: Sitter, top: number) => {
  const pitY = chin.y + 0.5 * faceWidthPx
  const soft = 0.035 * faceWidthPx
  return (x: number, row: number): number => {
    const y = row + top
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

/** The real backdrop, carried on behind the figure. */
const growBackdrop = ({ picture, alpha, parts }: ComposeInput): readonly Float32Array[] => {
  const { width } = picture
  const { top, rows } = parts
  const start = top * width
  const planes = [0, 1, 2].map(() => new Float32Array(rows * width)) as unknown as NeckLayer['planes']
  const weight = new Float32Array(rows * width)
  for (let at = 0; at < weight.length; at++) {
    for (let plane = 0; plane < 3; plane++) planes[plane]![at] = picture.data[(start + at) * 3 + plane]!
    weight[at] = alpha[start + at]! < 0.02 ? 1 : 0
  }
  fillIn({ planes, weight, width, height: rows })
  return planes
}
