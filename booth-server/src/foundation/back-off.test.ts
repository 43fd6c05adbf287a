import { expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

const minute = 60_000
const backOff = { baseMs: 2000, capMs: 15 * minute }

it.each([
  { attempt: 1, random: 1, retryAfterMs: null, waitMs: 2000 },
  { attempt: 1, random: 0, retryAfterMs: null, waitMs: 0 },
  { attempt: 2, random: 1, retryAfterMs: null, waitMs: 4000 },
  { attempt: 3, random: 0.25, retryAfterMs: null, waitMs: 2000 },
  { attempt: 9, random: 1, retryAfterMs: null, waitMs: 512_000 },
  { attempt: 10, random: 1, retryAfterMs: null, waitMs: 15 * minute },
  { attempt: 5000, random: 1, retryAfterMs: null, waitMs: 15 * minute },
  { attempt: 5000, random: 0.5, retryAfterMs: null, waitMs: 7.5 * minute },
  { attempt: 1, random: 0, retryAfterMs: 120_000, waitMs: 120_000 },
  { attempt: 1, random: 1, retryAfterMs: 120_000, waitMs: 122_000 },
  { attempt: 1, random: 0, retryAfterMs: 40 * 24 * 60 * minute, waitMs: 24 * 60 * minute },
  { attempt: 1, random: 0, retryAfterMs: -5, waitMs: 0 },
  { attempt: 0, random: 1, retryAfterMs: null, waitMs: 2000 },
])('attempt $attempt, random $random, Retry-After $retryAfterMs: $waitMs ms', ({ waitMs, ...given }) => {
  expect(backOffMs(given, backOff)).toBe(waitMs)
})

it('never waits less than the floor', () => {
  expect(backOffMs({ attempt: 1, random: 0 }, { ...backOff, floorMs: 500 })).toBe(500)
  expect(backOffMs({ attempt: 1, random: 1 }, { ...backOff, floorMs: 500 })).toBe(2000)
})
