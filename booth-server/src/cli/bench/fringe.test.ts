import { describe, expect, it } from 'vitest'
import type { Picture } from '../../photo/imaging/values.ts'
import { fringesOf } from './fringe.ts'

const SIZE = 200
const figureColour = [60, 40, 30] as const
const wallColour = [200, 215, 60] as const

/** A disc with a soft edge of 8 px, photographed before a wall. */
const alpha = Float32Array.from({ length: SIZE * SIZE }, (_, at) => {
  const distance = Math.hypot((at % SIZE) - 100, Math.floor(at / SIZE) - 100)
  return Math.min(Math.max((64 - distance) / 8, 0), 1)
})
const mixture = (weight: (at: number) => number): Picture => {
  const data = new Uint8Array(SIZE * SIZE * 3)
  for (let at = 0; at < alpha.length; at++) {
    const a = weight(at)
    for (let channel = 0; channel < 3; channel++)
      data[3 * at + channel] = Math.round(a * figureColour[channel]! + (1 - a) * wallColour[channel]!)
  }
  return { data, width: SIZE, height: SIZE }
}
const photograph = mixture((at) => alpha[at]!)
const pure = mixture(() => 1)
const black: Picture = { ...pure, data: new Uint8Array(pure.data.length) }
const white: Picture = { ...pure, data: new Uint8Array(pure.data.length).fill(255) }

describe('fringesOf', () => {
  it('finds none where the true colour lies under the true opacity', () => {
    const [fringe] = fringesOf(photograph, [{ foreground: pure, alpha }])
    expect(fringe!.bleedPercent).toBeLessThan(1)
    expect(fringe!.darkRim).toBeLessThan(0.5)
    expect(fringe!.brightRim).toBeLessThan(0.5)
  })

  it('finds the old wall where the photograph itself is laid: a (1 - a) of it, pixel by pixel', () => {
    const [fringe] = fringesOf(photograph, [{ foreground: photograph, alpha }])
    // The ramp goes from 56 to 64 px, and the band two pixels on to either side.
    const band = [...alpha].filter((_, at) => {
      const distance = Math.hypot((at % SIZE) - 100, Math.floor(at / SIZE) - 100)
      return distance > 54 && distance < 66
    })
    const expected = (100 * band.reduce((sum, value) => sum + value * (1 - value), 0)) / band.length
    expect(fringe!.bleedPercent).toBeGreaterThan(expected * 0.85)
    expect(fringe!.bleedPercent).toBeLessThan(expected * 1.15)
  })

  it('finds more of it where the matte is too wide', () => {
    const wide = alpha.map((value) => Math.min(1, value * 2))
    const [right, wrong] = fringesOf(photograph, [
      { foreground: photograph, alpha },
      { foreground: photograph, alpha: wide },
    ])
    expect(wrong!.bleedPercent).toBeGreaterThan(right!.bleedPercent * 1.5)
  })

  it('tells a dark rim from a bright one', () => {
    const [dark, bright] = fringesOf(photograph, [
      { foreground: black, alpha },
      { foreground: white, alpha },
    ])
    expect(dark!.darkRim).toBeGreaterThan(0.8)
    expect(dark!.brightRim).toBeLessThan(0.5)
    expect(bright!.brightRim).toBeGreaterThan(20)
    expect(bright!.darkRim).toBeLessThan(0.5)
  })

  it('measures nothing where there is no edge', () => {
    const [fringe] = fringesOf(photograph, [{ foreground: photograph, alpha: new Float32Array(SIZE * SIZE).fill(1) }])
    expect(fringe).toEqual({ bleedPercent: 0, darkRim: 0, brightRim: 0 })
  })
})
