import type { EditRequest } from '../../edits/edit-request.ts'
import { changesShape } from '../../edits/refused-edits.ts'
import { done, type Outcome } from '../../foundation/outcome.ts'
import type { Rendered } from '../cropping/render.ts'
import { findShoulders } from '../face/shoulders.ts'
import type { Dressed } from '../outfits/dress.ts'
import { fitOutfit } from '../outfits/fit-outfit.ts'
import type { Wardrobe } from '../outfits/wardrobe.ts'
import { reshape } from '../retouching/reshape.ts'
import { retouch } from '../retouching/retouch.ts'
import { type Negative, type Print, placeOnPrint } from './capture.ts'
import type { Clock } from './step-clock.ts'

/** The person on the print as the customer asked: first the shape, then the skin, then the clothes. */
export const editFigure = async (
  negative: Negative,
  made: Print,
  edits: EditRequest,
  { wardrobe, clock }: { readonly wardrobe: Wardrobe | undefined; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Outcome<Dressed>> => {
  const { backgroundColour, retouch: strength, slimming, straightShoulders, outfitId } = edits
  let figure: Rendered = { ...made.rendered, picture: made.foreground }
  if (changesShape(edits)) {
    figure = await clock.time('reshape', () => {
      const tips = straightShoulders ? findShoulders(negative, made.crop.rollDeg) : null
      const shoulders = tips && { left: placeOnPrint(made, tips.left), right: placeOnPrint(made, tips.right) }
      return reshape({ figure, slimming, shoulders })
    })
  }
  const { alpha, landmarks } = figure
  let { picture } = figure
  if (strength > 0) picture = await clock.time('retouch', () => retouch({ picture, landmarks, strength }))
  if (outfitId === null || !wardrobe) return done({ picture, alpha })
  return await clock.time('outfit', () =>
    fitOutfit({ picture, alpha, landmarks, outfitId, keepsBackdrop: backgroundColour === null }, wardrobe, signal),
  )
}
