import { type Dressed, dress } from '../../outfits/dress.ts'
import { readSitter } from '../../outfits/sitter.ts'
import type { Wardrobe } from '../../outfits/wardrobe.ts'
import type { Outcome } from '../outcome.ts'
import type { Landmarks, Picture } from '../values.ts'

export interface OutfitInput {
  /** The print: the figure's own colour, or the picture as it is where the backdrop stays. */
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly outfitId: string
  readonly keepsBackdrop: boolean
}

/** The sitter in a garment of the wardrobe. Face and hair stay as they are, to the pixel; everything below is replaced. */
export const fitOutfit = async (
  { outfitId, ...print }: OutfitInput,
  wardrobe: Wardrobe,
  signal: AbortSignal,
): Promise<Outcome<Dressed>> => {
  const taken = await wardrobe.take(outfitId, readSitter(print.landmarks).faceWidthPx)
  if (!taken.ok) return taken
  signal.throwIfAborted()
  return { ok: true, value: dress({ ...print, ...taken.value }) }
}
