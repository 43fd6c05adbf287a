/** Waits between attempts to open a device: doubling, never ending. */
export interface BackOff {
  readonly minMs: number
  readonly maxMs: number
}

export const cameraBackOff: BackOff = { minMs: 2000, maxMs: 20_000 }

/** `attempt` counts from 1. */
export const waitBeforeAttempt = (attempt: number, backOff: BackOff): number =>
  Math.min(backOff.maxMs, backOff.minMs * 2 ** Math.min(attempt - 1, 16))
