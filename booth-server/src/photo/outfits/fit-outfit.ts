import type { Outcome } from '../../foundation/outcome.ts'
import type { Landmarks } from '../face/values.ts'
import type { Picture } from '../imaging/values.ts'
import type { Dressed } from './composite-layers.ts'
import { dress } from './dress.ts'
import { faceGeometryOf } from './face-geometry.ts'
import type { Wardrobe } from './wardrobe.ts'

export interface OutfitInput {
  /** The portrait: the foreground colours, or the picture as it is where the backdrop stays. */
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly outfitId: string
  readonly keepsBackdrop: boolean
}

/** The face in a garment of the wardrobe. Face and hair stay as they are, to the pixel; everything below is replaced. */
export const fitOutfit = async (
  { outfitId, ...portrait }: OutfitInput,
  wardrobe: Wardrobe,
  signal: AbortSignal,
): Promise<Outcome<Dressed>> => {
  const taken = await wardrobe.take(outfitId, faceGeometryOf(portrait.landmarks).faceWidthPx)
  if (!taken.ok) return taken
  signal.throwIfAborted()
  return { ok: true, value: dress({ ...portrait, ...taken.value }) }
}
