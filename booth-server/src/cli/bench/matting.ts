import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type IsnetSize, resolvePhotograph } from '@quickid/models'
import sharp from 'sharp'
import type { MattingChoice } from '../../darkroom/messages/matting-choice.ts'
import { findDocument } from '../../documents/catalogue.ts'
import { unedited } from '../../edits/edits.ts'
import { BoothError } from '../../foundation/errors.ts'
import { renderCrop } from '../../photo/cropping/render.ts'
import { detectFaces } from '../../photo/face/detect.ts'
import { findLandmarks } from '../../photo/face/landmarks.ts'
import type { Landmarks } from '../../photo/face/values.ts'
import type { Box, Picture } from '../../photo/imaging/values.ts'
import { compositeOver } from '../../photo/matting/composite.ts'
import { estimateForeground } from '../../photo/matting/foreground.ts'
import { findMatte, matteSidePx } from '../../photo/matting/matte.ts'
import { lastCropRenderOf } from '../../photo/pipeline/capture.ts'
import { mattingsFor } from '../../photo/pipeline/models.ts'
import { type AlphaErrors, alphaErrors } from './alpha-errors.ts'
import { type BackdropId, drawBackdrop } from './backdrops.ts'
import { compose, drawFigure } from './drawn-figure.ts'
import { type HairStyle, hairStyles } from './drawn-hair.ts'
import { type Fringe, farColours, fringesOf } from './fringe.ts'
import { enlargeMatte, firstMatte, openStudio, type Studio } from './studio.ts'

/** 2 MP at three by four. */
const WIDTH_PX = 1225

export interface MatteFigures extends AlphaErrors {
  /** Mean error of the edge (true alpha between 0.02 and 0.98) laid on white, blue and red, 8-bit levels. */
  readonly edgeLevels: number
}

export interface CompositionResult {
  readonly hair: HairStyle
  readonly backdrop: BackdropId
  readonly raw: MatteFigures
  readonly ours: MatteFigures
}

export interface PortraitFringe {
  readonly name: string
  /** The raw alpha over the photograph's own colours, as the usual tools lay it. */
  readonly raw: Fringe
  /** The raw alpha over the foreground colours that we estimate for it. */
  readonly rawWithForeground: Fringe
  readonly ours: Fringe
}

export interface MattingReport {
  /** Of the matting model; the second one serves small pictures. */
  readonly isnetSizes: readonly [IsnetSize, IsnetSize?]
  readonly pixels: number
  readonly compositions: readonly CompositionResult[]
  readonly mean: { readonly raw: MatteFigures; readonly ours: MatteFigures }
  readonly meanByHair: Readonly<Record<string, { readonly raw: MatteFigures; readonly ours: MatteFigures }>>
  readonly fringe: readonly PortraitFringe[]
}

export interface MattingOptions {
  readonly matting: MattingChoice
  /** Portraits of one's own beside the models' photographs, for the fringe. */
  readonly folder: string | null
  readonly hair: readonly HairStyle[]
  readonly backdrops: readonly BackdropId[]
  readonly log: (line: string) => void
}

export const benchMatting = async (options: MattingOptions): Promise<MattingReport> => {
  const studio = await openStudio(options.matting)
  const compositions: CompositionResult[] = []
  for (const hair of options.hair) {
    const index = hairStyles.indexOf(hair)
    const figure = await drawFigure(hair, 101 + 17 * index, WIDTH_PX)
    // Once a figure, on plain grey: what is measured is the matte, and a busy backdrop must not move the face.
    const plain = compose(figure, new Uint8Array(figure.foreground.data.length).fill(150), 1)
    const landmarks = await landmarksOf(plain, hair, studio)
    for (const backdrop of options.backdrops) {
      const behind = await drawBackdrop(backdrop, figure.foreground)
      const picture = compose(figure, behind, 1 + index)
      const found = await measureComposition({ picture, landmarks, truth: figure }, studio)
      compositions.push({ hair, backdrop, ...found })
      options.log(`${hair.padEnd(6)} ${backdrop.padEnd(10)} raw ${wordsOf(found.raw)} | ours ${wordsOf(found.ours)}`)
    }
  }
  const fringe: PortraitFringe[] = []
  for (const { name, image } of await portraitsOf(options.folder)) {
    const found = await measureFringe(name, image, studio)
    if (found === null) {
      options.log(`${name}: no portrait, so no fringe`)
      continue
    }
    fringe.push(found)
    options.log(
      `${name.padEnd(20)} fringe raw ${fringeWords(found.raw)} | raw, our foreground ${fringeWords(found.rawWithForeground)} | ours ${fringeWords(found.ours)}`,
    )
  }
  const meanOf = (of: readonly CompositionResult[]) => ({
    raw: meanFigures(of.map(({ raw }) => raw)),
    ours: meanFigures(of.map(({ ours }) => ours)),
  })
  return {
    isnetSizes: studio.deps.models.isnetSizes,
    pixels: WIDTH_PX * Math.round((WIDTH_PX * 4) / 3),
    compositions,
    mean: meanOf(compositions),
    meanByHair: Object.fromEntries(
      [...new Set(compositions.map(({ hair }) => hair))].map((hair) => [
        hair,
        meanOf(compositions.filter((composition) => composition.hair === hair)),
      ]),
    ),
    fringe,
  }
}

const { signal } = new AbortController()

const landmarksOf = async (picture: Picture, what: string, { deps }: Studio): Promise<Landmarks> => {
  const faces = await detectFaces({ picture, effort: 'thorough' }, deps.models.detector, signal)
  const face = faces[0]
  if (!face) throw new BoothError('internal.invariant', `The detector finds no face on the drawn figure '${what}'`)
  return await findLandmarks({ picture, face }, deps.models.mesh, signal)
}

interface Truth {
  readonly foreground: Picture
  readonly alpha: Float32Array
}

const measureComposition = async (
  { picture, landmarks, truth }: { picture: Picture; landmarks: Landmarks; truth: Truth },
  studio: Studio,
): Promise<{ raw: MatteFigures; ours: MatteFigures }> => {
  const mattings = mattingsFor(studio.deps.models, matteSidePx(landmarks, picture))
  studio.takeRuns()
  const ours = await findMatte({ picture, landmarks }, mattings, signal)
  const answer = firstMatte(studio.takeRuns())
  if (!answer) throw new BoothError('internal.invariant', 'findMatte ran no matting model')
  const { region } = ours
  const raw = enlargeMatte(answer, region)
  const part = cutPicture(picture, region)
  const should: Truth = {
    foreground: cutPicture(truth.foreground, region),
    alpha: cutPlane(truth.alpha, picture.width, region),
  }
  const figures = (alpha: Float32Array, foreground: Picture): MatteFigures => ({
    ...alphaErrors(alpha, should.alpha, region.width, region.height),
    edgeLevels: edgeLevels({ alpha, foreground }, should),
  })
  return {
    raw: figures(raw.alpha, part),
    ours: figures(ours.alpha, estimateForeground(part, ours.alpha)),
  }
}

const EDGE = { from: 0.02, to: 0.98 } as const

const edgeLevels = (layer: Truth, truth: Truth): number => {
  let sum = 0
  let count = 0
  for (const colour of farColours) {
    const laid = compositeOver(layer.foreground, layer.alpha, colour).data
    const should = compositeOver(truth.foreground, truth.alpha, colour).data
    for (let at = 0; at < truth.alpha.length; at++) {
      if (truth.alpha[at]! < EDGE.from || truth.alpha[at]! > EDGE.to) continue
      for (let channel = 3 * at; channel < 3 * at + 3; channel++) sum += Math.abs(laid[channel]! - should[channel]!)
      count += 3
    }
  }
  return count === 0 ? 0 : sum / count
}

const cutPicture = ({ data, width }: Picture, region: Box): Picture => {
  const result = new Uint8Array(region.width * region.height * 3)
  for (let y = 0; y < region.height; y++) {
    const from = ((region.top + y) * width + region.left) * 3
    result.set(data.subarray(from, from + region.width * 3), y * region.width * 3)
  }
  return { data: result, width: region.width, height: region.height }
}

const cutPlane = (plane: Float32Array, width: number, region: Box): Float32Array => {
  const result = new Float32Array(region.width * region.height)
  for (let y = 0; y < region.height; y++) {
    const from = (region.top + y) * width + region.left
    result.set(plane.subarray(from, from + region.width), y * region.width)
  }
  return result
}

/** On the print of a usual size: what a customer gets. Null for what can't become a portrait. */
const measureFringe = async (name: string, image: Uint8Array, studio: Studio): Promise<PortraitFringe | null> => {
  const document = findDocument('cn-2inch')
  if (!document) throw new BoothError('internal.invariant', 'The catalogue has lost cn-2inch')
  const edits = { ...unedited, background: farColours[0] }
  const { capture, raw } = await studio.develop({ image, document, edits })
  const print = capture && lastCropRenderOf(capture)
  if (!capture || !raw || !print) return null
  const { picture, alpha } = print.rendered
  const rawAlpha = renderCrop({ ...capture, matte: raw, crop: print.crop }, picture).alpha
  const [rawFringe, withForeground, ours] = fringesOf(picture, [
    { foreground: picture, alpha: rawAlpha },
    { foreground: estimateForeground(picture, rawAlpha), alpha: rawAlpha },
    { foreground: print.foreground, alpha },
  ])
  return { name, raw: rawFringe!, rawWithForeground: withForeground!, ours: ours! }
}

const portraitsOf = async (folder: string | null): Promise<{ name: string; image: Uint8Array }[]> => {
  const found: { name: string; image: Uint8Array }[] = []
  for (const id of ['photograph-1', 'photograph-2'] as const) {
    const { path, crop } = await resolvePhotograph(id)
    found.push({
      name: id,
      image: await sharp(await readFile(path))
        .extract(crop)
        .jpeg({ quality: 95 })
        .toBuffer(),
    })
  }
  if (folder === null) return found
  for (const name of (await readdir(folder)).sort()) {
    if (/\.(jpe?g|png|webp|avif|tiff?)$/i.test(name)) found.push({ name, image: await readFile(join(folder, name)) })
  }
  return found
}

const meanFigures = (figures: readonly MatteFigures[]): MatteFigures => {
  const mean = (value: (of: MatteFigures) => number) =>
    round(figures.reduce((sum, of) => sum + value(of), 0) / Math.max(1, figures.length))
  return {
    sad: mean(({ sad }) => sad),
    mse: mean(({ mse }) => mse),
    gradient: mean(({ gradient }) => gradient),
    connectivity: mean(({ connectivity }) => connectivity),
    edgeLevels: mean((of) => of.edgeLevels),
  }
}

const round = (value: number) => Number(value.toFixed(2))
const wordsOf = ({ sad, mse, gradient, connectivity, edgeLevels: edge }: MatteFigures) =>
  `SAD ${sad.toFixed(1)} MSE ${mse.toFixed(2)} grad ${gradient.toFixed(1)} conn ${connectivity.toFixed(1)} edge ${edge.toFixed(1)}`
const fringeWords = ({ bleedPercent, darkRim, brightRim }: Fringe) =>
  `bleed ${bleedPercent.toFixed(1)} % dark ${darkRim.toFixed(2)} bright ${brightRim.toFixed(2)}`
