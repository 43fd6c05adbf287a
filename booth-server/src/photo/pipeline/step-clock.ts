import type { StepId } from '../../protocol/codes.ts'

export class StepClock {
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
