import { beforeAll, describe, expect, it } from 'vitest'
import { createInference, type Inference } from './inference.ts'
import { type DarkroomModels, loadModels } from './models.ts'
import { rehearse } from './rehearsal.ts'

describe('a rehearsal', () => {
  let inference: Inference
  let models: DarkroomModels

  beforeAll(async () => {
    inference = createInference({ executionProviders: ['cpu'], threads: 1, log: () => {} })
    models = await loadModels(inference, { sizes: [512, 384] })
  })

  it('takes the drawn sitter through every step, each matting model once', async () => {
    const runs: number[] = []
    const count = <M extends { size: number; run: DarkroomModels['matting']['run'] }>(model: M): M => ({
      ...model,
      run: async (input: Float32Array, signal: AbortSignal) => {
        runs.push(model.size)
        return await model.run(input, signal)
      },
    })
    const { matting, smallMatting } = models
    await rehearse(
      { ...models, matting: count(matting), smallMatting: smallMatting && count(smallMatting) },
      new AbortController().signal,
    )
    expect(runs).toEqual([512, 384])
  }, 60_000)

  it('ends when somebody comes', async () => {
    const customer = new AbortController()
    const reason = new Error('a customer')
    inference.takeTimings()
    const rehearsal = rehearse(models, customer.signal)
    const ended = expect(rehearsal).rejects.toBe(reason)
    customer.abort(reason)
    await ended
    expect(inference.takeTimings()['isnet-512'] ?? 0).toBe(0)
  })
})
