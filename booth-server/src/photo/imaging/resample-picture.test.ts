import { describe, expect, it } from 'vitest'
import { upright } from './affine.ts'
import { resamplePicture } from './resample-picture.ts'
import { resamplePlane } from './resample-plane.ts'

const drawn = (width: number, height: number) => ({
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 37 + (at >> 5) * 11) % 256),
  width,
  height,
})

describe('resamplePicture', () => {
  it('gives back what it got at the same size', () => {
    const source = drawn(30, 20)
    const whole = upright({ left: 0, top: 0, width: 30, height: 20 })
    expect(resamplePicture(source, whole, 30, 20)).toEqual(source)
  })

  it.each([0, 1, 127, 254, 255])('keeps an even area of %d as it is, at any turn and beyond the edge', (level) => {
    const source = { data: new Uint8Array(50 * 40 * 3).fill(level), width: 50, height: 40 }
    const box = { centre: { x: 30, y: 20 }, width: 60, height: 45, rollDeg: 17 }
    const { data } = resamplePicture(source, box, 37, 29)
    expect(new Set(data)).toEqual(new Set([level]))
  })

  it.each([
    ['turned', 12, 1],
    ['shrunk and turned', -7, 0.4],
    ['enlarged and turned', 33, 2.5],
  ])('is each channel as floating-point numbers give it, to a level: %s', (_, rollDeg, scale) => {
    const source = drawn(120, 90)
    const box = { centre: { x: 63, y: 44 }, width: 80, height: 60, rollDeg }
    const width = Math.round(80 * scale)
    const height = Math.round(60 * scale)
    const { data } = resamplePicture(source, box, width, height)
    for (const channel of [0, 1, 2]) {
      const plane = {
        ...source,
        data: Float32Array.from({ length: 120 * 90 }, (_, at) => source.data[3 * at + channel]!),
      }
      const exact = resamplePlane(plane, box, width, height, 'lanczos3')
      exact.forEach((value, at) => {
        expect(Math.abs(data[3 * at + channel]! - Math.min(Math.max(value, 0), 255))).toBeLessThan(0.6)
      })
    }
  })
})
