import type { Garment } from '../../garments/garment.ts'
import type { Landmarks } from '../face/values.ts'
import type { Picture } from '../imaging/values.ts'
import type { FigureParts } from './figure.ts'
import { findParts } from './figure-parts.ts'
import { fillIn } from './fill-in.ts'
import { type Layer, relight, sampleLayer } from './layer.ts'
import { readLight } from './light.ts'
import { layNeck, measureNeck, type Neck, type NeckLayer, neckShape } from './neck.ts'
import { placeGarment } from './placement.ts'
import type { GarmentRaster } from './rasterise.ts'
import { castShadows } from './shadows.ts'
import { shoulderHint } from './shoulders.ts'
import { readSitter, type Sitter } from './subject.ts'
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
  const { picture, alpha, parts, sitter, neck, skin, front, behind, keepsBackdrop } = input
  const { width, height } = picture
  const { top, rows, head } = parts
  const data = Uint8Array.from(picture.data)
  const result = Float32Array.from(alpha)
  const shadows = castShadows({ width, parts, sitter, neck, skin, garment: front.alpha })
  const backdrop = keepsBackdrop ? growBackdrop(input) : null
  const start = top * width
  for (let at = 0, x = 0, y = 0; at < rows * width; at++, x++) {
    if (x === width) {
      x = 0
      y++
    }
    const own = head[at]!
    const neckAlpha = skin.coverage[at]!
    const frontAlpha = front.alpha[at]!
    if (own >= 1 || (alpha[start + at] === 0 && frontAlpha === 0 && neckAlpha === 0)) continue
    const index = (start + at) * 3
    const backAlpha = behind ? behind.alpha[at]! : 0
    let opacity = keepsBackdrop ? 1 : backAlpha
    opacity = neckAlpha + opacity * (1 - neckAlpha)
    opacity = frontAlpha + opacity * (1 - frontAlpha)
    opacity = own + opacity * (1 - own)
    if (!keepsBackdrop) result[start + at] = opacity
    if (opacity < 0.004) continue
    const bare = neckAlpha > 0 && frontAlpha < 1 ? neckAlpha * shadows.onNeck(at, x, y) : 0
    const worn = frontAlpha > 0 ? shadows.onGarment(at) : 0
    for (let channel = 0; channel < 3; channel++) {
      // Premultiplied, each over what lies behind it.
      let value = backdrop ? backdrop[channel]![at]! : 0
      if (behind) value = behind.colour[at * 3 + channel]! + value * (1 - backAlpha)
      value = skin.planes[channel]![at]! * bare + value * (1 - neckAlpha)
      value = front.colour[at * 3 + channel]! * worn + value * (1 - frontAlpha)
      value = data[index + channel]! * own + value * (1 - own)
      data[index + channel] = Math.min(Math.round(value / opacity), 255)
    }
  }
  return { picture: { data, width, height }, alpha: result }
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
