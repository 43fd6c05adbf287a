import type { DevelopRequest, DevelopResult, EditPortraitRequest } from '../../darkroom/messages/portrait.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { digitalRuleOfPrint } from '../../documents/file-frame.ts'
import type { EditRequest } from '../../edits/edit-request.ts'
import { refuseEdits } from '../../edits/refused-edits.ts'
import { type DevelopFailure, refuse } from '../../foundation/outcome.ts'
import type { StepId } from '../../protocol/codes.ts'
import { checkCompliance } from '../compliance/check.ts'
import { outputSizePx, renderCrop } from '../cropping/render.ts'
import { solveCrop } from '../cropping/solve-crop.ts'
import { findIrises } from '../face/iris.ts'
import { measure } from '../face/measure.ts'
import { encodePortrait } from '../imaging/encode.ts'
import { layOnColour } from '../matting/composite.ts'
import { estimateForeground } from '../matting/foreground.ts'
import { beginGuide, findMatte, matteSidePx } from '../matting/matte.ts'
import type { Wardrobe } from '../outfits/wardrobe.ts'
import { editFigure } from './apply-edits.ts'
import { type Negative, placeOnPrint } from './capture.ts'
import { locateSitter } from './locate.ts'
import { type DarkroomModels, mattingsFor } from './models.ts'
import { Clock } from './step-clock.ts'

export interface DevelopDeps {
  readonly models: DarkroomModels
  /** Without it no outfit is known. */
  readonly wardrobe?: Wardrobe
  readonly onStep: (step: StepId) => void
}

/** Of the print's height, where the document names no band. */
const USUAL_HEAD_SHARE = 0.75

/** How high the head stands on the print, px, before there is a mesh to solve the crop by. */
const printHeadPx = (document: DocumentSpec): number => {
  const { min, max } = document.headHeightMm
  const share = min === undefined || max === undefined ? USUAL_HEAD_SHARE : (min + max) / 2 / document.heightMm
  return outputSizePx(document).height * share
}

/** From a file's bytes to a portrait; the negative comes with it, for `editNegative`. */
export const develop = async (
  { image, document, edits }: DevelopRequest,
  deps: DevelopDeps,
  signal: AbortSignal,
): Promise<{ result: DevelopResult; negative: Negative | null }> => {
  const fail = (result: DevelopFailure) => ({ result, negative: null })
  const clock = new Clock(deps.onStep)
  const refused = refuseEdits(document, edits) ?? refuseOutfit(edits, deps.wardrobe)
  if (refused) return fail(refused)

  const headPx = printHeadPx(document)
  const sitter = await locateSitter(
    { image, printHeadPx: headPx },
    { models: deps.models, time: (step, work) => clock.time(step, work) },
    signal,
  )
  if (!sitter.ok) return fail(sitter)
  const { picture, face, others, mesh, isShrunk } = sitter.value
  const mattings = mattingsFor(deps.models, matteSidePx(mesh, picture))
  const guide = beginGuide(picture, mesh, mattings)
  const irises = await clock.time('landmarks', () => findIrises({ picture, landmarks: mesh }, deps.models.iris, signal))
  const landmarks = irises ? { ...mesh, irises } : mesh
  const matte = await clock.time('matte', () => findMatte({ picture, landmarks, others, guide }, mattings, signal))
  const measurements = await clock.time('measure', () => measure({ picture, face, landmarks, matte }))
  const negative: Negative = {
    image,
    picture,
    face,
    landmarks,
    matte,
    measurements,
    isShrunk,
    headPx,
    prints: new Map(),
  }
  return { result: await print(negative, { document, edits }, deps, clock, signal), negative }
}

/**
 * The portrait again with other edits or for another document: what was found in the photograph stands. A document of
 * so many more pixels that the negative would have to be enlarged is developed anew, from the same photograph; answers
 * with the negative for the next edit.
 */
export const editNegative = async (
  negative: Negative,
  { document, edits }: EditPortraitRequest,
  deps: DevelopDeps,
  signal: AbortSignal,
): Promise<{ result: DevelopResult; negative: Negative }> => {
  const refused = refuseEdits(document, edits) ?? refuseOutfit(edits, deps.wardrobe)
  if (refused) return { result: refused, negative }
  const { measurements, isShrunk, image } = negative
  const wantedPx = printHeadPx(document)
  const isTooSmall =
    wantedPx > negative.headPx && wantedPx > measurements.skullCrown.valuePx + measurements.chin.valuePx
  if (isShrunk && isTooSmall) {
    const made = await develop({ image, document, edits }, deps, signal)
    return { result: made.result, negative: made.negative ?? negative }
  }
  return { result: await print(negative, { document, edits }, deps, new Clock(deps.onStep), signal), negative }
}

const print = async (
  negative: Negative,
  { document, edits }: EditPortraitRequest,
  { models, wardrobe }: DevelopDeps,
  clock: Clock,
  signal: AbortSignal,
): Promise<DevelopResult> => {
  const { picture, face, matte, measurements } = negative
  const colour = edits.backgroundColour
  const canExtend = colour !== null
  // A print whose backdrop is replaced may reach beyond the picture.
  const key = `${document.id} ${canExtend ? 'cut out' : 'as it is'}`
  let made = negative.prints.get(key)
  if (!made) {
    const solved = solveCrop({ measurements, document, picture, matte, canExtend })
    if (!solved.ok) return refuse(solved.fault, solved.detail)
    const { crop } = solved
    const rendered = await clock.time('crop', () =>
      renderCrop({ picture, matte, landmarks: negative.landmarks, crop }, outputSizePx(document)),
    )
    const foreground = await clock.time('background', () =>
      canExtend ? estimateForeground(rendered.picture, rendered.alpha) : rendered.picture,
    )
    made = { crop, rendered, foreground }
  }
  negative.prints.delete(key)
  negative.prints.set(key, made)
  signal.throwIfAborted()
  const { crop } = made
  const edited = await editFigure(negative, made, edits, { wardrobe, clock }, signal)
  if (!edited.ok) return edited
  const { picture: person, alpha } = edited.value
  const final = await clock.time('background', () => (colour === null ? person : layOnColour(person, alpha, colour)))
  // The encoder works on threads of its own: the picture is judged meanwhile.
  const encoding = encodePortrait(final, digitalRuleOfPrint(document), document.resolutionDpi, signal)
  encoding.catch(() => {})
  const report = await clock.time('measure', () =>
    checkCompliance({
      picture,
      face,
      faceCount: 1,
      landmarks: negative.landmarks,
      matte,
      measurements,
      crop,
      document,
      backdropColour: colour,
    }),
  )
  const encoded = await clock.time('encode', () => encoding)
  if (!encoded.ok) return encoded
  const crown = document.crown === 'hair' ? measurements.hairCrown.point : measurements.skullCrown.point
  const chin = measurements.chin.point
  return {
    ok: true,
    portrait: encoded.value,
    details: {
      report,
      head: {
        crownPx: placeOnPrint(made, crown).y,
        chinPx: placeOnPrint(made, chin).y,
        heightMm: Math.hypot(chin.x - crown.x, chin.y - crown.y) / crop.pxPerMm,
      },
      crop,
      timingsMs: clock.all,
      models: models.labels,
    },
  }
}

const refuseOutfit = ({ outfitId }: EditRequest, wardrobe: Wardrobe | undefined): DevelopFailure | null =>
  outfitId === null || wardrobe?.has(outfitId) ? null : refuse('outfit.unknown', `No outfit is called ${outfitId}`)
