import { describe, expect, it } from 'vitest'
import { affineOf, apply, invert } from './affine.ts'

describe('affineOf', () => {
  const box = { centre: { x: 40, y: 30 }, width: 20, height: 10, rollDeg: 90 }
  it('rotates clockwise about the centre', () => {
    const map = affineOf(box, 20, 10)
    expect(apply(map, { x: 10, y: 5 })).toEqual({ x: 40, y: 30 })
    // The raster's right end lies below on the picture, when turned a quarter clockwise.
    const right = apply(map, { x: 20, y: 5 })
    expect(right.x).toBeCloseTo(40)
    expect(right.y).toBeCloseTo(40)
  })
  it('is undone by invert', () => {
    const map = affineOf({ ...box, rollDeg: 17 }, 55, 33)
    const back = apply(invert(map), apply(map, { x: 12, y: 7 }))
    expect(back.x).toBeCloseTo(12)
    expect(back.y).toBeCloseTo(7)
  })
})
