import type { OutfitSummary } from '../protocol/index.ts'
import { thumbnailOf } from './thumbnail.ts'
import { listGarments } from './wardrobe.ts'

/** What the screen offers: names and a small picture of each garment. */
export const outfitSummaries = async (folders?: readonly string[]): Promise<OutfitSummary[]> => {
  const summaries: OutfitSummary[] = []
  // One after the other: the booth is starting, and its other parts want the processor too.
  for (const { garment, folder } of await listGarments(folders)) {
    const thumbnail = await thumbnailOf(garment, folder)
    const { id, name } = garment
    summaries.push({ id, name, thumbnail: `data:image/webp;base64,${thumbnail.toString('base64')}` })
  }
  return summaries
}
