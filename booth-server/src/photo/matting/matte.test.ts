import { describe, expect, it } from 'vitest'
import { roughHeadOf } from '../face/rough-head.ts'
import type { Landmarks } from '../face/values.ts'
import type { Picture } from '../imaging/values.ts'
import { cleanMatte } from './clean-matte.ts'
import type { CoarseMatte } from './coarse-matte.ts'
import { findMatte, type MattingModel } from './matte.ts'
import { matteRegion } from './matte-region.ts'
import { refineMatte } from './refine.ts'

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

/**
 * A dark head with fine hairs before a light wall: the truth at 4 x the model's resolution, and what a model of that
 * resolution makes of it (a blurred half-truth).
 */
const hairyScene = () => {
  const scale = 4
  const width = SIZE * scale
  const truth = new Float32Array(width * width)
  const data = new Uint8Array(width * width * 3)
  for (let y = 0, at = 0; y < width; y++) {
    for (let x = 0; x < width; x++, at++) {
      const angle = Math.atan2(y - 256, x - 256)
      const distance = Math.hypot(x - 256, y - 256)
      const isHair = distance < 130 + 22 * Math.max(0, Math.sin(angle * 40))
      const a = Math.min(Math.max(0.5 + (130 - distance), 0), 1)
      const alpha = y > 256 ? a : Math.max(a, isHair && distance >= 130 ? 0.9 : 0)
      truth[at] = alpha
      const grain = ((Math.imul(at, 2_654_435_761) >>> 24) - 128) / 24
      data[3 * at] = 40 * alpha + 215 * (1 - alpha) + grain
      data[3 * at + 1] = 30 * alpha + 220 * (1 - alpha) + grain
      data[3 * at + 2] = 28 * alpha + 226 * (1 - alpha) + grain
    }
  }
  const picture: Picture = { data, width, height: width }
  const shrink = (read: (at: number) => number) =>
    cells((x, y) => {
      let sum = 0
      for (let j = 0; j < scale; j++)
        for (let i = 0; i < scale; i++) sum += read((y * scale + j) * width + x * scale + i)
      return sum / (scale * scale)
    })
  const sharpAlpha = shrink((at) => truth[at]!)
  const alpha = cells((x, y) => {
    let sum = 0
    let count = 0
    for (let j = -2; j <= 2; j++) {
      for (let i = -2; i <= 2; i++) {
        const at = (y + j) * SIZE + x + i
        if (sharpAlpha[at] === undefined) continue
        sum += sharpAlpha[at]!
        count++
      }
    }
    return sum / count
  })
  const channels = [0, 1, 2].map((channel) => shrink((at) => data[3 * at + channel]!))
  const guide = Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, at) =>
    Math.round(channels[at % 3]![Math.floor(at / 3)]!),
  )
  const matte: CoarseMatte = { alpha, size: SIZE, region: { left: 0, top: 0, width, height: width }, guide }
  return { picture, truth, matte, width, scale }
}

describe('refineMatte', () => {
  const { picture, truth, matte, width, scale } = hairyScene()
  const refined = refineMatte({ picture, matte, headHeightPx: 280, chinY: 400 })
  const error = (alpha: (at: number) => number) =>
    truth.reduce((sum, value, at) => sum + Math.abs(value - alpha(at)), 0)
  const coarse = (at: number) =>
    matte.alpha[Math.floor(Math.floor(at / width) / scale) * SIZE + Math.floor((at % width) / scale)]!

  it('finds single hairs that the model blurred away: a third of its error at most', () => {
    expect(error((at) => refined.alpha[at]!)).toBeLessThan(error(coarse) / 3)
  })

  it('stays within 0..1, sure inside and outside', () => {
    for (const value of refined.alpha) expect(value >= 0 && value <= 1).toBe(true)
    expect(refined.alpha[256 * width + 256]).toBe(1)
    expect(refined.alpha[5 * width + 5]).toBe(0)
  })

  it('covers the region pixel by pixel', () => {
    expect(refined.region).toEqual(matte.region)
    expect(refined.alpha.length).toBe(width * width)
  })
})

describe('findMatte', () => {
  const landmarks: Landmarks = {
    points: Float32Array.from({ length: 468 * 3 }, (_, at) => {
      const angle = (Math.floor(at / 3) / 468) * 2 * Math.PI
      return [300 + 60 * Math.cos(angle), 300 + 80 * Math.sin(angle), 0][at % 3]!
    }),
    score: 1,
  }
  landmarks.points.set([300, 225, 0], 30)
  landmarks.points.set([300, 380, 0], 3 * 152)
  for (const [index, x] of [
    [33, 270],
    [133, 288],
    [362, 312],
    [263, 330],
  ] as const) {
    landmarks.points.set([x, 290, 0], 3 * index)
  }
  const picture: Picture = { data: new Uint8Array(700 * 800 * 3).fill(200), width: 700, height: 800 }

  it('mattes head and shoulders, inside the picture, and hands the model its own normalisation', async () => {
    let seen: Float32Array | null = null
    const model: MattingModel = {
      size: 64,
      layout: 'NCHW',
      normalisation: { offset: 128, scale: 1 / 256 },
      async run(input) {
        seen = Float32Array.from(input)
        return Float32Array.from({ length: 64 * 64 }, (_, at) =>
          Math.hypot((at % 64) - 32, Math.floor(at / 64) - 28) < 14 ? 1 : 0,
        )
      },
    }
    const { signal } = new AbortController()
    const matte = await findMatte({ picture, landmarks }, { first: model, second: null }, signal)
    const expected = matteRegion(roughHeadOf(landmarks), picture)
    expect(matte.region).toEqual(expected)
    expect(expected.left).toBeGreaterThanOrEqual(0)
    expect(expected.top + expected.height).toBeLessThanOrEqual(800)
    expect(expected.top).toBeLessThan(225 - 100)
    expect(expected.top + expected.height).toBeGreaterThan(380 + 150)
    expect(matte.alpha.length).toBe(expected.width * expected.height)
    expect(seen![0]).toBeCloseTo((200 - 128) / 256, 5)
    const onFace = (300 - expected.top) * expected.width + (300 - expected.left)
    expect(matte.alpha[onFace]).toBe(1)
  })

  it.each([-40, -15, 15, 40])(
    'shows a head that is tilted by %d degrees upright to the model, and lays its answer back',
    async (tiltDeg) => {
      const angle = (tiltDeg * Math.PI) / 180
      const turned = (x: number, y: number) => ({
        x: 300 + (x - 300) * Math.cos(angle) - (y - 300) * Math.sin(angle),
        y: 300 + (x - 300) * Math.sin(angle) + (y - 300) * Math.cos(angle),
      })
      const points = Float32Array.from(landmarks.points)
      for (let at = 0; at < points.length; at += 3) {
        const { x, y } = turned(points[at]!, points[at + 1]!)
        points[at] = x
        points[at + 1] = y
      }
      // A red person before grey.
      const isPerson = (x: number, y: number) =>
        Math.hypot(x - 300, (y - 300) / 1.4) < 75 || (y > 390 && Math.abs(x - 300) < 150)
      const data = new Uint8Array(600 * 800 * 3).fill(120)
      for (let at = 0; at < 600 * 800; at++) {
        const x = (at % 600) - 300
        const y = Math.floor(at / 600) - 300
        const back = { x: x * Math.cos(angle) + y * Math.sin(angle), y: y * Math.cos(angle) - x * Math.sin(angle) }
        if (isPerson(back.x + 300, back.y + 300)) data.set([230, 20, 20], 3 * at)
      }
      const size = 96
      let lopsided = 0
      const model: MattingModel = {
        size,
        layout: 'NCHW',
        normalisation: { offset: 0, scale: 1 },
        async run(input) {
          const alpha = Float32Array.from({ length: size * size }, (_, at) =>
            input[at]! > input[at + size * size]! + 100 ? 1 : 0,
          )
          for (let at = 0; at < alpha.length; at++) {
            const mirrored = at - (at % size) + size - 1 - (at % size)
            if (at % size < size / 2 && alpha[at] !== alpha[mirrored]) lopsided++
          }
          return alpha
        },
      }
      const matte = await findMatte(
        { picture: { data, width: 600, height: 800 }, landmarks: { points, score: 1 } },
        { first: model, second: null },
        new AbortController().signal,
      )
      const at = (x: number, y: number) => {
        const place = turned(x, y)
        return matte.alpha[
          (Math.round(place.y) - matte.region.top) * matte.region.width + Math.round(place.x) - matte.region.left
        ]
      }
      // Of 4,608 pairs of cells.
      expect(lopsided).toBeLessThan(250)
      expect(at(300, 300)).toBe(1)
      expect(at(300, 450)).toBe(1)
      expect(at(200, 430)).toBe(1)
      expect(at(400, 430)).toBe(1)
      expect(at(190, 330)).toBe(0)
      expect(at(410, 330)).toBe(0)
    },
  )

  describe('with a second opinion', () => {
    const region = matteRegion(roughHeadOf(landmarks), picture)
    /** Answers `level` where `isFigure` says so, by place in the picture. */
    const modelOf = (size: number, isFigure: (x: number, y: number) => boolean, level = 1) => {
      const asked: number[] = []
      const model: MattingModel = {
        size,
        layout: 'NCHW',
        normalisation: { offset: 128, scale: 1 / 256 },
        async run(input) {
          asked.push(input.length)
          return Float32Array.from({ length: size * size }, (_, at) => {
            const x = region.left + (((at % size) + 0.5) / size) * region.width
            const y = region.top + ((Math.floor(at / size) + 0.5) / size) * region.height
            return isFigure(x, y) ? level : 0
          })
        },
      }
      return { model, asked }
    }
    const isHead = (x: number, y: number) => Math.hypot(x - 300, (y - 290) / 1.3) < 80
    const isWhole = (x: number, y: number) => isHead(x, y) || (y > 385 && Math.abs(x - 300) < 30 + (y - 385))
    const matteWith = async (first: MattingModel, second: MattingModel | null) => {
      const matte = await findMatte({ picture, landmarks }, { first, second }, new AbortController().signal)
      return (x: number, y: number) => matte.alpha[(y - region.top) * region.width + (x - region.left)]!
    }

    it('takes the chest from the other size where the first one took the head alone', async () => {
      const headOnly = modelOf(64, isHead)
      const whole = modelOf(48, isWhole)
      const alone = await matteWith(headOnly.model, null)
      expect(alone(300, 520)).toBe(0)
      const at = await matteWith(headOnly.model, whole.model)
      expect(whole.asked).toEqual([3 * 48 * 48])
      expect(at(300, 290)).toBe(1)
      expect(at(300, 520)).toBe(1)
      expect(at(120, 300)).toBe(0)
    })

    it('believes a sure answer of the other size where the first one is faint throughout', async () => {
      const shoulder = (x: number, y: number) => y > 440 && x > 330
      const faint = modelOf(64, (x, y) => isWhole(x, y) && !shoulder(x, y), 0.45)
      const sure = modelOf(48, isWhole)
      const at = await matteWith(faint.model, sure.model)
      expect(at(300, 290)).toBe(1)
      expect(at(370, 520)).toBe(1)
      expect(at(120, 300)).toBe(0)
    })

    it('does not ask where the first one sees a whole person', async () => {
      const whole = modelOf(64, isWhole)
      const other = modelOf(48, () => true)
      const at = await matteWith(whole.model, other.model)
      expect(other.asked).toEqual([])
      expect(at(120, 300)).toBe(0)
    })
  })
})
