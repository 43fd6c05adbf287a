import { describe, expect, it } from 'vitest'
import { affineOf, apply, upright } from './affine.ts'
import { resamplePlane } from './resample-plane.ts'

/** A plane that rises by `across` a pixel to the right and `down` a pixel downwards, read at pixel centres. */
const slope = (width: number, height: number, across: number, down: number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, at) => {
    const x = (at % width) + 0.5
    const y = Math.floor(at / width) + 0.5
    return across * x + down * y
  })

describe('resamplePlane', () => {
  it.each([
    ['as it is', 0, 1],
    ['turned left', -12, 1],
    ['turned far', 43, 1],
    ['shrunk and turned', 8, 0.4],
    ['enlarged and turned', -20, 2.5],
  ])('keeps an even slope: %s', (_, rollDeg, scale) => {
    const source = { data: slope(200, 160, 2, -1), width: 200, height: 160 }
    const box = { centre: { x: 101, y: 82 }, width: 60, height: 50, rollDeg }
    const width = Math.round(60 * scale)
    const height = Math.round(50 * scale)
    const result = resamplePlane(source, box, width, height, 'lanczos3')
    const map = affineOf(box, width, height)
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const { x, y } = apply(map, { x: u + 0.5, y: v + 0.5 })
        // A windowed sinc reproduces a slope to a few hundredths of its step; positions are rounded to 1/64 px.
        expect(Math.abs(result[v * width + u]! - (2 * x - y))).toBeLessThan(0.12)
      }
    }
  })

  it('does not let fine stripes turn into coarse ones when it shrinks', () => {
    const data = Float32Array.from({ length: 300 * 300 }, (_, at) => ((at % 300) % 2 === 0 ? 255 : 0))
    const whole = upright({ left: 0, top: 0, width: 300, height: 300 })
    const result = resamplePlane({ data, width: 300, height: 300 }, whole, 70, 70, 'lanczos3')
    // At the source's edge the repeated last column weighs more.
    for (let at = 0; at < result.length; at++) {
      if (at % 70 >= 3 && at % 70 < 67) expect(Math.abs(result[at]! - 127.5)).toBeLessThan(8)
    }
  })

  it('goes on with the edge beyond the source', () => {
    const source = { data: new Float32Array(400).fill(1), width: 20, height: 20 }
    const box = upright({ left: -20, top: 0, width: 20, height: 20 })
    expect(resamplePlane(source, box, 20, 20, 'cubic')[10 * 20 + 5]).toBeCloseTo(1)
  })

  it('gives an empty raster far below the source', () => {
    const source = { data: new Float32Array(400).fill(1), width: 20, height: 20 }
    const box = upright({ left: 0, top: 500, width: 10, height: 10 })
    expect([...resamplePlane(source, box, 4, 4, 'cubic')]).toEqual(new Array(16).fill(0))
  })
})
