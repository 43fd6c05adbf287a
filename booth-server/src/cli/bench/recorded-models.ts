import type { DarkroomModels } from '../../darkroom/load-models.ts'

/** One run of a model as the darkroom asked for it. */
export interface RecordedRun {
  readonly model: 'detector' | 'mesh' | 'matting'
  /** A copy: the darkroom goes on to work in the memory that it gave. */
  readonly input: Float32Array
  /** The matting model's answer, a copy; null for the others, whose answers nobody here needs. */
  readonly alpha: Float32Array | null
}

export interface RecordedModels {
  readonly models: DarkroomModels
  /** The runs since the last call, in their order. */
  takeRuns(): RecordedRun[]
}

/** The same models, which also keep what went in and what the matting model said: the raw opacity beside ours. */
export const recordModels = (models: DarkroomModels): RecordedModels => {
  let runs: RecordedRun[] = []
  const { detector, mesh, matting } = models
  return {
    models: {
      ...models,
      detector: {
        ...detector,
        async run(input, signal) {
          runs.push({ model: 'detector', input: input.slice(), alpha: null })
          return await detector.run(input, signal)
        },
      },
      mesh: {
        ...mesh,
        async run(input, signal) {
          runs.push({ model: 'mesh', input: input.slice(), alpha: null })
          return await mesh.run(input, signal)
        },
      },
      matting: {
        ...matting,
        async run(input, signal) {
          const copy = input.slice()
          const alpha = await matting.run(input, signal)
          runs.push({ model: 'matting', input: copy, alpha: alpha.slice() })
          return alpha
        },
      },
    },
    takeRuns() {
      const taken = runs
      runs = []
      return taken
    },
  }
}
