import { describe, expect, it } from 'vitest'
import { tabulateWarp, thinPlateSpline } from './thin-plate-spline.ts'

const square = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 0, y: 80 },
  { x: 100, y: 80 },
  { x: 40, y: 30 },
]

describe('thinPlateSpline', () => {
  it('takes each point to its own', () => {
    const to = square.map(({ x, y }, index) => ({ x: 2 * x + 7 * Math.sin(index), y: 3 * y - 5 * Math.cos(index) }))
    const warp = thinPlateSpline(square, to)
    square.forEach(({ x, y }, index) => {
      expect(warp(x, y).x).toBeCloseTo(to[index]!.x, 6)
      expect(warp(x, y).y).toBeCloseTo(to[index]!.y, 6)
    })
  })

  it('is straight where the points ask for no bend', () => {
    const straight = (x: number, y: number) => ({ x: 1.5 * x - 0.2 * y + 4, y: 0.3 * x + 0.9 * y - 6 })
    const warp = thinPlateSpline(
      square,
      square.map(({ x, y }) => straight(x, y)),
    )
    for (const [x, y] of [
      [250, -40],
      [33, 61],
    ] as const) {
      expect(warp(x, y).x).toBeCloseTo(straight(x, y).x, 6)
      expect(warp(x, y).y).toBeCloseTo(straight(x, y).y, 6)
    }
  })
})

describe('tabulateWarp', () => {
  it('holds the warp at its nodes, beyond the last pixel too', () => {
    const grid = tabulateWarp((x, y) => ({ x: x + 0.5 * y, y: y * y }), 30, 20, 8)
    const node = 2 * grid.columns + 3
    expect([grid.x[node], grid.y[node]]).toEqual([24 + 8, 256])
    expect((grid.columns - 1) * 8).toBeGreaterThan(30)
    expect(grid.x.length % grid.columns).toBe(0)
  })
})
