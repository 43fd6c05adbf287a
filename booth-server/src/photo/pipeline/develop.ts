import type { DevelopRequest, DevelopResult, EditPortraitRequest } from '../../darkroom/messages/portrait.ts'
import type { DocumentSpec } from '../../documents/document.ts'
import { digitalRuleOfPrint } from '../../documents/file-frame.ts'
import { backdropColourOf } from '../../edits/background.ts'
import { allowedEdits, faultOfEdits } from '../../edits/policy.ts'
import { type DevelopFailure, refuse } from '../../foundation/outcome.ts'
import type { StepId } from '../../protocol/codes.ts'
import type { Edits } from '../../protocol/edits.ts'
import { checkCompliance } from '../compliance/check.ts'
import { outputSizePx, renderCrop } from '../cropping/render.ts'
import { solveCrop } from '../cropping/solve-crop.ts'
import { findIrises } from '../face/iris.ts'
import { measure } from '../face/measure.ts'
import { encodePortrait } from '../imaging/encode.ts'
import { estimateForeground } from '../matting/foreground.ts'
import { beginGuide, findMatte, matteSidePx } from '../matting/matte.ts'
import type { Wardrobe } from '../outfits/wardrobe.ts'
import { applyEdits } from './apply-edits.ts'
import { type Capture, placeOnPortrait } from './capture.ts'
import { locateSubject } from './locate.ts'
import { type DarkroomModels, mattingsFor } from './models.ts'
import { StepClock } from './step-clock.ts'

export interface DevelopDeps {
  readonly models: DarkroomModels
  /** Without it no outfit is known. */
  readonly wardrobe?: Wardrobe
  readonly onStep: (step: StepId) => void
}

/** Of the portrait's height, where the document names no band. */
const USUAL_HEAD_SHARE = 0.75

/** How high the head stands on the portrait, px, before there is a mesh to solve the crop by. */
const portraitHeadPx = (document: DocumentSpec): number => {
  const { min, max } = document.headHeightMm
  const share = min === undefined || max === undefined ? USUAL_HEAD_SHARE : (min + max) / 2 / document.heightMm
  return outputSizePx(document).height * share
}

/** From a file's bytes to a portrait; the capture comes with it, for `editCapture`. */
export const develop = async (
  { image, document, edits }: DevelopRequest,
  deps: DevelopDeps,
  signal: AbortSignal,
): Promise<{ result: DevelopResult; capture: Capture | null }> => {
  const fail = (result: DevelopFailure) => ({ result, capture: null })
  const clock = new StepClock(deps.onStep)
  const refused = refuseEdits(document, edits, deps.wardrobe)
  if (refused) return fail(refused)

  const headPx = portraitHeadPx(document)
  const subject = await locateSubject(
    { image, portraitHeadPx: headPx },
    { models: deps.models, time: (step, work) => clock.time(step, work) },
    signal,
  )
  if (!subject.ok) return fail(subject)
  const { picture, face, others, mesh, isShrunk } = subject.value
  const mattings = mattingsFor(deps.models, matteSidePx(mesh, picture))
  const guide = beginGuide(picture, mesh, mattings)
  const irises = await clock.time('landmarks', () => findIrises({ picture, landmarks: mesh }, deps.models.iris, signal))
  const landmarks = irises ? { ...mesh, irises } : mesh
  const matte = await clock.time('matte', () => findMatte({ picture, landmarks, others, guide }, mattings, signal))
  const measurements = await clock.time('measure', () => measure({ picture, face, landmarks, matte }))
  const capture: Capture = {
    image,
    picture,
    face,
    landmarks,
    matte,
    measurements,
    isShrunk,
    headPx,
    cropRenders: new Map(),
  }
  return { result: await renderPortrait(capture, { document, edits }, deps, clock, signal), capture }
}

/**
 * The portrait again with other edits or for another document: what was found in the photograph stands. A document of
 * so many more pixels that the capture would have to be enlarged is developed anew, from the same photograph; answers
 * with the capture for the next edit.
 */
export const editCapture = async (
  capture: Capture,
  { document, edits }: EditPortraitRequest,
  deps: DevelopDeps,
  signal: AbortSignal,
): Promise<{ result: DevelopResult; capture: Capture }> => {
  const refused = refuseEdits(document, edits, deps.wardrobe)
  if (refused) return { result: refused, capture }
  const { measurements, isShrunk, image } = capture
  const wantedPx = portraitHeadPx(document)
  const isTooSmall = wantedPx > capture.headPx && wantedPx > measurements.skullCrown.valuePx + measurements.chin.valuePx
  if (isShrunk && isTooSmall) {
    const made = await develop({ image, document, edits }, deps, signal)
    return { result: made.result, capture: made.capture ?? capture }
  }
  return {
    result: await renderPortrait(capture, { document, edits }, deps, new StepClock(deps.onStep), signal),
    capture,
  }
}

const renderPortrait = async (
  capture: Capture,
  { document, edits }: EditPortraitRequest,
  { models, wardrobe }: DevelopDeps,
  clock: StepClock,
  signal: AbortSignal,
): Promise<DevelopResult> => {
  const { picture, face, matte, measurements } = capture
  const colour = backdropColourOf(document, edits.background)
  const canExtend = colour !== null
  // A portrait whose backdrop is replaced may reach beyond the picture.
  const key = `${document.id} ${canExtend ? 'cut out' : 'as it is'}`
  let render = capture.cropRenders.get(key)
  if (!render) {
    const solved = solveCrop({ measurements, document, picture, matte, canExtend })
    if (!solved.ok) return refuse(solved.fault, solved.detail)
    const { crop } = solved
    const rendered = await clock.time('crop', () =>
      renderCrop({ picture, matte, landmarks: capture.landmarks, crop }, outputSizePx(document)),
    )
    const foreground = await clock.time('background', () =>
      canExtend ? estimateForeground(rendered.picture, rendered.alpha) : rendered.picture,
    )
    render = { crop, rendered, foreground }
  }
  capture.cropRenders.delete(key)
  capture.cropRenders.set(key, render)
  signal.throwIfAborted()
  const { crop } = render
  const edited = await applyEdits({ capture, render, document, edits, wardrobe, signal }, clock)
  if (!edited.ok) return edited
  // The encoder works on threads of its own: the picture is judged meanwhile.
  const encoding = encodePortrait(edited.value.picture, digitalRuleOfPrint(document), document.resolutionDpi, signal)
  encoding.catch(() => {})
  const report = await clock.time('measure', () =>
    checkCompliance({
      picture,
      face,
      faceCount: 1,
      landmarks: capture.landmarks,
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
        crownPx: placeOnPortrait(render, crown).y,
        chinPx: placeOnPortrait(render, chin).y,
        heightMm: Math.hypot(chin.x - crown.x, chin.y - crown.y) / crop.pxPerMm,
      },
      crop,
      timingsMs: clock.all,
      models: models.labels,
    },
  }
}

/** What the authority refuses is not made, whoever asks. A colour may be named beside the document's own. */
const refuseEdits = (document: DocumentSpec, edits: Edits, wardrobe: Wardrobe | undefined): DevelopFailure | null => {
  const refused = faultOfEdits(
    allowedEdits(document),
    {
      background: (value) => backdropColourOf(document, value) !== null,
      outfit: (id) => wardrobe?.has(id) ?? false,
    },
    edits,
  )
  return refused && refuse(refused.fault, `${document.id}: ${refused.edit} ${String(edits[refused.edit])}`)
}
