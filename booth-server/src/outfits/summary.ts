import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { OutfitSummary } from '../protocol/index.ts'
import type { Garment } from './garment.ts'
import { listGarments } from './wardrobe.ts'

const THUMBNAIL_PX = { width: 144, height: 96 } as const
/** Drawn at a fraction, an SVG's filters cost a fraction. */
const THUMBNAIL_DENSITY = 72 * 0.3

/** What the screen offers: names and a small picture of each garment. */
export const outfitSummaries = async (folders?: readonly string[]): Promise<OutfitSummary[]> => {
  const summaries: OutfitSummary[] = []
  // One after the other: the booth is starting, and its other parts want the processor too.
  for (const { garment, folder } of await listGarments(folders)) summaries.push(await summaryOf(garment, folder))
  return summaries
}

const summaryOf = async ({ id, name, layers, size, anchors }: Garment, folder: string): Promise<OutfitSummary> => {
  const content = await readFile(join(folder, layers.front))
  const source = layers.front.endsWith('.svg') ? sharp(content, { density: THUMBNAIL_DENSITY }) : sharp(content)
  const { data, info } = await source.png().toBuffer({ resolveWithObject: true })
  const scale = info.width / size.width
  // What a portrait shows of it: from the collar to the chest, shoulder to shoulder.
  const left = Math.max(0, Math.floor((anchors.shoulderLeft.x - size.width * 0.04) * scale))
  const right = Math.min(info.width, Math.ceil((anchors.shoulderRight.x + size.width * 0.04) * scale))
  const top = Math.max(0, Math.floor((Math.min(anchors.neckLeft.y, anchors.neckRight.y) - size.height * 0.03) * scale))
  const height = Math.min(info.height - top, Math.round(((right - left) * THUMBNAIL_PX.height) / THUMBNAIL_PX.width))
  const thumbnail = await sharp(data)
    .extract({ left, top, width: right - left, height })
    .resize(THUMBNAIL_PX.width, THUMBNAIL_PX.height, { fit: 'cover', position: 'top' })
    .webp({ quality: 78 })
    .toBuffer()
  return { id, name, thumbnail: `data:image/webp;base64,${thumbnail.toString('base64')}` }
}
