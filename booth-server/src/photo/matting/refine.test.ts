import { describe, expect, it } from 'vitest'
import type { Picture } from '../imaging/values.ts'
import type { CoarseMatte } from './coarse-matte.ts'
import { refineMatte } from './refine.ts'

const SIZE = 128
const cells = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: SIZE * SIZE }, (_, at) => value(at % SIZE, Math.floor(at / SIZE)))

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
    expect(refined.alpha.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(refined.alpha[256 * width + 256]).toBe(1)
    expect(refined.alpha[5 * width + 5]).toBe(0)
  })

  it('covers the region pixel by pixel', () => {
    expect(refined.region).toEqual(matte.region)
    expect(refined.alpha.length).toBe(width * width)
  })
})
