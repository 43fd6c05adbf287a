import { beforeAll, describe, expect, it } from 'vitest'
import { portraitPhotograph } from '../../testing/photograph.ts'
import { detectFaces } from '../face/detect.ts'
import { findLandmarks } from '../face/landmarks.ts'
import type { Landmarks } from '../face/values.ts'
import { decodePicture, inspectImage } from '../imaging/decode.ts'
import { rgbToLab } from '../imaging/lab.ts'
import type { Picture } from '../imaging/values.ts'
import { createInference } from '../pipeline/inference.ts'
import { loadModels } from '../pipeline/models.ts'
import { retouch } from './retouch.ts'
import { findSkin } from './skin-mask.ts'

const { signal } = new AbortController()
let picture: Picture
let landmarks: Landmarks
let skin: Float32Array
let faceWidthPx: number

beforeAll(async () => {
  const source = await inspectImage(await portraitPhotograph())
  if (!source.ok) throw new Error(source.detail)
  const decoded = await decodePicture(source.value, 1, signal)
  if (!decoded.ok) throw new Error(decoded.detail)
  picture = decoded.value
  const models = await loadModels(createInference({ executionProviders: [], threads: 1, log: () => {} }), {
    sizes: [384],
  })
  const [face] = await detectFaces({ picture, effort: 'thorough' }, models.detector, signal)
  landmarks = await findLandmarks({ picture, face: face! }, models.mesh, signal)
  const found = findSkin(rgbToLab(picture.data), landmarks, picture.width, picture.height)
  skin = found.weight
  faceWidthPx = found.faceWidthPx
})

/** Middle of the left cheek, and of the left iris' lid line. */
const cheek = () => ({ x: Math.round(landmarks.points[3 * 330]!), y: Math.round(landmarks.points[3 * 330 + 1]!) })
const withSpot = (darker: number, redder: number, radiusPx: number): Picture => {
  const data = Uint8Array.from(picture.data)
  const { x, y } = cheek()
  for (let v = -radiusPx; v <= radiusPx; v++) {
    for (let u = -radiusPx; u <= radiusPx; u++) {
      if (Math.hypot(u, v) > radiusPx) continue
      const at = ((y + v) * picture.width + x + u) * 3
      data[at] = Math.max(0, data[at]! - darker + redder)
      data[at + 1] = Math.max(0, data[at + 1]! - darker)
      data[at + 2] = Math.max(0, data[at + 2]! - darker)
    }
  }
  return { ...picture, data }
}
const lightness = (of: Picture) => rgbToLab(of.data).l
const meanAt = (plane: Float32Array, radiusPx: number): number => {
  const { x, y } = cheek()
  let sum = 0
  let count = 0
  for (let v = -radiusPx; v <= radiusPx; v++) {
    for (let u = -radiusPx; u <= radiusPx; u++) {
      sum += plane[(y + v) * picture.width + x + u]!
      count++
    }
  }
  return sum / count
}

describe('retouch', () => {
  it('returns the picture itself at 0, and the same for what is out of range', () => {
    expect(retouch({ picture, landmarks, strength: 0 })).toBe(picture)
    expect(retouch({ picture, landmarks, strength: -3 })).toBe(picture)
    expect(retouch({ picture, landmarks, strength: 7 }).data).toEqual(retouch({ picture, landmarks, strength: 1 }).data)
  })

  it('leaves what is neither skin, eye nor mouth as it was', () => {
    const { data } = retouch({ picture, landmarks, strength: 1 })
    const faceTop = Math.min(...Array.from({ length: 468 }, (_, index) => landmarks.points[3 * index + 1]!))
    let most = 0
    for (let at = 0; at < skin.length; at++) {
      const isAway = skin[at]! < 1e-4 && Math.floor(at / picture.width) < faceTop - 0.05 * faceWidthPx
      if (!isAway) continue
      for (let channel = 0; channel < 3; channel++)
        most = Math.max(most, Math.abs(data[3 * at + channel]! - picture.data[3 * at + channel]!))
    }
    // Lab and back rounds.
    expect(most).toBeLessThanOrEqual(2)
  })

  it('goes further as it is told to, and never beyond 15 L', () => {
    const before = lightness(picture)
    const changeOf = (strength: number) => {
      const after = lightness(retouch({ picture, landmarks, strength }))
      let sum = 0
      let most = 0
      for (let at = 0; at < before.length; at++) {
        if (skin[at]! < 0.5) continue
        sum += Math.abs(after[at]! - before[at]!)
        most = Math.max(most, Math.abs(after[at]! - before[at]!))
      }
      return { sum, most }
    }
    const [little, half, full] = [0.2, 0.5, 1].map(changeOf)
    expect(half!.sum).toBeGreaterThan(little!.sum)
    expect(full!.sum).toBeGreaterThan(half!.sum)
    expect(full!.most).toBeLessThan(15)
  })

  it('takes a spot away for the most part, and leaves a mole', () => {
    const radius = Math.max(2, Math.round(faceWidthPx * 0.012))
    const depth = (darker: number, redder: number) => {
      const spotted = withSpot(darker, redder, radius)
      const before = meanAt(lightness(picture), 1) - meanAt(lightness(spotted), 1)
      const clean = retouch({ picture, landmarks, strength: 1 })
      const after =
        meanAt(lightness(clean), 1) - meanAt(lightness(retouch({ picture: spotted, landmarks, strength: 1 })), 1)
      return after / before
    }
    expect(depth(22, 8)).toBeLessThan(0.5)
    expect(depth(90, 0)).toBeGreaterThan(0.7)
  })

  it('keeps pores: most of the finest texture stays', () => {
    const fineness = (of: Picture): number => {
      const l = lightness(of)
      let sum = 0
      for (let at = picture.width + 1; at < l.length - picture.width - 1; at++) {
        if (skin[at]! < 0.8) continue
        const around = (l[at - 1]! + l[at + 1]! + l[at - picture.width]! + l[at + picture.width]!) / 4
        sum += (l[at]! - around) ** 2
      }
      return Math.sqrt(sum)
    }
    const kept = fineness(retouch({ picture, landmarks, strength: 1 })) / fineness(picture)
    expect(kept).toBeGreaterThan(0.55)
    expect(kept).toBeLessThanOrEqual(1.05)
  })

  it('does not grey or darken the skin', () => {
    const before = rgbToLab(picture.data)
    const after = rgbToLab(retouch({ picture, landmarks, strength: 1 }).data)
    const mean = (of: (at: number) => number) => {
      let sum = 0
      let weight = 0
      for (let at = 0; at < skin.length; at++) {
        sum += skin[at]! * of(at)
        weight += skin[at]!
      }
      return sum / weight
    }
    const chroma = ({ a, b }: typeof before) => mean((at) => Math.hypot(a[at]!, b[at]!))
    expect(mean((at) => after.l[at]! - before.l[at]!)).toBeGreaterThan(0)
    expect(mean((at) => after.l[at]! - before.l[at]!)).toBeLessThan(5)
    expect(chroma(after) / chroma(before)).toBeGreaterThan(0.93)
  })
})
