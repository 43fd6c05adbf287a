/** Counts down while nobody touches the screen. One at a time; expired or stopped it does nothing. */
export class IdleClock {
  readonly #onExpire: () => void
  #timer: NodeJS.Timeout | null = null
  #durationMs = 0
  #warnMs = 0
  #endsAtMs = 0

  constructor(onExpire: () => void) {
    this.#onExpire = onExpire
  }

  start(durationMs: number, warnMs: number): void {
    this.stop()
    this.#durationMs = durationMs
    this.#warnMs = Math.min(warnMs, durationMs)
    this.#endsAtMs = performance.now() + durationMs
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#onExpire()
    }, durationMs)
  }

  /** Begins anew with the same duration. */
  extend(): void {
    if (this.#timer) this.start(this.#durationMs, this.#warnMs)
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  get view(): { remainingMs: number; warnMs: number } | null {
    if (!this.#timer) return null
    return { remainingMs: Math.max(0, Math.round(this.#endsAtMs - performance.now())), warnMs: this.#warnMs }
  }
}
