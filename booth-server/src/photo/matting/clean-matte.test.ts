import { describe, expect, it } from 'vitest'
import { cleanMatte } from './clean-matte.ts'
import type { CoarseMatte } from './coarse-matte.ts'

const SIZE = 128
const region = { left: 0, top: 0, width: SIZE, height: SIZE }
const cells = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: SIZE * SIZE }, (_, at) => value(at % SIZE, Math.floor(at / SIZE)))
type Colour = readonly [red: number, green: number, blue: number]
const black: Colour = [0, 0, 0]
const matteOf = (value: (x: number, y: number) => number, colour: (x: number, y: number) => Colour): CoarseMatte => {
  const guide = Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, at) => {
    const cell = Math.floor(at / 3)
    return Math.round(colour(cell % SIZE, Math.floor(cell / SIZE))[at % 3]! * 255)
  })
  return { alpha: cells(value), size: SIZE, region, guide }
}
const outline = [
  { x: 54, y: 40 },
  { x: 74, y: 40 },
  { x: 70, y: 66 },
  { x: 58, y: 66 },
]
const head = { centre: { x: 64, y: 50 }, heightPx: 60, outline }
const clean = (
  value: (x: number, y: number) => number,
  others: { centre: { x: number; y: number }; heightPx: number }[] = [],
  colour: (x: number, y: number) => Colour = () => black,
) => {
  const { alpha } = cleanMatte({ matte: matteOf(value, colour), head, others })
  return (x: number, y: number) => alpha[y * SIZE + x]!
}

/** A head on shoulders. */
const isPerson = (x: number, y: number) => Math.hypot(x - 64, (y - 50) / 1.2) < 26 || (y > 75 && Math.abs(x - 64) < 45)
const person = (x: number, y: number) => (isPerson(x, y) ? 1 : 0)

describe('cleanMatte', () => {
  it('leaves a whole person alone', () => {
    const at = clean(person)
    for (let y = 0; y < SIZE; y++) for (let x = 0; x < SIZE; x++) expect(at(x, y)).toBeCloseTo(person(x, y))
  })

  it('closes a hole in the face and one in the shirt', () => {
    const at = clean((x, y) => (Math.hypot(x - 70, y - 60) < 5 || Math.hypot(x - 60, y - 110) < 3 ? 0 : person(x, y)))
    expect(at(70, 60)).toBe(1)
    expect(at(60, 110)).toBe(1)
  })

  it('keeps a large hole that the model is sure of', () => {
    const at = clean((x, y) => (Math.hypot(x - 64, y - 108) < 9 ? 0 : person(x, y)))
    expect(at(64, 108)).toBe(0)
  })

  it('makes the inside opaque and leaves a soft edge soft', () => {
    const at = clean((x, y) => {
      const distance = 26 - Math.hypot(x - 64, (y - 50) / 1.2)
      return y > 75 ? person(x, y) : Math.min(Math.max(0.5 + distance / 8, 0), 0.85)
    })
    expect(at(64, 50)).toBe(1)
    const edge = Array.from({ length: SIZE }, (_, x) => at(x, 50)).filter((value) => value > 0.1 && value < 0.9)
    expect(edge.length).toBeGreaterThan(4)
  })

  it('removes an island and what fades around it', () => {
    const at = clean((x, y) =>
      Math.max(person(x, y), Math.hypot(x - 115, y - 20) < 6 ? 1 : 0, Math.hypot(x - 115, y - 20) < 9 ? 0.3 : 0),
    )
    expect(at(115, 20)).toBe(0)
    expect(at(115, 28)).toBe(0)
    expect(at(64, 50)).toBe(1)
  })

  it('keeps hair close by and drops haze far away', () => {
    const at = clean((x, y) => (isPerson(x, y) ? 1 : 0.2))
    expect(at(64, 16)).toBeGreaterThan(0.15)
    expect(at(5, 5)).toBe(0)
  })

  it('cuts off a thin thing that reaches far', () => {
    const at = clean((x, y) => Math.max(person(x, y), x > 80 && Math.abs(y - 45) < 3 ? 1 : 0))
    expect(at(120, 45)).toBe(0)
    expect(at(100, 45)).toBe(0)
    expect(at(64, 45)).toBe(1)
  })

  it('gives a touching neighbour away', () => {
    const neighbour = (x: number, y: number) => (Math.hypot(x - 112, y - 55) < 16 || (y > 80 && x > 90) ? 1 : 0)
    const at = clean((x, y) => Math.max(person(x, y), neighbour(x, y)), [{ centre: { x: 112, y: 55 }, heightPx: 40 }])
    expect(at(112, 55)).toBe(0)
    expect(at(64, 50)).toBe(1)
  })

  it('leaves nothing but the face where the model saw nothing', () => {
    const at = clean(() => 0)
    expect(at(64, 50)).toBe(1)
    expect(at(64, 10)).toBe(0)
  })

  it('keeps a shirt that hardly convinces the model', () => {
    const at = clean((x, y) => (y > 90 ? 0.4 * person(x, y) : person(x, y)))
    expect(at(64, 110)).toBe(1)
    expect(at(24, 124)).toBeGreaterThan(0.9)
    expect(at(10, 110)).toBe(0)
  })

  it('leaves the gap between neck and hair open', () => {
    const isGap = (x: number, y: number) => Math.abs(x - 48) < 3 && Math.abs(y - 84) < 5
    const at = clean((x, y) => (isGap(x, y) ? 0 : person(x, y)))
    expect(at(48, 84)).toBe(0)
    expect(at(64, 84)).toBe(1)
  })

  it('leaves the part of a gap open that the model is sure of, and closes the hair in its shade', () => {
    const at = clean((x, y) => (Math.abs(x - 46) < 6 && Math.abs(y - 84) < 6 ? (x < 45 ? 0 : 0.45) : person(x, y)))
    expect(at(42, 84)).toBe(0)
    expect(at(50, 84)).toBe(1)
    expect(at(64, 84)).toBe(1)
  })

  describe('in the unknown band', () => {
    const wall: Colour = [0.8, 0.82, 0.85]
    const hair: Colour = [0.2, 0.15, 0.1]
    /** Between long hair and the shoulder. */
    const isPocket = (x: number, y: number) => Math.hypot(x - 96, y - 76) < 10 && !isPerson(x, y)
    const unsure = (x: number, y: number) => (isPocket(x, y) ? 0.7 : person(x, y))

    it('lets a wall beside the neck go by its colour', () => {
      const at = clean(unsure, [], (x, y) => (isPerson(x, y) ? hair : wall))
      expect(at(98, 71)).toBeLessThan(0.3)
      expect(at(64, 50)).toBe(1)
      expect(at(96, 82)).toBe(1)
    })

    it('keeps what has the colours of the hair, and what has those of neither', () => {
      for (const pocket of [hair, [0.6, 0.2, 0.5] as const]) {
        const at = clean(unsure, [], (x, y) => (isPocket(x, y) ? pocket : isPerson(x, y) ? hair : wall))
        expect(at(98, 71)).toBeGreaterThan(0.65)
      }
    })

    it('keeps a white shirt before a white wall', () => {
      const at = clean(
        (x, y) => (y > 90 ? 0.5 * person(x, y) : person(x, y)),
        [],
        (x, y) => (isPerson(x, y) && y <= 90 ? hair : wall),
      )
      expect(at(64, 110)).toBe(1)
      expect(at(24, 124)).toBeGreaterThan(0.9)
    })
  })

  it('makes a whole person of one that the model takes for half transparent', () => {
    const at = clean((x, y) => 0.3 * person(x, y))
    expect(at(64, 50)).toBe(1)
    expect(at(30, 90)).toBe(1)
    expect(at(22, 90)).toBeGreaterThan(0.9)
    expect(at(10, 90)).toBe(0)
  })
})
