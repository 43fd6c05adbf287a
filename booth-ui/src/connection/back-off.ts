/**
 * Waits between attempts: they double from `firstMs` to `longestMs`, each shortened by up to a quarter at random, so
 * that screens which lost the same server do not come back in step.
 */
export interface BackOff {
  /** Milliseconds to wait before the next attempt. */
  next(): number
  /** An attempt succeeded: start over. */
  reset(): void
}

export interface BackOffOptions {
  readonly firstMs?: number
  readonly longestMs?: number
  /** 0 <= value < 1. */
  readonly random?: () => number
}

export const createBackOff = ({
  firstMs = 250,
  longestMs = 5_000,
  random = Math.random,
}: BackOffOptions = {}): BackOff => {
  let attempt = 0
  return {
    next() {
      const wholeMs = Math.min(longestMs, firstMs * 2 ** attempt)
      // Past the longest wait the exponent must not grow on: a booth may be without its server for days.
      if (wholeMs < longestMs) attempt += 1
      return Math.round(wholeMs * (1 - random() / 4))
    },
    reset() {
      attempt = 0
    },
  }
}
