import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Garment } from '../../garments/garment.ts'
import type { GarmentFault, GarmentProblem } from '../../garments/garment-fault.ts'
import { type CheckedGarment, readDescription, sizeOf } from '../../garments/read-garment.ts'
import { THUMBNAIL_FILE } from '../../garments/summary.ts'
import { findInDrawing } from './check-drawing.ts'
import { MAX_THUMBNAIL_BYTES, THUMBNAIL_PX } from './thumbnail.ts'

/** A drawing of paths and filters is far smaller; photographs of garments as PNG stay under it too. */
const MAX_LAYER_BYTES = 4 * 1024 * 1024

/** The whole check of a garment's folder: its description, then that its drawings are safe, sized and cover a body. */
export const checkGarment = async (folder: string): Promise<CheckedGarment> => {
  const described = await readDescription(folder)
  if (!described.ok) return described
  const { garment } = described
  const faults: GarmentFault[] = []
  for (const file of [garment.layers.front, garment.layers.behind]) {
    if (file === undefined) continue
    const found = await layerFaults(garment, folder, file, file === garment.layers.front)
    faults.push(...found)
  }
  faults.push(...(await thumbnailFaults(folder)))
  return faults.length > 0 ? { ok: false, faults } : described
}

const layerFaults = async (
  garment: Garment,
  folder: string,
  file: string,
  isFront: boolean,
): Promise<GarmentFault[]> => {
  const fault = (problem: GarmentProblem, detail: string): GarmentFault[] => [{ problem, detail: `${file}: ${detail}` }]
  const path = join(folder, file)
  const bytes = await sizeOf(path)
  if (bytes === null) return fault('layer.missing', 'not in the folder')
  if (bytes > MAX_LAYER_BYTES) return fault('layer.too-large', `${bytes} bytes, at most ${MAX_LAYER_BYTES}`)
  const content = await readFile(path)
  if (file.endsWith('.svg')) {
    const found = findInDrawing(content.toString('utf8'))
    if (found) return fault(found.problem, found.detail)
  }
  const { width, height } = garment.size
  let pixels: Buffer
  try {
    const image = sharp(content, { limitInputPixels: 4000 * 4000 })
    const metadata = await image.metadata()
    const expected = file.endsWith('.svg') ? 'svg' : 'png'
    if (metadata.format !== expected) return fault('layer.unreadable', `is ${metadata.format}, not ${expected}`)
    if (metadata.width !== width || metadata.height !== height)
      return fault('layer.wrong-size', `${metadata.width} x ${metadata.height}, garment.json says ${width} x ${height}`)
    if (!metadata.hasAlpha) return fault('layer.not-transparent', 'has no alpha channel')
    // A quarter of the size is enough to see what is covered, and an SVG costs a fraction there.
    const small = file.endsWith('.svg') ? sharp(content, { density: 72 / 4 }) : image
    pixels = await small
      .resize(Math.round(width / 4), Math.round(height / 4), { fit: 'fill' })
      .ensureAlpha()
      .extractChannel(3)
      .raw()
      .toBuffer()
  } catch (error) {
    return fault('layer.unreadable', (error as Error).message.split('\n')[0] ?? '')
  }
  return isFront ? coverFaults(garment, pixels).flatMap(({ problem, detail }) => fault(problem, detail)) : []
}

/** Optional; where there is one, the screen gets it as it is. */
const thumbnailFaults = async (folder: string): Promise<GarmentFault[]> => {
  const path = join(folder, THUMBNAIL_FILE)
  const bytes = await sizeOf(path)
  if (bytes === null) return []
  const { width, height } = THUMBNAIL_PX
  const wanted = `wanted a WebP of ${width} x ${height} px in at most ${MAX_THUMBNAIL_BYTES} bytes`
  const wrong: GarmentFault[] = [{ problem: 'thumbnail.wrong', detail: `${THUMBNAIL_FILE}: ${wanted}` }]
  if (bytes > MAX_THUMBNAIL_BYTES) return wrong
  const metadata = await sharp(await readFile(path))
    .metadata()
    .catch(() => null)
  const isRight = metadata?.format === 'webp' && metadata.width === width && metadata.height === height
  return isRight ? [] : wrong
}

/** The front must cover the chest and both shoulders, and leave head and neck free. */
const coverFaults = ({ anchors, size, faceWidth }: Garment, alpha: Buffer): GarmentFault[] => {
  const across = Math.round(size.width / 4)
  const down = Math.round(size.height / 4)
  const at = (x: number, y: number): number => {
    const column = Math.min(Math.max(Math.round(x / 4), 0), across - 1)
    const row = Math.min(Math.max(Math.round(y / 4), 0), down - 1)
    return alpha[row * across + column]!
  }
  const { collarPit, neckLeft, neckRight, shoulderLeft, shoulderRight } = anchors
  const faults: GarmentFault[] = []
  const below = faceWidth * 0.12
  const covered: readonly (readonly [string, number, number])[] = [
    ['left shoulder', shoulderLeft.x + below, shoulderLeft.y + below],
    ['right shoulder', shoulderRight.x - below, shoulderRight.y + below],
    ['chest', collarPit.x, collarPit.y + faceWidth * 0.3],
    ['lower edge', collarPit.x, size.height - 4],
  ]
  for (const [what, x, y] of covered) {
    if (at(x, y) < 250) faults.push({ problem: 'layer.shoulders-bare', detail: `the ${what} is not covered` })
  }
  const throat = { x: (neckLeft.x + neckRight.x) / 2, y: Math.min(neckLeft.y, neckRight.y) }
  if (at(throat.x, throat.y) > 5 || at(2, 2) > 5)
    faults.push({ problem: 'layer.not-transparent', detail: 'the head would be covered' })
  return faults
}
