import { describe, expect, it } from 'vitest'
import { alphaErrors } from './alpha-errors.ts'

const WIDTH = 100
const HEIGHT = 80
const plane = (value: (x: number, y: number) => number) =>
  Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) => value(at % WIDTH, Math.floor(at / WIDTH)))
const errors = (alpha: Float32Array, truth: Float32Array) => alphaErrors(alpha, truth, WIDTH, HEIGHT)
const square = plane((x, y) => (x >= 30 && x < 70 && y >= 20 && y < 60 ? 1 : 0))

describe('alphaErrors', () => {
  it('finds nothing in the truth itself', () => {
    expect(errors(square, square)).toEqual({ sad: 0, mse: 0, gradient: 0, connectivity: 0 })
  })

  it('counts a missing patch by its area', () => {
    const missing = square.map((value, at) => (at % WIDTH < 40 ? 0 : value))
    const { sad, mse } = errors(missing, square)
    // 10 x 40 px of 8000.
    expect(sad).toBeCloseTo(0.4, 6)
    expect(mse).toBeCloseTo((400 / 8000) * 1000, 6)
  })

  it('sees a haze in SAD a hundred times as much as in MSE', () => {
    const hazy = square.map((value) => Math.max(value, 0.01))
    const { sad, mse, connectivity } = errors(hazy, square)
    expect(sad).toBeCloseTo((6400 * 0.01) / 1000, 4)
    expect(mse).toBeCloseTo(((6400 * 0.0001) / 8000) * 1000, 4)
    // Below the tolerance of 0.15 nothing hangs loose.
    expect(connectivity).toBe(0)
  })

  it('takes a step for a slope of the Gaussian derivative that is known', () => {
    const step = plane((x) => (x >= 50 ? 1 : 0))
    const none = plane(() => 0)
    const { gradient } = errors(step, none)
    // In each row the response to a step is the sum of the filter's tail: computed here from its definition.
    const taps = Array.from({ length: 9 }, (_, index) => index - 4)
    const gauss = taps.map((tap) => Math.exp(-(tap * tap) / (2 * 1.4 * 1.4)))
    const slope = taps.map((tap, index) => tap * gauss[index]!)
    const across = gauss.reduce((sum, value) => sum + value, 0) / Math.hypot(...gauss)
    let perRow = 0
    for (let from = 0; from < 9; from++) {
      const tail = slope.slice(from).reduce((sum, value) => sum + value, 0) / Math.hypot(...slope)
      perRow += (tail * across) ** 2
    }
    expect(gradient).toBeCloseTo((perRow * HEIGHT) / 1000, 5)
  })

  it('knows an island from the same area hanging on', () => {
    const island = square.map((value, at) => {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)]
      return x >= 5 && x < 15 && y >= 5 && y < 15 ? 1 : value
    })
    const attached = square.map((value, at) => {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)]
      return x >= 70 && x < 80 && y >= 20 && y < 30 ? 1 : value
    })
    expect(errors(island, square).sad).toBeCloseTo(0.1, 6)
    expect(errors(island, square).connectivity).toBeCloseTo(0.1, 6)
    // Both hold the attached part for no figure in the truth: it hangs loose in the same way.
    expect(errors(attached, square).connectivity).toBeCloseTo(0.1, 6)
    expect(errors(square, attached).connectivity).toBeCloseTo(0.1, 6)
  })

  it('charges half of a figure for the bridge that it lost', () => {
    const bridge = plane((x, y) => ((x < 30 || x >= 60) && y < 40 ? 1 : y === 10 ? 1 : 0))
    const broken = bridge.map((value, at) => (at % WIDTH === 45 ? 0 : value))
    const { sad, connectivity } = errors(broken, bridge)
    expect(sad).toBeCloseTo(0.001, 6)
    // What hangs loose does so in both by the shared level; only the pixel that differs counts.
    expect(connectivity).toBeCloseTo(0.001, 6)
  })

  it('gives a soft part its level', () => {
    const soft = plane((x, y) => (x >= 30 && x < 70 && y >= 20 && y < 60 ? 0.6 : 0))
    const { connectivity } = errors(soft, square)
    // 1600 px whose shared level is 0.6: nothing loose in ours, 0.4 in the truth.
    expect(connectivity).toBeCloseTo((1600 * 0.4) / 1000, 3)
  })
})
