import sharp from 'sharp'
import { findDocument } from '../../documents/catalogue.ts'
import { unedited } from '../../edits/edits.ts'
import { BoothError } from '../../foundation/errors.ts'
import type { MattingModel } from '../matting/matte.ts'
import { develop } from './develop.ts'
import { drawnSitterSvg } from './drawn-sitter.ts'
import type { DarkroomModels } from './models.ts'

/** After this many the engine has compiled what it will; the first customer's picture would take up to half longer. */
const ROUNDS = 12
/** Widths of the drawn sitter, px: one for each size of the matting model. */
const takes = [
  { widthPx: 1800, documentId: 'cn-2inch', background: '#ffffff', retouch: 0.4 },
  { widthPx: 560, documentId: 'cn-1inch', background: '#438edb', retouch: 0 },
] as const

/**
 * Develops a drawn sitter a dozen times, so that a customer's picture doesn't wait for the engine to compile. The matting
 * model runs but once a size: its answer serves the other rounds. Nothing of it is kept.
 *
 * @throws the signal's reason when a customer comes before it ends
 */
export const rehearse = async (models: DarkroomModels, signal: AbortSignal): Promise<void> => {
  const once = {
    ...models,
    matting: remember(models.matting),
    smallMatting: models.smallMatting && remember(models.smallMatting),
  }
  for (let round = 0; round < ROUNDS; round++) {
    const { widthPx, documentId, background, retouch } = takes[round % takes.length]!
    const document = findDocument(documentId)
    if (!document) throw new BoothError('internal.invariant', `The catalogue has lost ${documentId}`)
    const image = await sharp(Buffer.from(drawnSitterSvg)).resize(widthPx).flatten().jpeg().toBuffer()
    const edits = { ...unedited, background, retouch }
    const { result } = await develop({ image, document, edits }, { models: once, onStep: () => {} }, signal)
    if (!result.ok) throw new BoothError('internal.invariant', `The rehearsal for ${documentId}: ${result.detail}`)
  }
}

const remember = (model: MattingModel): MattingModel => {
  let answer: Float32Array | null = null
  return {
    ...model,
    async run(input, signal) {
      answer ??= await model.run(input, signal)
      signal.throwIfAborted()
      return answer.slice()
    },
  }
}
