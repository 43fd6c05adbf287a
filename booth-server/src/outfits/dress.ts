import { boxBlur } from '../darkroom/raster/box-blur.ts'
import type { Landmarks, Picture } from '../darkroom/values.ts'
import { type FigureParts, findParts } from './figure-parts.ts'
import { fillIn } from './fill-in.ts'
import type { Garment } from './garment.ts'
import { type Light, readLight } from './light.ts'
import { layNeck, measureNeck, type NeckLayer, neckShape } from './neck.ts'
import { placeGarment } from './placement.ts'
import type { GarmentRaster, LayerRaster } from './rasterise.ts'
import { shoulderHint } from './shoulders.ts'
import { readSitter, type Sitter } from './sitter.ts'
import { gridOf, type WarpGrid } from './warp.ts'

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
  const hint = shoulderHint({ parts, alpha, width, height, sitter, garment })
  const { toGarment, collarY } = placeGarment(garment, sitter, neck, hint)
  const skin = layNeck(picture, parts, sitter, neckShape(neck, sitter, collarY + 0.24 * sitter.faceWidthPx, height))
  const grid = gridOf((x, y) => toGarment(x, y + parts.top), width, parts.rows, 8)
  const front = sampleLayer(raster.front, raster.scale, grid, width, parts.rows)
  const behind = raster.behind && sampleLayer(raster.behind, raster.scale, grid, width, parts.rows)
  const light = readLight(picture, alpha, landmarks)
  relight(front, light, sitter, width)
  if (behind) relight(behind, light, sitter, width)
  return compose({ picture, alpha, parts, sitter, skin, front, behind, keepsBackdrop })
}

/** Premultiplied RGBA floats, 0..255 and alpha 0..1, of the rows from the parts' `top` on. */
interface Layer {
  readonly colour: Float32Array
  readonly alpha: Float32Array
}

/** The layer through the warp; four samples a pixel, so that thin seams don't break up. */
const sampleLayer = (layer: LayerRaster, scale: number, grid: WarpGrid, width: number, rows: number): Layer => {
  const colour = new Float32Array(width * rows * 3)
  const opacity = new Float32Array(width * rows)
  const { data, width: across, height: down } = layer
  const { cellPx, across: stride } = grid
  const offsets = [0.25, 0.75]
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < width; x++, at++) {
      let red = 0
      let green = 0
      let blue = 0
      let alpha = 0
      for (const dy of offsets) {
        const cellY = (y + dy) / cellPx
        const row = cellY | 0
        const fy = cellY - row
        for (const dx of offsets) {
          const cellX = (x + dx) / cellPx
          const column = cellX | 0
          const fx = cellX - column
          const node = row * stride + column
          const w00 = (1 - fx) * (1 - fy)
          const w10 = fx * (1 - fy)
          const w01 = (1 - fx) * fy
          const w11 = fx * fy
          const gx =
            grid.x[node]! * w00 +
            grid.x[node + 1]! * w10 +
            grid.x[node + stride]! * w01 +
            grid.x[node + stride + 1]! * w11
          const gy =
            grid.y[node]! * w00 +
            grid.y[node + 1]! * w10 +
            grid.y[node + stride]! * w01 +
            grid.y[node + stride + 1]! * w11
          const u = gx * scale - 0.5
          // Below its lower edge the garment goes on as it ends.
          const v = Math.min(gy * scale - 0.5, down - 1.001)
          if (u < 0 || v < 0 || u >= across - 1) continue
          const left = u | 0
          const topRow = v | 0
          const px = u - left
          const py = v - topRow
          const p = (topRow * across + left) * 4
          const q = p + across * 4
          const a = (1 - px) * (1 - py)
          const b = px * (1 - py)
          const c = (1 - px) * py
          const d = px * py
          red += data[p]! * a + data[p + 4]! * b + data[q]! * c + data[q + 4]! * d
          green += data[p + 1]! * a + data[p + 5]! * b + data[q + 1]! * c + data[q + 5]! * d
          blue += data[p + 2]! * a + data[p + 6]! * b + data[q + 2]! * c + data[q + 6]! * d
          alpha += data[p + 3]! * a + data[p + 7]! * b + data[q + 3]! * c + data[q + 7]! * d
        }
      }
      colour[at * 3] = red / 4
      colour[at * 3 + 1] = green / 4
      colour[at * 3 + 2] = blue / 4
      opacity[at] = alpha / (4 * 255)
    }
  }
  return { colour, alpha: opacity }
}

/** The face's light, black and grain on a garment. The grain is the same each time: an edit must not make it dance. */
const relight = ({ colour, alpha }: Layer, light: Light, sitter: Sitter, width: number): void => {
  const { slope, gain, black, grain } = light
  const reach = 1.5 * sitter.faceWidthPx
  const lift = black * 0.6
  let state = 0x2545f491
  const random = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
  for (let at = 0; at < alpha.length; at++) {
    const a = alpha[at]!
    if (a === 0) continue
    const aside = Math.min(Math.max(((at % width) - sitter.axisX) / reach, -1), 1)
    const factor = gain * (1 + slope * aside)
    // Two uniform numbers are normal enough for grain; 2.45 makes their spread 1.
    const noise = grain === 0 ? 0 : (random() + random() - 1) * 2.45 * grain
    for (let channel = 0; channel < 3; channel++) {
      const value = colour[at * 3 + channel]! * factor
      colour[at * 3 + channel] = Math.min(Math.max(value * (1 - lift / 255) + (lift + noise) * a, 0), 255 * a)
    }
  }
}

interface ComposeInput {
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly parts: FigureParts
  readonly sitter: Sitter
  readonly skin: NeckLayer
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
    let red = 0
    let green = 0
    let blue = 0
    let opacity = 0
    const over = (r: number, g: number, b: number, a: number) => {
      // Premultiplied.
      red = r + red * (1 - a)
      green = g + green * (1 - a)
      blue = b + blue * (1 - a)
      opacity = a + opacity * (1 - a)
    }
    if (backdrop) over(backdrop[0]![at]!, backdrop[1]![at]!, backdrop[2]![at]!, 1)
    if (behind) over(behind.colour[at * 3]!, behind.colour[at * 3 + 1]!, behind.colour[at * 3 + 2]!, behind.alpha[at]!)
    const bare = skin.coverage[at]! * onNeck[at]!
    over(skin.planes[0][at]! * bare, skin.planes[1][at]! * bare, skin.planes[2][at]! * bare, skin.coverage[at]!)
    const lit = onGarment[at]!
    over(
      front.colour[at * 3]! * lit,
      front.colour[at * 3 + 1]! * lit,
      front.colour[at * 3 + 2]! * lit,
      front.alpha[at]!,
    )
    const index = (start + at) * 3
    over(data[index]! * own, data[index + 1]! * own, data[index + 2]! * own, own)
    if (!keepsBackdrop) result[start + at] = opacity
    if (opacity < 0.004) continue
    data[index] = Math.round(Math.min(red / opacity, 255))
    data[index + 1] = Math.round(Math.min(green / opacity, 255))
    data[index + 2] = Math.round(Math.min(blue / opacity, 255))
  }
  return { picture: { data, width, height }, alpha: result }
}

/** What face and hair take from the light of the garment below them, and the collar from the neck's. */
const shadows = ({ picture, parts, sitter, front }: ComposeInput) => {
  const { width } = picture
  const { rows, head } = parts
  const { faceWidthPx } = sitter
  const dropPx = Math.round(faceWidthPx * 0.055)
  const cast = new Float32Array(rows * width)
  cast.set(head.subarray(0, (rows - dropPx) * width), dropPx * width)
  const soft = Math.max(1, Math.round(faceWidthPx * 0.045))
  boxBlur(cast, width, rows, soft, cast)
  boxBlur(cast, width, rows, soft, cast)
  const close = boxBlur(head, width, rows, Math.max(1, Math.round(faceWidthPx * 0.012)))
  const collar = boxBlur(front.alpha, width, rows, Math.max(1, Math.round(faceWidthPx * 0.022)))
  boxBlur(collar, width, rows, Math.max(1, Math.round(faceWidthPx * 0.022)), collar)
  return {
    onGarment: cast.map((value, at) => 1 - 0.3 * value - 0.16 * close[at]!),
    onNeck: collar.map((value) => 1 - 0.42 * Math.min(value * 1.3, 1)),
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
