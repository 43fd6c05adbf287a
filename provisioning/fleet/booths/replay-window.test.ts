import { describe, expect, it } from 'vitest'
import { type ReplayWindow, readWindow, useCounter } from './replay-window.ts'

const use = (counters: readonly number[]): (boolean | number)[] => {
  let window: ReplayWindow = { highest: 0, seen: 0n }
  const taken = counters.map((counter) => {
    const next = useCounter(window, counter)
    if (next !== null) window = next
    return next !== null
  })
  return [...taken, window.highest]
}

describe('the replay window', () => {
  it.each([
    ['in order', [1, 2, 3], [true, true, true, 3]],
    ['twice', [5, 5], [true, false, 5]],
    ['out of order', [5, 3, 4, 3], [true, true, true, false, 5]],
    ['from two blocks', [65, 1, 66, 2, 1], [true, true, true, true, false, 66]],
    ['the oldest that fits', [257, 2], [true, true, 257]],
    ['one too old', [257, 1], [true, false, 257]],
    ['after a leap', [1, 1_000_000, 1, 999_999], [true, true, false, true, 1_000_000]],
    ['at the edge after a leap', [1, 256, 1, 257, 2, 1], [true, true, false, true, true, false, 257]],
  ])('takes each counter once: %s', (_name, counters, expected) => {
    expect(use(counters)).toEqual(expected)
  })

  it('comes back from the database as it went in', () => {
    const window = useCounter({ highest: 300, seen: 0b1011n }, 299 - 200)
    expect(window).not.toBeNull()
    const row = { counter_highest: window?.highest ?? 0, counter_seen: window?.seen.toString(16) ?? '' }
    expect(readWindow(row)).toEqual(window)
  })
})
