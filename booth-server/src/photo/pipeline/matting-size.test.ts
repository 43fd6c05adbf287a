import { describe, expect, it } from 'vitest'
import { sizeWithin } from './matting-size.ts'

describe('sizeWithin', () => {
  it.each([
    [5, 700, 1024],
    [90, 700, 1024],
    [90, 600, 512],
    [220, 700, 512],
    [330, 700, 512],
    [600, 700, 384],
    [9000, 700, 384],
    [220, 300, 384],
  ])('a smallest run of %i ms and a budget of %i ms give %i', (runMs, budgetMs, size) => {
    expect(sizeWithin(runMs, budgetMs)).toBe(size)
  })
})
