import { describe, expect, it } from 'vitest'
import { createBackOff } from './back-off.ts'

describe('createBackOff', () => {
  it('doubles up to the longest wait, and starts over after a success', () => {
    const backOff = createBackOff({ firstMs: 100, longestMs: 1000, random: () => 0 })
    expect(Array.from({ length: 6 }, () => backOff.next())).toEqual([100, 200, 400, 800, 1000, 1000])
    backOff.reset()
    expect(backOff.next()).toBe(100)
  })

  it('shortens by up to a quarter, and never waits for ever', () => {
    const backOff = createBackOff({ firstMs: 100, longestMs: 1000, random: () => 0.999 })
    expect(backOff.next()).toBe(75)
    for (let attempt = 0; attempt < 5000; attempt++) backOff.next()
    expect(backOff.next()).toBe(750)
  })
})
