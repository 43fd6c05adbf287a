import type { Frame } from '../camera/camera.ts'
import type { LiveView } from './live-view.ts'

export interface FramePacerDeps {
  readonly live: LiveView
  /** Copies what it sends. */
  readonly send: (frame: Frame) => void
  /** A page that was busy elsewhere may never answer: after this long the next frame goes out all the same. */
  readonly answerWithinMs?: number
}

/** Live frames at the screen's own pace: the newest one, once the last has been painted. Never a queue. */
export class FramePacer {
  readonly #deps: FramePacerDeps
  #sentSequence = -1
  #sentAtMs = Number.NEGATIVE_INFINITY
  #isAwaited = false
  readonly #unsubscribe: () => void

  constructor(deps: FramePacerDeps) {
    this.#deps = deps
    this.#unsubscribe = deps.live.onNewest(() => this.#offer())
  }

  /** The screen painted frame `sequence`. An answer to another frame than the last one changes nothing. */
  painted(sequence: number): void {
    if (sequence !== this.#sentSequence) return
    this.#isAwaited = false
    this.#offer()
  }

  stop(): void {
    this.#unsubscribe()
  }

  #offer(): void {
    const { live, send, answerWithinMs = 1000 } = this.#deps
    const nowMs = performance.now()
    if (this.#isAwaited && nowMs - this.#sentAtMs < answerWithinMs) return
    const leased = live.lease(this.#sentSequence)
    if (!leased) return
    this.#isAwaited = true
    this.#sentSequence = leased.frame.sequence
    this.#sentAtMs = nowMs
    send(leased.frame)
    leased.release()
  }
}
