import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { findInDrawing } from './check-drawing.ts'
import { type AnchorName, anchorNames, type Garment, garmentValidator } from './garment.ts'
import type { GarmentFault, GarmentProblem } from './garment-fault.ts'
import { THUMBNAIL_FILE } from './summary.ts'
import { MAX_THUMBNAIL_BYTES, THUMBNAIL_PX } from './thumbnail.ts'

export type CheckedGarment =
  | { readonly ok: true; readonly garment: Garment }
  | { readonly ok: false; readonly faults: readonly GarmentFault[] }

export const DESCRIPTION_FILE = 'garment.json'
const MAX_DESCRIPTION_BYTES = 16 * 1024
/** A drawing of paths and filters is far smaller; photographs of garments as PNG stay under it too. */
const MAX_LAYER_BYTES = 4 * 1024 * 1024

/** Reads a garment's folder as far as the description alone: the drawings are not opened. */
export const readDescription = async (folder: string): Promise<CheckedGarment> => {
  const path = join(folder, DESCRIPTION_FILE)
  const size = await sizeOf(path)
  if (size === null) return refused('description.missing', `${DESCRIPTION_FILE} is not in the folder`)
  if (size > MAX_DESCRIPTION_BYTES)
    return refused('description.wrong', `${DESCRIPTION_FILE} has ${size} bytes, at most ${MAX_DESCRIPTION_BYTES}`)
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    return refused('description.not-json', (error as Error).message)
  }
  const missing = missingAnchors(value)
  if (missing.length > 0) {
    return { ok: false, faults: missing.map((name) => ({ problem: 'anchor.missing', detail: `anchors.${name}` })) }
  }
  if (!garmentValidator.Check(value)) {
    const faults = [...garmentValidator.Errors(value)].map(
      ({ instancePath, message }): GarmentFault => ({
        problem: 'description.wrong',
        detail: `${instancePath || '/'} ${message}`,
      }),
    )
    return { ok: false, faults }
  }
  const faults = [...idFaults(value, folder), ...anchorFaults(value)]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, garment: value }
}

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

const refused = (problem: GarmentProblem, detail: string): CheckedGarment => ({
  ok: false,
  faults: [{ problem, detail }],
})

const sizeOf = async (path: string): Promise<number | null> => {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const missingAnchors = (value: unknown): AnchorName[] => {
  const anchors = (value as { anchors?: unknown } | null)?.anchors
  if (typeof anchors !== 'object' || anchors === null) return []
  return anchorNames.filter((name) => !(name in anchors))
}

const idFaults = ({ id }: Garment, folder: string): GarmentFault[] =>
  basename(folder) === id ? [] : [{ problem: 'id.not-the-folder', detail: `${id} lies in ${basename(folder)}` }]

const anchorFaults = ({ anchors, size, faceWidth }: Garment): GarmentFault[] => {
  const faults: GarmentFault[] = []
  for (const name of anchorNames) {
    const { x, y } = anchors[name]
    if (x < 0 || y < 0 || x > size.width || y > size.height)
      faults.push({ problem: 'anchor.outside', detail: `${name} (${x}, ${y}) on ${size.width} x ${size.height}` })
  }
  const inOrder: readonly AnchorName[] = ['shoulderLeft', 'neckLeft', 'collarPit', 'neckRight', 'shoulderRight']
  inOrder.slice(1).forEach((right, index) => {
    const left = inOrder[index]!
    if (anchors[left].x >= anchors[right].x)
      faults.push({ problem: 'anchors.crossed', detail: `${left} lies right of ${right}` })
  })
  for (const neck of ['neckLeft', 'neckRight'] as const) {
    if (anchors[neck].y >= anchors.collarPit.y)
      faults.push({ problem: 'anchors.crossed', detail: `${neck} lies below collarPit` })
  }
  for (const [neck, shoulder] of [
    ['neckLeft', 'shoulderLeft'],
    ['neckRight', 'shoulderRight'],
  ] as const) {
    if (anchors[neck].y >= anchors[shoulder].y)
      faults.push({ problem: 'anchors.crossed', detail: `${neck} lies below ${shoulder}` })
  }
  if (faults.length > 0) return faults
  // A neck is 0.6 to 1.2 faces wide, shoulders 2.2 to 4: outside of that the garment is drawn for another being.
  const wide = (from: AnchorName, to: AnchorName) => (anchors[to].x - anchors[from].x) / faceWidth
  const check = (what: string, value: number, min: number, max: number) => {
    if (value < min || value > max) {
      const detail = `${what} ${value.toFixed(2)} face widths apart, not ${min} to ${max}`
      faults.push({ problem: 'anchors.out-of-proportion', detail })
    }
  }
  check('necks', wide('neckLeft', 'neckRight'), 0.6, 1.2)
  check('shoulders', wide('shoulderLeft', 'shoulderRight'), 2.2, 4)
  return faults
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
