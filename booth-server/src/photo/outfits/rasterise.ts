import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Garment } from '../../garments/garment.ts'

/** Premultiplied RGBA, 8 bit, `width * height * 4`. */
export interface LayerRaster {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

export interface GarmentRaster {
  readonly front: LayerRaster
  readonly behind: LayerRaster | null
  /** Pixels a unit of the drawing. */
  readonly scale: number
}

const SVG_DENSITY = 72
/**
 * Pixels a unit that a drawing is made for: SVG's lighting filters reckon with pixels, so at another size folds would
 * become deeper or flatter. Smaller portraits shrink this one.
 */
const DRAWN_AT = 0.8

/** Draws the layers at `scale` pixels a unit: SVG at the size that it is made for, then shrunk, a PNG shrunk. */
export const rasteriseGarment = async (garment: Garment, folder: string, scale: number): Promise<GarmentRaster> => {
  const { front, behind } = garment.layers
  return {
    front: await rasteriseLayer(garment, join(folder, front), scale),
    behind: behind === undefined ? null : await rasteriseLayer(garment, join(folder, behind), scale),
    scale,
  }
}

const rasteriseLayer = async ({ size }: Garment, path: string, scale: number): Promise<LayerRaster> => {
  const width = Math.round(size.width * scale)
  const height = Math.round(size.height * scale)
  const content = await readFile(path)
  const density = SVG_DENSITY * Math.max(scale, DRAWN_AT)
  const source = path.endsWith('.svg') ? sharp(content, { density }) : sharp(content)
  const data = await source.resize(width, height, { fit: 'fill' }).toColourspace('srgb').ensureAlpha().raw().toBuffer()
  // Premultiplied, so that sampling between pixels mixes no colour of what is transparent.
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]! / 255
    data[at] = Math.round(data[at]! * alpha)
    data[at + 1] = Math.round(data[at + 1]! * alpha)
    data[at + 2] = Math.round(data[at + 2]! * alpha)
  }
  return { data, width, height }
}
