import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { textIn } from '../locales/text-in.ts'
import type { OutfitSummary } from '../protocol/catalogue.ts'
import type { LocalisedText } from '../protocol/localised-text.ts'
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

/** What can be worn, with its thumbnail as a data URL; `outfitIn` puts it into a language. */
export interface Outfit {
  readonly id: string
  readonly name: LocalisedText
  readonly thumbnail?: string
}

export const listOutfits = async (folders?: readonly string[]): Promise<readonly Outfit[]> =>
  await Promise.all(
    (await listGarments(folders)).map(async ({ garment: { id, name }, folder }) => {
      const thumbnail = await thumbnailOf(folder)
      return { id, name, ...(thumbnail && { thumbnail: `data:image/webp;base64,${thumbnail.toString('base64')}` }) }
    }),
  )

/** What the screen gets of it, in its language. */
export const outfitIn = (outfit: Outfit, locale: string): OutfitSummary => ({
  ...outfit,
  name: textIn(outfit.name, locale),
})
