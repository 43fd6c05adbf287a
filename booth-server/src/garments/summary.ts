import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OutfitSummary } from '../protocol/catalogue.ts'
import { listGarments } from './list-garments.ts'

/** Beside a garment's layers; `npm run outfits -- thumbnail` draws it. */
export const THUMBNAIL_FILE = 'thumbnail.webp'

/** A garment's picture for the screen; null where its folder has none, and the screen shows an icon. */
const thumbnailOf = async (folder: string): Promise<Buffer | null> => {
  try {
    return await readFile(join(folder, THUMBNAIL_FILE))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null
  }
}

/** What the screen offers: names and a small picture of each garment. */
export const outfitSummaries = async (folders?: readonly string[]): Promise<OutfitSummary[]> =>
  await Promise.all(
    (await listGarments(folders)).map(async ({ garment: { id, name }, folder }) => {
      const thumbnail = await thumbnailOf(folder)
      return { id, name, ...(thumbnail && { thumbnail: `data:image/webp;base64,${thumbnail.toString('base64')}` }) }
    }),
  )
