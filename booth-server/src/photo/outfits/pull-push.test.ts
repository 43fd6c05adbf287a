import { describe, expect, it } from 'vitest'
import { pullPush } from './pull-push.ts'

const job = (width: number, height: number, known: (x: number, y: number) => number | null) => {
  const values = Array.from({ length: width * height }, (_, at) => known(at % width, Math.floor(at / width)))
  const plane = () => Float32Array.from(values, (value) => value ?? 0)
  return {
    planes: [plane(), plane(), plane()] as const,
    weight: Float32Array.from(values, (value) => (value === null ? 0 : 1)),
    width,
    height,
  }
}

describe('pullPush', () => {
  it('keeps what is known and makes the rest of it', () => {
    const part = job(37, 23, (x) => (x < 10 ? 50 : null))
    pullPush(part)
    for (const plane of part.planes) for (const value of plane) expect(value).toBeCloseTo(50, 3)
  })

  it('goes from one side over to the other without a step', () => {
    const part = job(64, 16, (x) => (x < 8 ? 0 : x >= 56 ? 100 : null))
    pullPush(part)
    const row = Array.from(part.planes[0].subarray(8 * 64, 9 * 64))
    row.slice(1).forEach((value, index) => {
      expect(value - row[index]!).toBeGreaterThan(-3)
      expect(value - row[index]!).toBeLessThan(25)
    })
    expect(row[32]).toBeGreaterThan(25)
    expect(row[32]).toBeLessThan(75)
  })

  it('leaves a picture of which nothing is known as it is', () => {
    const part = job(5, 5, () => null)
    pullPush(part)
    expect([...part.planes[0]].every((value) => Number.isFinite(value))).toBe(true)
  })
})
