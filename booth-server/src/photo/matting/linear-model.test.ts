import { describe, expect, it } from 'vitest'
import { withKernels } from '../imaging/kernels.ts'

const WIDTH = 12
const HEIGHT = 10
const CELLS = WIDTH * HEIGHT

type Colour = readonly [red: number, green: number, blue: number]

/** Cells as the kernels want them: red, green, blue, opacity. */
const vectorsOf = (colour: (at: number) => Colour, alpha: (at: number) => number): Float32Array =>
  Float32Array.from({ length: 4 * CELLS }, (_, at) => {
    const cell = Math.floor(at / 4)
    return at % 4 === 3 ? alpha(cell) : colour(cell)[at % 4]!
  })

/** What a model of slopes and offset makes of each cell's colour. */
const applied = (model: Float32Array, colours: Float32Array): number[] =>
  Array.from({ length: CELLS }, (_, at) => {
    const [r, g, b, offset] = model.subarray(4 * at, 4 * at + 4)
    return r! * colours[4 * at]! + g! * colours[4 * at + 1]! + b! * colours[4 * at + 2]! + offset!
  })

describe('fitGuidedFilter', () => {
  const RADIUS = 2
  const EPSILON = 0.01

  const window = (at: number): number[] =>
    Array.from({ length: CELLS }, (_, other) => other).filter(
      (other) =>
        Math.abs(Math.floor(other / WIDTH) - Math.floor(at / WIDTH)) <= RADIUS &&
        Math.abs((other % WIDTH) - (at % WIDTH)) <= RADIUS,
    )
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  /** Solves (Σ + εU) a = c by Cramer's rule. */
  const solve = (m: number[][], c: number[]): number[] => {
    const det = ([p, q, r]: number[][]) =>
      p![0]! * (q![1]! * r![2]! - q![2]! * r![1]!) -
      p![1]! * (q![0]! * r![2]! - q![2]! * r![0]!) +
      p![2]! * (q![0]! * r![1]! - q![1]! * r![0]!)
    return [0, 1, 2].map((column) => det(m.map((row, i) => row.map((x, j) => (j === column ? c[i]! : x)))) / det(m))
  }

  it('is He, Sun and Tang’s colour guided filter, in double precision', () => {
    const colours = vectorsOf(
      (at) => [0.5 + 0.4 * Math.sin(at * 1.7), 0.5 + 0.4 * Math.cos(at * 2.3), 0.5 + 0.4 * Math.sin(at * 3.1 + 1)],
      (at) => (at % WIDTH) / WIDTH,
    )
    const channel = (at: number, c: number) => colours[4 * at + c]!
    const models = Array.from({ length: CELLS }, (_, at) => {
      const cells = window(at)
      const means = [0, 1, 2, 3].map((c) => mean(cells.map((cell) => channel(cell, c))))
      const covariance = (c: number, d: number) =>
        mean(cells.map((cell) => channel(cell, c) * channel(cell, d))) - means[c]! * means[d]!
      const sigma = [0, 1, 2].map((c) => [0, 1, 2].map((d) => covariance(c, d) + (c === d ? EPSILON : 0)))
      const slopes = solve(
        sigma,
        [0, 1, 2].map((c) => covariance(c, 3)),
      )
      return [...slopes, means[3]! - slopes.reduce((sum, slope, c) => sum + slope * means[c]!, 0)]
    })
    const fitted = withKernels((kernels, scratch) => {
      const model = scratch.vectors(CELLS)
      kernels.fitGuidedFilter({
        colours: scratch.putVectors(colours),
        unknown: scratch.put(new Uint8Array(CELLS).fill(1)),
        width: WIDTH,
        height: HEIGHT,
        radius: RADIUS,
        epsilon: EPSILON,
        model,
      })
      return scratch.readVectors(model, CELLS)
    })
    for (let at = 0; at < CELLS; at++) {
      const cells = window(at)
      for (let c = 0; c < 4; c++)
        expect(fitted[4 * at + c]).toBeCloseTo(mean(cells.map((cell) => models[cell]![c]!)), 3)
    }
  })
})

describe('blendFisher', () => {
  const FOREGROUND: Colour = [0.85, 0.7, 0.2]
  const BACKGROUND: Colour = [0.15, 0.3, 0.55]
  const HAZE = 0.03
  /** Foreground on the left, background on the right, mixtures between. */
  const alphaAt = (at: number) => Math.min(Math.max((8 - (at % WIDTH)) / 5, 0), 1)
  const mixed = vectorsOf(
    (at) => [0, 1, 2].map((c) => BACKGROUND[c]! + alphaAt(at) * (FOREGROUND[c]! - BACKGROUND[c]!)) as unknown as Colour,
    () => 0.5,
  )
  const blend = (separation: number): number[] => {
    const blended = withKernels((kernels, scratch) => {
      // The guided filter's model says a half everywhere.
      const model = scratch.putVectors(
        vectorsOf(
          () => [0, 0, 0],
          () => 0.5,
        ),
      )
      const known = Float32Array.from({ length: 2 * CELLS }, (_, at) =>
        Number(alphaAt(Math.floor(at / 2)) === (at % 2 === 0 ? 1 : 0)),
      )
      kernels.blendFisher({
        colours: scratch.putVectors(mixed),
        known: scratch.put(known),
        unknown: scratch.put(new Uint8Array(CELLS).fill(1)),
        width: WIDTH,
        height: HEIGHT,
        radius: WIDTH,
        separationFrom: separation,
        separationTo: separation + 1,
        hazeSure: HAZE,
        hazeUnsure: 0.2,
        model,
      })
      return scratch.readVectors(model, CELLS)
    })
    return applied(blended, mixed)
  }

  it('reads a mixture of both colours as its share of foreground, stretched by the haze', () => {
    blend(25).forEach((value, at) => {
      expect(value).toBeCloseTo((alphaAt(at) - HAZE) / (1 - 2 * HAZE), 3)
    })
  })

  it('leaves the model where the colours are not separated enough', () => {
    for (const value of blend(1e6)) expect(value).toBeCloseTo(0.5, 4)
  })
})
