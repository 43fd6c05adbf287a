import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { faultOfHour, hourText, maxHourLeadMs, plausibleHours } from './plausible-hour.ts'

const schema = Compile(hourText)
const hourMs = 3_600_000
const textOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 13)}:00:00Z`
const { first, last } = plausibleHours

describe('the hours that a record may state', () => {
  it.each([
    ['the first', first, true],
    ['the hour before it', textOf(Date.parse(first) - hourMs), false],
    ['the last', last, true],
    ['the hour after it', textOf(Date.parse(last) + hourMs), false],
    ['1970', '1970-01-01T00:00:00Z', false],
    ['9999', '9999-12-31T23:00:00Z', false],
    ['minutes', '2026-11-24T14:05:00Z', false],
    ['hour 24', '2026-11-24T24:00:00Z', false],
    ['a thirteenth month', '2026-13-24T10:00:00Z', false],
  ])('by the schema alone: %s', (_, hour, isTaken) => {
    expect(schema.Check(hour)).toBe(isTaken)
  })

  const now = Date.UTC(2026, 10, 24, 14)
  it.each([
    ['long ago', '2026-01-01T00:00:00Z', null],
    ['now', textOf(now), null],
    ['a day ahead', textOf(now + maxHourLeadMs), null],
    ['an hour more', textOf(now + maxHourLeadMs + hourMs), 'lies in the future'],
    ['the 30th of February', '2026-02-30T10:00:00Z', 'is not a time'],
  ])('by who knows the time: %s', (_, hour, fault) => {
    expect(schema.Check(hour)).toBe(true)
    expect(faultOfHour(hour, now)).toBe(fault)
  })
})
