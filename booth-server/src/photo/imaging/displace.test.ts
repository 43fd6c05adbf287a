import { describe, expect, it } from 'vitest'
import { displace } from './displace.ts'

const width = 40
const height = 30
const planeOf = (value: (x: number, y: number) => number) =>
  Float32Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)))
const constant = (value: number) => new Float32Array(width * height).fill(value)

describe('displace', () => {
  it('keeps the very values of what stays in place', () => {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 37) % 256)
    const moved = displace(data, { width, height, channels: 3 }, { right: constant(0), down: constant(0) })
    expect(moved).toEqual(Float32Array.from(data))
  })

  it('reads from as far right and down as it is told, whole pixels and parts', () => {
    const ramp = planeOf((x, y) => 3 * x + 7 * y)
    const moved = displace(ramp, { width, height, channels: 1 }, { right: constant(2.3), down: constant(-1.6) })
    for (const [x, y] of [
      [10, 10],
      [20, 15],
      [30, 25],
    ] as const)
      expect(moved[y * width + x]).toBeCloseTo(3 * (x + 2.3) + 7 * (y - 1.6), 3)
  })

  it('keeps channels apart', () => {
    const data = new Float32Array(width * height * 3)
    for (let at = 0; at < data.length; at += 3) data.set([10, 20, 30], at)
    const moved = displace(data, { width, height, channels: 3 }, { right: constant(0.5), down: constant(0.5) })
    expect([...moved.slice(300, 303)].map((value) => Math.round(value * 1e3) / 1e3)).toEqual([10, 20, 30])
  })

  it('carries the edge on beyond it', () => {
    const moved = displace(
      planeOf((x) => x),
      { width, height, channels: 1 },
      { right: constant(1000), down: constant(-1000) },
    )
    expect(Math.min(...moved)).toBe(width - 1)
  })
})
