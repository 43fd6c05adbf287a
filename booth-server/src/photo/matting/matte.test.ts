import { describe, expect, it } from 'vitest'
import { roughHeadOf } from '../face/rough-head.ts'
import type { Landmarks } from '../face/values.ts'
import type { Picture } from '../imaging/values.ts'
import { findMatte, type MattingModel } from './matte.ts'
import { matteRegion } from './matte-region.ts'

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
