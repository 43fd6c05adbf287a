export interface BackOff {
  readonly baseMs: number
  readonly capMs: number
}

export const syncBackOff: BackOff = { baseMs: 2000, capMs: 15 * 60_000 }

/** A fleet may ask for patience, but a mistaken header must not silence a booth for good. */
const maxRetryAfterMs = 24 * 3_600_000

/**
 * How long to wait after failure number `attempt` (from 1) in a row. Full jitter: anywhere up to a ceiling that doubles
 * from `baseMs` to `capMs`, so ten thousand booths don't come back in step after an outage. `retryAfterMs` is kept to,
 * with the jitter on top, for the same reason. `random` is in 0..1.
 */
export const backOffMs = (
  { attempt, retryAfterMs, random }: { attempt: number; retryAfterMs: number | null; random: number },
  { baseMs, capMs }: BackOff = syncBackOff,
): number => {
  // The exponent is bounded too: 2 ** 1024 is Infinity.
  const ceilingMs = Math.min(capMs, baseMs * 2 ** Math.min(Math.max(attempt - 1, 0), 30))
  const jitterMs = Math.round(random * ceilingMs)
  return jitterMs + Math.min(Math.max(retryAfterMs ?? 0, 0), maxRetryAfterMs)
}
