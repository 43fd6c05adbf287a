import sharp from 'sharp'
import { findDocument } from '../../documents/catalogue.ts'
import { unedited } from '../../edits/edits.ts'
import { BoothError } from '../../foundation/errors.ts'
import type { MattingModel } from '../matting/matte.ts'
import { develop } from './develop.ts'
import type { DarkroomModels } from './models.ts'

/** After this many the engine has compiled what it will; the first customer's picture would take up to half longer. */
const ROUNDS = 12
/** Widths of the drawn sitter, px: one for each size of the matting model. */
const takes = [
  { widthPx: 1800, documentId: 'cn-2inch', background: '#ffffff', retouch: 0.4 },
  { widthPx: 560, documentId: 'cn-1inch', background: '#438edb', retouch: 0 },
] as const

/** Nobody: a drawn face that the models take for one. */
const sitter = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1100">
  <rect width="900" height="1100" fill="#cfd2d6"/>
  <g transform="translate(135 150) scale(0.7)">
    <path d="M232 470C200 250 300 110 450 110s250 140 218 360l-40 60H272Z" fill="#3b271a"/>
    <path d="M-140 1400C-100 1010 160 930 360 866h180c200 64 460 144 500 534Z" fill="#2b3a55"/>
    <path d="M362 660v220q88 80 176 0V660Z" fill="#d3a17c"/>
    <path d="M450 208c160 0 205 142 196 292-10 150-86 252-196 252S264 650 254 500c-9-150 36-292 196-292Z" fill="#ecc3a0"/>
    <path d="M262 400c20-150 90-210 188-210s168 60 188 210c-60-90-110-110-188-110s-128 20-188 110Z" fill="#3b271a"/>
    <g fill="#fff"><ellipse cx="370" cy="470" rx="36" ry="17"/><ellipse cx="530" cy="470" rx="36" ry="17"/></g>
    <g fill="#3a2618"><circle cx="370" cy="470" r="15"/><circle cx="530" cy="470" r="15"/></g>
    <g stroke="#3b271a" stroke-width="12" fill="none" stroke-linecap="round"><path d="M325 428q45-24 92-4M483 424q47-20 92 4"/></g>
    <path d="M450 480c-10 60-30 90-22 104q22 16 44 0" fill="none" stroke="#000" stroke-opacity=".28" stroke-width="5"/>
    <path d="M385 650q65 18 130 0-65 42-130 0Z" fill="#a5484a"/>
  </g>
</svg>`

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
    const image = await sharp(Buffer.from(sitter)).resize(widthPx).flatten().jpeg().toBuffer()
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
