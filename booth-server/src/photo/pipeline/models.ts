import { type IsnetSize, type ModelFile as ResolvedModel, resolveModel } from '@quickid/models/resolve'
import { type MattingChoice, smallestIsnetSize } from '../../darkroom/messages/matting-choice.ts'
import { BoothError } from '../../foundation/errors.ts'
import type { DetectorModel } from '../face/detect.ts'
import type { IrisModel } from '../face/iris.ts'
import type { MeshModel } from '../face/landmarks.ts'
import type { MattingModel, MattingModels } from '../matting/matte.ts'
import type { Inference, Model, ModelFile } from './inference.ts'
import { SMALL_REGION_PX, sizeWithin } from './matting-size.ts'

/** The models that a visit needs, loaded. */
export interface DarkroomModels {
  readonly detector: DetectorModel
  readonly mesh: MeshModel
  readonly iris: IrisModel
  readonly matting: MattingModel
  /** For pictures that hold no more than it shows, and for a second opinion; null where only one size is loaded. */
  readonly smallMatting: MattingModel | null
  readonly isnetSizes: readonly [IsnetSize, IsnetSize?]
  /** For reports: which models and where they run. */
  readonly labels: readonly string[]
}

const fileOf = (resolved: ResolvedModel, label: string): ModelFile => {
  const input = resolved.inputs[0]
  if (!input || (input.layout !== 'NHWC' && input.layout !== 'NCHW')) {
    throw new BoothError('internal.invariant', `Expected one picture as the input of ${label}`)
  }
  return {
    path: resolved.path,
    label,
    inputName: input.name,
    inputDims: input.dims,
    layout: input.layout,
    normalisation: { offset: resolved.normalisation.offset, scale: resolved.normalisation.scale },
  }
}

/** Loads all of them. Throws ModelError when a file is missing or damaged, which says what to do. */
export const loadModels = async (inference: Inference, choice: MattingChoice): Promise<DarkroomModels> => {
  const load = (id: 'blazeface-back' | 'facemesh' | 'iris' | 'isnet', size?: IsnetSize): Promise<Model> => {
    const label = size === undefined ? id : `${id}-${size}`
    return inference.load(label, async () => fileOf(await resolveModel(id, size === undefined ? {} : { size }), label))
  }
  const loadMatting = async (size: IsnetSize) => mattingOf(await load('isnet', size), size)
  const loadMattings = async (): Promise<readonly [LabelledMatting, LabelledMatting | null]> => {
    if ('sizes' in choice) {
      const [size, small] = choice.sizes
      return [await loadMatting(size), small === undefined ? null : await loadMatting(small)]
    }
    const smallest = await loadMatting(smallestIsnetSize)
    const size = sizeWithin(await runTimeOf(smallest), choice.budgetMs)
    return size === smallestIsnetSize ? [smallest, null] : [await loadMatting(size), smallest]
  }
  const [detector, mesh, iris] = await Promise.all([load('blazeface-back'), load('facemesh'), load('iris')])
  const [matting, smallMatting] = await loadMattings()
  const scores = ['Identity:0', 'Identity_1:0', 'Identity_2:0', 'Identity_3:0'] as const
  return {
    detector: {
      normalisation: detector.file.normalisation,
      async run(input, signal) {
        const out = await detector.run(input, scores, signal)
        return [
          { scores: out['Identity:0'], boxes: out['Identity_2:0'] },
          { scores: out['Identity_1:0'], boxes: out['Identity_3:0'] },
        ]
      },
    },
    mesh: {
      normalisation: mesh.file.normalisation,
      async run(input, signal) {
        const out = await mesh.run(input, ['mesh', 'presence'], signal)
        return { mesh: out.mesh, score: out.presence[0]! }
      },
    },
    iris: {
      normalisation: iris.file.normalisation,
      async run(input, signal) {
        return (await iris.run(input, ['eye'], signal)).eye
      },
    },
    matting,
    smallMatting,
    isnetSizes: smallMatting ? [matting.size, smallMatting.size] : [matting.size],
    labels: [...[detector, mesh, iris].map(labelOf), matting.label],
  }
}

const labelOf = ({ file, provider }: Model): string => `${file.label} (${provider})`

type LabelledMatting = MattingModel & { readonly label: string; readonly size: IsnetSize }

const mattingOf = (model: Model, size: IsnetSize): LabelledMatting => ({
  label: labelOf(model),
  size,
  layout: model.file.layout,
  normalisation: model.file.normalisation,
  async run(input, signal) {
    return (await model.run(input, ['output'], signal)).output
  },
})

/** The quicker of two runs after one that warms up, ms. */
const runTimeOf = async ({ run, size }: MattingModel): Promise<number> => {
  const { signal } = new AbortController()
  const input = new Float32Array(size * size * 3)
  await run(input, signal)
  let quickestMs = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 2; attempt++) {
    const startedMs = performance.now()
    await run(input, signal)
    quickestMs = Math.min(quickestMs, performance.now() - startedMs)
  }
  return quickestMs
}

/** The matting models for a region of so many pixels along its longer side. */
export const mattingsFor = ({ matting, smallMatting }: DarkroomModels, sidePx: number): MattingModels =>
  smallMatting && sidePx <= SMALL_REGION_PX
    ? { first: smallMatting, second: matting }
    : { first: matting, second: smallMatting }
