import { checkCompliance } from '../compliance/check.ts'
import type { DocumentSpec } from '../documents/document.ts'
import { allowedEdits } from '../documents/edit-policy.ts'
import { digitalRuleOfPrint } from '../documents/file-frame.ts'
import type { Dressed } from '../outfits/dress.ts'
import type { Wardrobe } from '../outfits/wardrobe.ts'
import type { StepId } from '../protocol/index.ts'
import { type DarkroomModels, mattingsFor } from './load-models.ts'
import { locateSitter } from './locate.ts'
import { done, type Outcome, refuse } from './outcome.ts'
import { affineOf, apply, boxOfCrop, invert } from './raster/affine.ts'
import { layOnColour } from './steps/background.ts'
import { solveCrop } from './steps/crop.ts'
import { encodePortrait } from './steps/encode.ts'
import { estimateForeground } from './steps/foreground.ts'
import { findIrises } from './steps/iris.ts'
import { beginGuide, findMatte, matteSidePx } from './steps/matte.ts'
import { measure } from './steps/measure.ts'
import { fitOutfit } from './steps/outfit.ts'
import { outputSizePx, type Rendered, renderCrop } from './steps/render.ts'
import { reshape } from './steps/reshape.ts'
import { retouch } from './steps/retouch.ts'
import { findShoulders } from './steps/shoulders.ts'
import type {
  Crop,
  DetectedFace,
  DevelopFailure,
  DevelopRequest,
  DevelopResult,
  EditPortraitRequest,
  EditRequest,
  Landmarks,
  Matte,
  Measurements,
  Picture,
  Point,
} from './values.ts'

/** What a visit's darkroom keeps between a photograph and its edits. Dies with the process. */
export interface Negative {
  /** The photograph's file. */
  readonly image: Uint8Array
  readonly picture: Picture
  readonly face: DetectedFace
  readonly landmarks: Landmarks
  readonly matte: Matte
  readonly measurements: Measurements
  /** The photograph holds more detail than `picture`. */
  readonly isShrunk: boolean
  /** How high a head on a print it was developed for, px. */
  readonly headPx: number
  /** The prints before edits, each made when first needed; the last one is the one that was used last. */
  readonly prints: Map<string, Print>
}

interface Print {
  readonly crop: Crop
  readonly rendered: Rendered
  /** The figure's own colour where the backdrop is replaced, else the picture as it is. */
  readonly foreground: Picture
}

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

class Clock {
  readonly timings: Partial<Record<StepId, number>> = {}
  readonly #onStep: (step: StepId) => void
  readonly #startedMs = performance.now()
  #last: StepId | null = null

  constructor(onStep: (step: StepId) => void) {
    this.#onStep = onStep
  }

  async time<T>(step: StepId, work: () => T | Promise<T>): Promise<T> {
    if (step !== this.#last) this.#onStep(step)
    this.#last = step
    const startedMs = performance.now()
    try {
      return await work()
    } finally {
      this.timings[step] = (this.timings[step] ?? 0) + performance.now() - startedMs
    }
  }

  get all() {
    return { ...this.timings, total: performance.now() - this.#startedMs }
  }
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

/** The person on the print as the customer asked: first the shape, then the skin, then the clothes. */
const editFigure = async (
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

const placeOnPrint = ({ crop, foreground: { width, height } }: Print, point: Point): Point =>
  apply(invert(affineOf(boxOfCrop(crop), width, height)), point)

/** The print that was made or edited last. */
export const lastPrintOf = ({ prints }: Negative): Print | null => [...prints.values()].at(-1) ?? null

/** The opacity of the print without a replaced backdrop, as the CLI's `--alpha` shows it. */
export const alphaOf = (negative: Negative): { alpha: Float32Array; width: number; height: number } | null => {
  const made = lastPrintOf(negative)
  if (!made) return null
  const { alpha, picture } = made.rendered
  return { alpha, width: picture.width, height: picture.height }
}

const changesShape = ({ slimming, straightShoulders }: EditRequest): boolean => slimming > 0 || straightShoulders

/** What the authority refuses is not made, whoever asks. */
const refuseEdits = (document: DocumentSpec, edits: EditRequest): DevelopFailure | null => {
  const allowed = allowedEdits(document)
  if (edits.backgroundColour !== null && !allowed.background)
    return refuse('edit.forbidden', `${document.id} keeps its real backdrop`)
  if (edits.retouch > 0 && !allowed.retouch) return refuse('edit.forbidden', `${document.id} may not be retouched`)
  if (changesShape(edits) && !allowed.shape)
    return refuse('edit.forbidden', `${document.id} may not show another shape`)
  if (edits.outfitId !== null && !allowed.outfit) return refuse('edit.forbidden', `${document.id} may not be dressed`)
  return null
}

const refuseOutfit = ({ outfitId }: EditRequest, wardrobe: Wardrobe | undefined): DevelopFailure | null =>
  outfitId === null || wardrobe?.has(outfitId) ? null : refuse('outfit.unknown', `No outfit is called ${outfitId}`)
