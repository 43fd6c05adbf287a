import { Type } from 'typebox'

/**
 * The hours that a record may state, both inclusive, UTC. No booth ran this software before 2026; the end is what a
 * schema can say without knowing the time.
 */
export const plausibleHours = { first: '2026-01-01T00:00:00Z', last: '2099-12-31T23:00:00Z' } as const

/** UTC, cut to the hour, within `plausibleHours`: `2026-11-23T14:00:00Z`. */
export const hourText = Type.String({
  pattern: '^20(2[6-9]|[3-9]\\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):00:00Z$',
})

/** A clock that shows local time as UTC is up to 14 hours ahead. */
export const maxHourLeadMs = 24 * 60 * 60 * 1000

/** What is wrong with an hour that `hourText` takes, for whoever knows the time; null: nothing. */
export const faultOfHour = (hour: string, nowMs: number): 'is not a time' | 'lies in the future' | null => {
  const ms = Date.parse(hour)
  if (Number.isNaN(ms) || new Date(ms).toISOString().replace('.000Z', 'Z') !== hour) return 'is not a time'
  return ms > nowMs + maxHourLeadMs ? 'lies in the future' : null
}
