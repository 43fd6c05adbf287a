import { beforeAll, describe, expect, it } from 'vitest'
import { findDocument } from '../../documents/catalogue.ts'
import { ORIGINAL_BACKGROUND } from '../../edits/background.ts'
import { unedited } from '../../edits/edits.ts'
import { listGarments } from '../../garments/list-garments.ts'
import type { Edits } from '../../protocol/edits.ts'
import { portraitPhotograph } from '../../testing/photograph.ts'
import { type Rendered, renderCrop } from '../cropping/render.ts'
import { regionPoints } from '../face/mesh-regions.ts'
import { fillPolygon } from '../imaging/polygon-mask.ts'
import { estimateForeground } from '../matting/foreground.ts'
import { findMatte } from '../matting/matte.ts'
import { type DevelopDeps, develop } from '../pipeline/develop.ts'
import { createInference } from '../pipeline/inference.ts'
import { locateSubject } from '../pipeline/locate.ts'
import { loadModels } from '../pipeline/models.ts'
import { fitOutfit } from './fit-outfit.ts'
import { createWardrobe } from './wardrobe.ts'

const { signal } = new AbortController()
const wardrobe = createWardrobe()
let deps: DevelopDeps
let photograph: Buffer
let rendered: Rendered

beforeAll(async () => {
  const inference = createInference({ executionProviders: ['cpu'], threads: 1, log: () => {} })
  const models = await loadModels(inference, { sizes: [384] })
  deps = { models, wardrobe, onStep: () => {} }
  photograph = await portraitPhotograph()
  const time = async <T>(_: string, work: () => T | Promise<T>): Promise<T> => await work()
  const subject = await locateSubject({ image: photograph, portraitHeadPx: 400 }, { models, time }, signal)
  if (!subject.ok) throw new Error(subject.detail)
  const { picture, mesh: landmarks } = subject.value
  const matte = await findMatte({ picture, landmarks }, { first: models.matting, second: null }, signal)
  // The whole photograph as a portrait, so that as much of the body is on it as there is.
  const { width, height } = picture
  const crop = { centre: { x: width / 2, y: height / 2 }, rollDeg: 0, widthPx: width, heightPx: height, pxPerMm: 10 }
  rendered = renderCrop({ picture, matte, landmarks, crop }, { width: 413, height: 502 })
})

const dressedIn = async (outfitId: string, keepsBackdrop = false) => {
  const { picture, alpha, landmarks } = rendered
  const own = keepsBackdrop ? picture : estimateForeground(picture, alpha)
  const made = await fitOutfit({ picture: own, alpha, landmarks, outfitId, keepsBackdrop }, wardrobe, signal)
  if (!made.ok) throw new Error(made.detail)
  return { before: own, ...made.value }
}

const chinY = () => rendered.landmarks.points[152 * 3 + 1]!

describe('an outfit', async () => {
  const ids = (await listGarments()).map(({ garment }) => garment.id)

  it.each(ids)('%s changes the body and not one pixel of the face', async (id) => {
    const { before, picture, alpha } = await dressedIn(id)
    const { width, height } = before
    expect([picture.width, picture.height, alpha.length]).toEqual([width, height, width * height])
    const face = fillPolygon(regionPoints(rendered.landmarks, 'faceOval'), width, height)
    let facePixels = 0
    let moved = 0
    let body = 0
    let replaced = 0
    for (let at = 0; at < face.length; at++) {
      const off = [0, 1, 2].reduce(
        (sum, channel) => sum + Math.abs(picture.data[3 * at + channel]! - before.data[3 * at + channel]!),
        0,
      )
      // The outline itself is softened over a pixel or two, where the jaw lies before the collar.
      const isInside = face[at] === 1 && face[at - 3] === 1 && face[at + 3] === 1 && face[at + 3 * width] === 1
      if (isInside && rendered.alpha[at]! > 0.99) {
        facePixels++
        if (off > 0 || alpha[at]! < 0.99) moved++
      }
      const y = Math.floor(at / width)
      if (y > chinY() + 0.12 * height && alpha[at]! > 0.9) {
        body++
        if (off > 30) replaced++
      }
    }
    expect(facePixels).toBeGreaterThan(20_000)
    expect(moved).toBe(0)
    expect(body).toBeGreaterThan(5_000)
    expect(replaced / body).toBeGreaterThan(0.3)
    // Above the eyes nothing is touched at all.
    const above = Math.floor(rendered.landmarks.points[33 * 3 + 1]! - 4) * width
    expect(picture.data.subarray(0, above * 3)).toEqual(before.data.subarray(0, above * 3))
    expect(alpha.subarray(0, above)).toEqual(rendered.alpha.subarray(0, above))
  })

  it('covers the shoulders, down to the lower edge', async () => {
    const { alpha, picture } = await dressedIn('suit-charcoal')
    const { width, height } = picture
    const last = alpha.subarray((height - 1) * width)
    expect(Math.min(...last.subarray(Math.round(width * 0.1), Math.round(width * 0.9)))).toBeGreaterThan(0.98)
    expect(alpha.every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('is the same each time: nothing dances between two edits', async () => {
    const [one, other] = [await dressedIn('shirt-white'), await dressedIn('shirt-white')]
    expect(one.picture.data).toEqual(other.picture.data)
  })

  it('leaves the real backdrop where there was backdrop', async () => {
    const { before, picture, alpha } = await dressedIn('shirt-light-blue', true)
    expect(alpha).toEqual(rendered.alpha)
    const { width } = before
    let backdrop = 0
    for (let at = 0; at < Math.floor(chinY()) * width; at++) {
      if (rendered.alpha[at] !== 0) continue
      backdrop++
      expect(picture.data[3 * at]).toBe(before.data[3 * at])
    }
    expect(backdrop).toBeGreaterThan(1000)
  })
})

describe('on the way to a portrait', () => {
  const dressed: Edits = { ...unedited, background: '#ffffff', outfit: 'suit-navy' }
  const made = async (documentId: string, edits: Edits, has = deps) => {
    const document = findDocument(documentId)
    if (!document) throw new Error(documentId)
    return (await develop({ image: photograph, document, edits }, has, signal)).result
  }

  it('it is a step with a time of its own', async () => {
    const plain = await made('cn-1inch', { ...dressed, outfit: null })
    const result = await made('cn-1inch', dressed)
    if (!result.ok || !plain.ok) throw new Error('not made')
    expect(result.details.timingsMs.outfit).toBeGreaterThan(0)
    expect(plain.details.timingsMs.outfit).toBeUndefined()
    expect(result.portrait).toMatchObject({ widthPx: 295, heightPx: 413 })
    expect(Buffer.from(result.portrait.jpeg).equals(plain.portrait.jpeg)).toBe(false)
  })

  it('one that nobody has is unknown, also where there is no wardrobe', async () => {
    expect(await made('cn-1inch', { ...dressed, outfit: 'no-such-suit' })).toMatchObject({ fault: 'outfit.unknown' })
    expect(await made('cn-1inch', { ...dressed, outfit: '../garments/suit-navy' })).toMatchObject({
      fault: 'outfit.unknown',
    })
    const { models, onStep } = deps
    expect(await made('cn-1inch', dressed, { models, onStep })).toMatchObject({ fault: 'outfit.unknown' })
  })

  it('a document that forbids it is not dressed', async () => {
    const edits = { ...dressed, background: ORIGINAL_BACKGROUND }
    expect(await made('us-passport', edits)).toMatchObject({ ok: false, fault: 'edit.forbidden' })
  })
})
