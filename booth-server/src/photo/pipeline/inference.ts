import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'
import { BoothError } from '../../foundation/errors.ts'
import type { Normalisation, TensorLayout } from '../imaging/sample.ts'

// From 1.29 on, onnxruntime reports to its maker and keeps a store of events on the disc unless this stands in the
// environment before the first session. Nothing of a booth goes to anybody whom the privacy policy doesn't name.
process.env.ORT_DISABLE_TELEMETRY = '1'

/** A model's file and what its inputs look like; `@quickid/models` states all of it in its manifest. */
export interface ModelFile {
  readonly path: string
  /** For reports: what it is, from where, which version. */
  readonly label: string
  readonly inputName: string
  readonly inputDims: readonly number[]
  readonly layout: TensorLayout
  readonly normalisation: Normalisation
}

export interface InferenceOptions {
  /** Tried in order; `cpu` stands behind them whether it is named or not. */
  readonly executionProviders: readonly string[]
  readonly threads: number
  readonly log: (level: 'info' | 'warn', message: string) => void
}

/** One loaded model. */
export interface Model {
  readonly file: ModelFile
  /** The provider that it runs on. */
  readonly provider: string
  /**
   * Runs once; answers with the outputs that are named, as copies of their own. Throws `signal.reason` when aborted
   * before or after: a run itself can't be interrupted.
   */
  run<const N extends string>(
    input: Float32Array,
    outputs: readonly N[],
    signal: AbortSignal,
  ): Promise<Record<N, Float32Array>>
}

export interface Inference {
  /** Loads once; callers at the same time share the load. One that failed is tried again by the next call. */
  load(id: string, file: () => Promise<ModelFile>): Promise<Model>
  /** Time spent inside models since the last call, ms by model id: what the bench holds a step's own work against. */
  takeTimings(): Record<string, number>
}

export const createInference = (options: InferenceOptions): Inference => {
  const models = new Map<string, Promise<Model>>()
  let spentMs: Record<string, number> = {}

  const open = async (id: string, file: ModelFile): Promise<Model> => {
    const { session, provider } = await openSession(id, file, options)
    return {
      file,
      provider,
      async run(input, outputs, signal) {
        signal.throwIfAborted()
        const tensor = new Tensor('float32', input, file.inputDims)
        const startedMs = performance.now()
        const results = await session.run({ [file.inputName]: tensor }, outputs as readonly string[])
        spentMs[id] = (spentMs[id] ?? 0) + performance.now() - startedMs
        const copies: Record<string, Float32Array> = {}
        for (const name of outputs) {
          const result = results[name]
          if (result?.type !== 'float32') {
            throw new BoothError('internal.invariant', `Expected floats named ${name} from ${file.label}`)
          }
          copies[name] = (result.data as Float32Array).slice()
          result.dispose()
        }
        tensor.dispose()
        signal.throwIfAborted()
        return copies as Record<(typeof outputs)[number], Float32Array>
      },
    }
  }

  return {
    load(id, file) {
      const known = models.get(id)
      if (known) return known
      const opening = file().then((found) => open(id, found))
      models.set(id, opening)
      opening.catch(() => models.delete(id))
      return opening
    },
    takeTimings() {
      const taken = spentMs
      spentMs = {}
      return taken
    },
  }
}

/**
 * A memory arena keeps what the largest run took, for good: a process of half the size without it. But a run without it
 * takes 10 % longer, so small models have one. Cells of the input: its pixels times channels.
 */
const ARENA_CELLS = 3 * 384 * 384
const cellsOf = ({ inputDims }: ModelFile): number => inputDims.reduce((product, dim) => product * dim, 1)

const openSession = async (
  id: string,
  file: ModelFile,
  { executionProviders, threads, log }: InferenceOptions,
): Promise<{ session: InferenceSession; provider: string }> => {
  const known = listSupportedBackends().map(({ name }) => name)
  const wished = executionProviders.filter((provider) => provider !== 'cpu')
  for (const provider of [...wished, 'cpu']) {
    try {
      // Told to use one that it doesn't know, onnxruntime-node quietly takes the CPU.
      if (!known.includes(provider)) throw new Error(`this onnxruntime has ${known.join(', ')}`)
      const session = await InferenceSession.create(file.path, {
        executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        enableCpuMemArena: cellsOf(file) <= ARENA_CELLS,
        // Each session has threads of its own. Spinning on after a run, they would hold the cores that the next step needs.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      })
      return { session, provider }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
      if (provider === 'cpu') {
        throw new BoothError('darkroom.unavailable', `The model ${id} can't be loaded: ${reason}`, { cause })
      }
      log('warn', `Execution provider ${provider} is not usable for ${id} (${reason}); trying the next one`)
    }
  }
  throw new BoothError('internal.invariant', 'The loop above ends with cpu')
}
