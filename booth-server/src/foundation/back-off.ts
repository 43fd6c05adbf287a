/** How long attempts that keep failing wait for each other, ms. */
export interface BackOff {
  /** The ceiling after the first failure; it doubles with each that follows. */
  readonly baseMs: number
  /** Where the ceiling stops growing. */
  readonly capMs: number
  /** Never shorter than this: a device needs time to settle, whatever the jitter says. */
  readonly floorMs?: number
}

/** A server may ask for patience, but a mistaken header must not silence a booth for good. */
const MAX_RETRY_AFTER_MS = 24 * 3_600_000

/**
 * How long to wait after failure number `attempt` (from 1) in a row. Full jitter: anywhere up to a ceiling that doubles
 * from `baseMs` to `capMs`, so ten thousand booths don't come back in step after an outage. `retryAfterMs` is kept to,
 * with the jitter on top, for the same reason. `random` is in 0..1.
 */
export const backOffMs = (
  { attempt, retryAfterMs = null, random }: { attempt: number; retryAfterMs?: number | null; random: number },
  { baseMs, capMs, floorMs = 0 }: BackOff,
): number => {
  // The exponent is bounded too: 2 ** 1024 is Infinity.
  const ceilingMs = Math.min(capMs, baseMs * 2 ** Math.min(Math.max(attempt - 1, 0), 30))
  const jitterMs = Math.max(floorMs, Math.round(random * ceilingMs))
  return jitterMs + Math.min(Math.max(retryAfterMs ?? 0, 0), MAX_RETRY_AFTER_MS)
}
