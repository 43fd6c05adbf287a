import { describe, expect, it } from 'vitest'
import { boxBlur } from './box-blur.ts'

/** The definition, pixel by pixel. */
const slowly = (source: Float32Array, width: number, height: number, r: number): number[] =>
  Array.from(source, (_, at) => {
    let sum = 0
    let count = 0
    for (let y = Math.max(0, Math.floor(at / width) - r); y <= Math.min(height - 1, Math.floor(at / width) + r); y++) {
      for (let x = Math.max(0, (at % width) - r); x <= Math.min(width - 1, (at % width) + r); x++) {
        sum += source[y * width + x]!
        count++
      }
    }
    return sum / count
  })

describe('boxBlur', () => {
  it.each([
    [13, 9, 1],
    [13, 9, 3],
    [9, 13, 6],
    [5, 7, 9],
    [1, 1, 2],
    [40, 3, 19],
  ])('%i x %i px by a radius of %i is the mean of the window', (width, height, radius) => {
    const source = Float32Array.from({ length: width * height }, (_, at) => Math.sin(at * 12.9898) * 50)
    const expected = slowly(source, width, height, Math.min(radius, Math.max(width, height) - 1))
    boxBlur(source, width, height, radius).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 3)
    })
  })

  it('may write onto its source, and copies at radius 0', () => {
    const source = Float32Array.from([1, 2, 3, 4])
    expect([...boxBlur(source, 2, 2, 0)]).toEqual([1, 2, 3, 4])
    expect(boxBlur(source, 2, 2, 1, source)).toBe(source)
    expect([...source]).toEqual([2.5, 2.5, 2.5, 2.5])
  })
})
