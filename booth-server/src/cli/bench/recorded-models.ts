import type { MattingModel } from '../../photo/matting/matte.ts'
import type { DarkroomModels } from '../../photo/pipeline/models.ts'

/** One run of a model as the darkroom asked for it. */
export interface RecordedRun {
  /** The matting model's answer, a copy, and its side in px; null for the others, whose answers nobody here needs. */
  readonly matte: { readonly alpha: Float32Array; readonly size: number } | null
  /** The same model on the same tensor once more. */
  replay(): Promise<void>
}

export interface RecordedModels {
  readonly models: DarkroomModels
  /** The runs since the last call, in their order. */
  takeRuns(): RecordedRun[]
}

type Run<T> = (input: Float32Array, signal: AbortSignal) => Promise<T>

/** The same models, which also keep what went in and what the matting model said. */
export const recordModels = (models: DarkroomModels): RecordedModels => {
  let runs: RecordedRun[] = []
  const record = <T>(run: Run<T>, matteOf: (output: T) => RecordedRun['matte']): Run<T> => {
    return async (input, signal) => {
      // A copy: the darkroom may go on to work in the memory that it gave.
      const copy = input.slice()
      const output = await run(input, signal)
      const replay = async () => {
        await run(copy, signal)
      }
      runs.push({ matte: matteOf(output), replay })
      return output
    }
  }
  const none = () => null
  const recordMatting = (model: MattingModel): MattingModel => ({
    ...model,
    run: record(model.run, (alpha) => ({ alpha: alpha.slice(), size: model.size })),
  })
  const { detector, mesh, iris, matting, smallMatting } = models
  return {
    models: {
      ...models,
      detector: { ...detector, run: record(detector.run, none) },
      mesh: { ...mesh, run: record(mesh.run, none) },
      iris: { ...iris, run: record(iris.run, none) },
      matting: recordMatting(matting),
      smallMatting: smallMatting && recordMatting(smallMatting),
    },
    takeRuns() {
      const taken = runs
      runs = []
      return taken
    },
  }
}
