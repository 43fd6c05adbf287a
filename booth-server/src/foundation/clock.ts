import { performance } from 'node:perf_hooks'

/** Time comes from outside, so that tests can move it. */
export interface Clock {
  /** Wall clock, ms since 1970 UTC. A booth's may be wrong, and may jump either way. */
  nowMs(): number
  /** ms since the process started; never jumps, never runs back. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** UTC cut to the hour, as a generation record states it: `2026-11-23T14:00:00Z`. */
export const utcHour = (nowMs: number): string => `${new Date(nowMs).toISOString().slice(0, 13)}:00:00Z`

/** The calendar day where the booth stands (the process's time zone): `2026-11-23`. */
export const localDay = (nowMs: number): string => {
  const date = new Date(nowMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
