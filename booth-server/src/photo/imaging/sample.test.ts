import { describe, expect, it } from 'vitest'
import { affineOf, apply, type RotatedBox } from './affine.ts'
import { sampleBox, toPlanes } from './sample.ts'

const picture = {
  data: Uint8Array.from({ length: 90 * 70 * 3 }, (_, at) => (at * 53 + (at >> 4) * 7) % 256),
  width: 90,
  height: 70,
}
const normalisation = { offset: 127.5, scale: 1 / 127.5 }
const OUTSIDE = 40

const pixelAt = (x: number, y: number, channel: number): number =>
  x < 0 || y < 0 || x >= picture.width || y >= picture.height
    ? OUTSIDE
    : picture.data[(Math.floor(y) * picture.width + Math.floor(x)) * 3 + channel]!

/** By the definition: the mean of so many samples an axis, each the pixel that it lies in. */
const averaged = (box: RotatedBox, size: number, perAxis: number): number[] => {
  const toPicture = affineOf(box, size, size)
  return Array.from({ length: size * size * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    let sum = 0
    for (let sample = 0; sample < perAxis * perAxis; sample++) {
      const u = (pixel % size) + ((sample % perAxis) + 0.5) / perAxis
      const v = Math.floor(pixel / size) + (Math.floor(sample / perAxis) + 0.5) / perAxis
      const { x, y } = apply(toPicture, { x: u, y: v })
      sum += pixelAt(x, y, at % 3)
    }
    return (sum / perAxis ** 2 - normalisation.offset) * normalisation.scale
  })
}

describe('sampleBox', () => {
  it.each([
    ['even number of samples', 2, 0],
    ['odd number of samples', 3, 0],
    ['turned, even', 4, 23],
    ['turned, odd', 3, -31],
  ])('averages what a shrunk box covers: %s', (_, perAxis, rollDeg) => {
    const size = 16
    const box = { centre: { x: 47.3, y: 33.9 }, width: size * perAxis, height: size * perAxis, rollDeg }
    const wanted = averaged(box, size, perAxis)
    const found = sampleBox({ picture, box, size, normalisation, outside: OUTSIDE })
    // A sample on the very edge of a pixel may fall to either side, as rounding has it.
    const differing = wanted.filter((value, at) => Math.abs(value - found[at]!) > 1e-4)
    expect(differing.length).toBeLessThan(0.01 * wanted.length)
    expect(found).toHaveLength(wanted.length)
  })

  it.each([
    ['partly', { x: 5, y: 60 }, 3],
    ['wholly', { x: -400, y: 900 }, 3],
    ['wholly, without shrinking', { x: -400, y: 900 }, 1],
  ])('shows the outside colour where the box lies %s beyond the picture', (_, centre, perAxis) => {
    const size = 16
    const box = { centre, width: size * perAxis, height: size * perAxis, rollDeg: 10 }
    const wanted = averaged(box, size, perAxis)
    const found = sampleBox({ picture, box, size, normalisation, outside: OUTSIDE })
    const beyond = (OUTSIDE - normalisation.offset) * normalisation.scale
    wanted.forEach((value, at) => {
      if (Math.abs(value - beyond) < 1e-9) expect(found[at]).toBeCloseTo(beyond, 5)
    })
    expect(found.every((value) => Number.isFinite(value))).toBe(true)
  })

  it('reads between pixels where a box is enlarged: an even slope stays one', () => {
    const slope = { ...picture, data: picture.data.map((_, at) => 2 * (Math.floor(at / 3) % picture.width)) }
    const box = { centre: { x: 45, y: 35 }, width: 20, height: 20, rollDeg: 15 }
    const size = 40
    const toPicture = affineOf(box, size, size)
    const found = sampleBox({ picture: slope, box, size, normalisation: { offset: 0, scale: 1 }, outside: 0 })
    for (let pixel = 0; pixel < size * size; pixel++) {
      const { x } = apply(toPicture, { x: (pixel % size) + 0.5, y: Math.floor(pixel / size) + 0.5 })
      expect(found[pixel * 3 + 1]).toBeCloseTo(2 * (x - 0.5), 3)
    }
  })
})

describe('toPlanes', () => {
  it('parts the channels and normalises', () => {
    const planes = toPlanes(Uint8Array.of(0, 10, 20, 255, 30, 40), { offset: 10, scale: 0.5 })
    expect([...planes]).toEqual([-5, 122.5, 0, 10, 5, 15])
  })
})
