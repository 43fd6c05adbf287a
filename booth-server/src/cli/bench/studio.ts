import { availableParallelism } from 'node:os'
import type { MattingChoice } from '../../darkroom/messages/matting-choice.ts'
import type { DevelopRequest, DevelopResult, EditPortraitRequest } from '../../darkroom/messages/portrait.ts'
import { upright } from '../../photo/imaging/affine.ts'
import { configureSharp } from '../../photo/imaging/decode.ts'
import { resamplePlane } from '../../photo/imaging/resample-plane.ts'
import type { Box, Matte } from '../../photo/imaging/values.ts'
import type { Capture } from '../../photo/pipeline/capture.ts'
import { type DevelopDeps, develop, editCapture } from '../../photo/pipeline/develop.ts'
import { createInference } from '../../photo/pipeline/inference.ts'
import { loadModels } from '../../photo/pipeline/models.ts'
import { type RecordedRun, recordModels } from './recorded-models.ts'

/**
 * The darkroom in the tool's own process, on the developer's own files: its insides lie open here, which the booth's
 * child process never shows.
 */
export interface Studio {
  readonly deps: DevelopDeps
  /** `raw`: the matting model's first answer, enlarged to the region by a cubic filter and nothing else. */
  develop(request: DevelopRequest): Promise<Developed>
  edit(capture: Capture, request: EditPortraitRequest): Promise<DevelopResult>
  /** The runs of models since the last call. */
  takeRuns(): RecordedRun[]
  /** Time inside each model alone when it runs on the same tensors again, ms by its name. */
  bareMs(runs: readonly RecordedRun[]): Promise<Readonly<Record<string, number>>>
}

export interface Developed {
  readonly result: DevelopResult
  readonly capture: Capture | null
  readonly raw: Matte | null
  readonly runs: readonly RecordedRun[]
}

export const openStudio = async (matting: MattingChoice): Promise<Studio> => {
  const threads = availableParallelism()
  configureSharp(threads)
  const log = (_level: string, message: string) => process.stderr.write(`${message}\n`)
  const inference = createInference({ executionProviders: ['cpu'], threads, log })
  const recorded = recordModels(await loadModels(inference, matting))
  const deps: DevelopDeps = { models: recorded.models, onStep: () => {} }
  const { signal } = new AbortController()
  return {
    deps,
    async develop(request) {
      recorded.takeRuns()
      const made = await develop(request, deps, signal)
      const runs = recorded.takeRuns()
      const matte = firstMatte(runs)
      const { capture } = made
      return { ...made, runs, raw: matte && capture ? enlargeMatte(matte, capture.matte.region) : null }
    },
    async edit(capture, request) {
      return (await editCapture(capture, request, deps, signal)).result
    },
    takeRuns: recorded.takeRuns,
    async bareMs(runs) {
      // The small models once before: whoever comes first waits for what the process has still to do.
      for (const run of runs) if (run.matte === null) await run.replay()
      inference.takeTimings()
      for (const run of runs) await run.replay()
      return inference.takeTimings()
    },
  }
}

export const firstMatte = (runs: readonly RecordedRun[]): RecordedRun['matte'] =>
  runs.find(({ matte }) => matte !== null)?.matte ?? null

/** The model's square answer, stretched over the region that it saw. */
export const enlargeMatte = ({ alpha, size }: NonNullable<RecordedRun['matte']>, region: Box): Matte => {
  const source = { data: alpha, width: size, height: size }
  const box = upright({ left: 0, top: 0, width: size, height: size })
  const enlarged = resamplePlane(source, box, region.width, region.height, 'cubic')
  return { alpha: enlarged.map((value) => Math.min(Math.max(value, 0), 1)), region }
}
