import { beforeAll, describe, expect, it } from 'vitest'
import { findDocument } from '../../documents/catalogue.ts'
import { unedited } from '../../edits/edits.ts'
import { portraitPhotograph } from '../../testing/photograph.ts'
import type { Rendered } from '../cropping/render.ts'
import { detectFaces } from '../face/detect.ts'
import { findLandmarks } from '../face/landmarks.ts'
import type { Landmarks } from '../face/values.ts'
import type { Capture } from '../pipeline/capture.ts'
import { develop } from '../pipeline/develop.ts'
import { createInference } from '../pipeline/inference.ts'
import { type DarkroomModels, loadModels } from '../pipeline/models.ts'
import { MOST_SLIMMING, slimmingField } from './slimming.ts'
import { LEAST_TILT_DEG, levellingField, MOST_TILT_DEG } from './straight-shoulders.ts'
import { type DisplacementField, warp } from './warp.ts'

const { signal } = new AbortController()
let models: DarkroomModels
let figure: Rendered

beforeAll(async () => {
  models = await loadModels(createInference({ executionProviders: [], threads: 1, log: () => {} }), { sizes: [384] })
  const document = findDocument('cn-2inch')!
  const request = { image: await portraitPhotograph(), document, edits: { ...unedited, background: '#ffffff' } }
  const { capture } = await develop(request, { models, onStep: () => {} }, signal)
  const { rendered, foreground } = [...(capture as Capture).cropRenders.values()][0]!
  figure = { ...rendered, picture: foreground }
})

const at = ({ points }: Landmarks, index: number) => ({ x: points[3 * index]!, y: points[3 * index + 1]! })
const between = (landmarks: Landmarks, one: number, other: number) => {
  const [a, b] = [at(landmarks, one), at(landmarks, other)]
  return Math.hypot(b.x - a.x, b.y - a.y)
}
const jawOf = (landmarks: Landmarks) => between(landmarks, 58, 288)
const eyesOf = (landmarks: Landmarks) => between(landmarks, 33, 263)
const meshOf = async ({ picture }: Rendered) => {
  const [face] = await detectFaces({ picture, effort: 'thorough' }, models.detector, signal)
  return await findLandmarks({ picture, face: face! }, models.mesh, signal)
}
const warpedBy = (field: DisplacementField | null) => warp(figure, field ? [field] : [])
const slimmed = (amount: number) => warpedBy(slimmingField(figure, amount))
/** Tips of shoulders on a line that falls to the right by `degrees`. */
const fallingBy = (degrees: number) => {
  const { width, height } = figure.picture
  const rise = Math.tan((degrees * Math.PI) / 180) * width * 0.4
  return {
    left: { x: width * 0.1, y: height * 0.92 - rise },
    right: { x: width * 0.9, y: height * 0.92 + rise },
  }
}
const straightened = (degrees: number) => warpedBy(levellingField(figure, fallingBy(degrees)))

describe('nobody’s shape is changed', () => {
  it('unless it is asked for', () => {
    expect(warp(figure, [])).toBe(figure)
    expect(slimmed(0)).toBe(figure)
    expect(slimmed(-1)).toBe(figure)
  })

  it('where the shoulders are level already', () => {
    expect(straightened(LEAST_TILT_DEG * 0.9)).toBe(figure)
  })
})

describe('slimming', () => {
  it('narrows the jaw, by no more than its bound', () => {
    const narrower = 1 - jawOf(slimmed(1).landmarks) / jawOf(figure.landmarks)
    expect(narrower).toBeGreaterThan(MOST_SLIMMING * 0.6)
    expect(narrower).toBeLessThanOrEqual(MOST_SLIMMING)
    expect(slimmed(9)).toEqual(slimmed(1))
  })

  it('goes with the slider', () => {
    const jaws = [0.25, 0.5, 0.75, 1].map((amount) => jawOf(slimmed(amount).landmarks))
    expect(jaws).toEqual([...jaws].sort((one, other) => other - one))
  })

  it('is what the mesh finds in the new picture too', async () => {
    const before = await meshOf(figure)
    const after = await meshOf(slimmed(1))
    const narrower = 1 - jawOf(after) / eyesOf(after) / (jawOf(before) / eyesOf(before))
    expect(narrower).toBeGreaterThan(0.025)
    expect(narrower).toBeLessThan(0.1)
  })

  it('leaves eyes, nose, mouth’s middle, crown and chin in place', () => {
    const { landmarks, picture } = slimmed(1)
    for (const index of [33, 133, 362, 263, 1, 4, 10, 13, 14, 152]) {
      const [before, after] = [at(figure.landmarks, index), at(landmarks, index)]
      expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(0.5)
    }
    const above = Math.floor(at(figure.landmarks, 133).y) * picture.width * 3
    expect(picture.data.subarray(0, above)).toEqual(figure.picture.data.subarray(0, above))
  })

  it('takes the opacity along', () => {
    const { alpha } = slimmed(1)
    const row = Math.round(at(figure.landmarks, 288).y) * figure.picture.width
    const share = (of: Float32Array) => of.subarray(row, row + figure.picture.width).reduce((sum, one) => sum + one, 0)
    expect(share(alpha)).toBeLessThanOrEqual(share(figure.alpha) + 0.5)
    expect(alpha.every((one) => one >= 0 && one <= 1)).toBe(true)
  })

  it('draws nothing in from beyond the edges', () => {
    const { picture } = slimmed(1)
    for (let y = 0; y < picture.height; y++) {
      for (const x of [0, picture.width - 1]) {
        const p = (y * picture.width + x) * 3
        expect(picture.data.slice(p, p + 3)).toEqual(figure.picture.data.slice(p, p + 3))
      }
    }
  })
})

describe('straight shoulders', () => {
  /** How far the picture's content at a place moved up (positive), by the best match of a column's piece. */
  const roseAt = (after: Rendered, x: number, y: number): number => {
    const { width } = figure.picture
    const valueAt = (of: Rendered, row: number) => of.picture.data[(row * width + x) * 3]!
    let best = 0
    let least = Number.POSITIVE_INFINITY
    for (let rise = -30; rise <= 30; rise++) {
      let off = 0
      for (let row = y - 12; row <= y + 12; row++) off += Math.abs(valueAt(after, row) - valueAt(figure, row + rise))
      if (off < least) {
        least = off
        best = rise
      }
    }
    return best
  }

  /** A figure whose every column tells its rows apart. */
  const drawn = (): Rendered => {
    const { width, height } = figure.picture
    const data = new Uint8Array(width * height * 3)
    for (let at = 0; at < data.length; at++) {
      const y = Math.floor(at / 3 / width)
      data[at] = 128 + 60 * Math.sin(y / 5) + 60 * Math.sin(y / 17)
    }
    return { ...figure, picture: { data, width, height } }
  }

  it.each([
    [2, 2],
    [-3, -3],
    [9, MOST_TILT_DEG],
  ])('a line that falls by %f degrees comes back by %f', (degrees, corrected) => {
    const photographed = figure
    figure = drawn()
    try {
      const after = straightened(degrees)
      const { width, height } = figure.picture
      const y = Math.round(height * 0.89)
      const slope = (roseAt(after, width - 20, y) - roseAt(after, 20, y)) / (width - 40)
      const expected = Math.tan((corrected * Math.PI) / 180)
      expect(slope / expected).toBeGreaterThan(0.6)
      expect(slope / expected).toBeLessThan(1.15)
    } finally {
      figure = photographed
    }
  })

  it('leaves the head and the last row as they are', () => {
    const { picture, landmarks } = straightened(3)
    const { width, height } = picture
    const chinRow = Math.floor(at(figure.landmarks, 152).y) - 1
    expect(picture.data.subarray(0, chinRow * width * 3)).toEqual(figure.picture.data.subarray(0, chinRow * width * 3))
    const last = (height - 1) * width * 3
    const off = picture.data
      .subarray(last)
      .reduce((sum, value, p) => sum + Math.abs(value - figure.picture.data[last + p]!), 0)
    expect(off / (3 * width)).toBeLessThan(0.5)
    expect(jawOf(landmarks)).toBeCloseTo(jawOf(figure.landmarks), 1)
  })
})
