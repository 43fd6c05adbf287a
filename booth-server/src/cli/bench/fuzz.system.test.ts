import { describe, expect, it } from 'vitest'
import { fuzz, fuzzFile } from './fuzz.ts'
import { fuzzSeeds } from './fuzz-seeds.ts'

describe('damaged pictures', () => {
  it('are the same for the same seed and number, whatever came before', async () => {
    const seeds = await fuzzSeeds()
    for (const index of [0, 7, 123]) {
      const { bytes, how } = fuzzFile(seeds, 1, index)
      const again = fuzzFile(seeds, 1, index)
      expect(how).toEqual(again.how)
      expect(bytes.equals(again.bytes)).toBe(true)
    }
    // None of the damage trips over the damage before it.
    const kinds = new Set(Array.from({ length: 4000 }, (_, index) => fuzzFile(seeds, 1, index).how).flat())
    expect(kinds.size).toBeGreaterThan(14)
  })

  it('end in a portrait or in a code of their own: 300 through the darkroom’s process', async () => {
    const report = await fuzz({ count: 300, seed: 20, first: 0, log: () => {} })
    expect(report.findings).toEqual([])
    expect(Object.values(report.codes).reduce((sum, count) => sum + count, 0)).toBe(300)
    // Damage of every depth: refused at the door, in the decoder, and none at all.
    for (const code of ['image.not-an-image', 'image.unsupported', 'image.truncated', 'face.none', 'ok']) {
      expect(report.codes[code] ?? 0, code).toBeGreaterThan(0)
    }
    expect(report.childrenThatDied).toBe(0)
  }, 600_000)
})
