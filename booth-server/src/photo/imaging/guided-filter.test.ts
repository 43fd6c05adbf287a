import { describe, expect, it } from 'vitest'
import { guidedFilter } from './guided-filter.ts'

const WIDTH = 11
const HEIGHT = 9
const RADIUS = 2
const EPSILON = 3

/** The mean of a plane's window around a pixel, by the definition. */
const meanAt = (plane: readonly number[], at: number): number => {
  let sum = 0
  let count = 0
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      if (Math.abs(y - Math.floor(at / WIDTH)) > RADIUS || Math.abs(x - (at % WIDTH)) > RADIUS) continue
      sum += plane[y * WIDTH + x]!
      count++
    }
  }
  return sum / count
}

/** He, Sun, Tang 2013, algorithm 1, in double precision. */
const byDefinition = (source: readonly number[], guide: readonly number[]): number[] => {
  const meansOf = (plane: readonly number[]) => plane.map((_, at) => meanAt(plane, at))
  const [p, i] = [meansOf(source), meansOf(guide)]
  const products = meansOf(guide.map((value, at) => value * source[at]!))
  const squares = meansOf(guide.map((value) => value * value))
  const a = i.map((mean, at) => (products[at]! - mean * p[at]!) / (squares[at]! - mean * mean + EPSILON))
  const b = a.map((slope, at) => p[at]! - slope * i[at]!)
  const [meanA, meanB] = [meansOf(a), meansOf(b)]
  return guide.map((value, at) => meanA[at]! * value + meanB[at]!)
}

describe('guidedFilter', () => {
  const plane = (seed: number) =>
    Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) => Math.sin(at * seed) * 20 + (at % WIDTH > 5 ? 40 : 0))

  it.each([
    ['another plane', plane(12.9898)],
    ['the source itself', null],
  ])('is its definition with %s as the guide', (_, other) => {
    const source = plane(78.233)
    const guide = other ?? source
    const expected = byDefinition([...source], [...guide])
    guidedFilter(source, guide, WIDTH, HEIGHT, RADIUS, EPSILON).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 3)
    })
  })
})
