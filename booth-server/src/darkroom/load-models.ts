import { type IsnetSize, type ModelFile as ResolvedModel, resolveModel } from '@quickid/models'
import { BoothError } from '../errors.ts'
import type { Inference, Model, ModelFile } from './inference.ts'
import type { DetectorModel } from './steps/detect.ts'
import type { IrisModel } from './steps/iris.ts'
import type { MeshModel } from './steps/landmarks.ts'
import type { MattingModel } from './steps/matte.ts'

/** The models that a visit needs, loaded. */
export interface DarkroomModels {
  readonly detector: DetectorModel
  readonly mesh: MeshModel
  readonly iris: IrisModel
  readonly matting: MattingModel
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
export const loadModels = async (inference: Inference, isnetSize: IsnetSize): Promise<DarkroomModels> => {
  const load = (id: 'blazeface-back' | 'facemesh' | 'iris' | 'isnet', size?: IsnetSize): Promise<Model> => {
    const label = size === undefined ? id : `${id}-${size}`
    return inference.load(label, async () => fileOf(await resolveModel(id, size === undefined ? {} : { size }), label))
  }
  const [detector, mesh, iris, matting] = await Promise.all([
    load('blazeface-back'),
    load('facemesh'),
    load('iris'),
    load('isnet', isnetSize),
  ])
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
    matting: {
      size: isnetSize,
      layout: matting.file.layout,
      normalisation: matting.file.normalisation,
      async run(input, signal) {
        return (await matting.run(input, ['output'], signal)).output
      },
    },
    labels: [detector, mesh, iris, matting].map(({ file, provider }) => `${file.label} (${provider})`),
  }
}
