import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DevelopResult, DevelopSuccess } from '../../darkroom/messages/portrait.ts'
import { findDocument } from '../../documents/catalogue.ts'
import { fileDocument } from '../../documents/file-frame.ts'
import { unedited } from '../../edits/edits.ts'
import type { Edits } from '../../protocol/edits.ts'
import { gradient, portraitPhotograph, twoPeople } from '../../testing/photograph.ts'
import { alphaOf } from './capture.ts'
import { type DevelopDeps, develop, editCapture } from './develop.ts'
import { createInference } from './inference.ts'
import { loadModels } from './models.ts'

const { signal } = new AbortController()
const plain = unedited
const onColour = (background: string): Edits => ({ ...plain, background })
const documentOf = (id: string) => {
  const found = findDocument(id)
  if (!found) throw new Error(`No document ${id}`)
  return found
}
const studio = documentOf('cn-2inch-small')
const forbidding = documentOf('us-passport')

let deps: DevelopDeps
let photograph: Buffer
let steps: string[] = []

beforeAll(async () => {
  const inference = createInference({ executionProviders: ['cpu'], threads: 1, log: () => {} })
  // The smallest size: what is tested here is the way, not the finest hair.
  deps = { models: await loadModels(inference, { sizes: [384] }), onStep: (step) => steps.push(step) }
  photograph = await portraitPhotograph()
})

const developed = async (image: Uint8Array, document = studio, edits: Edits = onColour('#438edb')) => {
  steps = []
  return await develop({ image, document, edits }, deps, signal)
}
const succeeded = (result: DevelopResult): DevelopSuccess => {
  if (!result.ok) throw new Error(`${result.fault}: ${result.detail}`)
  return result
}
const pixelsOf = async (jpeg: Uint8Array) => await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
const cornerOf = async (jpeg: Uint8Array): Promise<number[]> => {
  const { data, info } = await pixelsOf(jpeg)
  const at = (4 * info.width + 4) * 3
  return [...data.subarray(at, at + 3)]
}

describe('a photograph becomes a portrait', () => {
  it.each(['in-pan', 'cn-passport', 'hk-passport'])(
    'and a file of other proportions, neither stretched: %s',
    async (id) => {
      const document = documentOf(id)
      const made = await developed(photograph, document, plain)
      const file = fileDocument(document)
      const again = await editCapture(made.capture!, { document: file, edits: plain }, deps, signal)
      for (const [{ portrait, details }, spec] of [
        [succeeded(made.result), document],
        [succeeded(again.result), file],
      ] as const) {
        const { crop } = details
        // Pixels are whole: to one of them, both sides are scaled alike.
        const error = (portrait.widthPx / crop.widthPx) * crop.heightPx - portrait.heightPx
        expect(Math.abs(error), spec.id).toBeLessThan(1.01)
        expect(spec.id === file.id).toBe(portrait.widthPx === document.digital.widthPx)
      }
    },
  )

  it('of exact size and resolution, on the colour, with nothing else in the file', async () => {
    const { result, capture } = await developed(photograph)
    const { portrait, details } = succeeded(result)
    const metadata = await sharp(portrait.jpeg).metadata()
    // 35 x 45 mm at 300 dpi.
    expect(metadata).toMatchObject({ format: 'jpeg', width: 413, height: 531, density: 300 })
    expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined])
    expect(metadata.icc).toBeDefined()
    const corner = await cornerOf(portrait.jpeg)
    ;[0x43, 0x8e, 0xdb].forEach((value, channel) => {
      expect(Math.abs(corner[channel]! - value)).toBeLessThan(6)
    })

    const alpha = alphaOf(capture!)!
    const at = (x: number, y: number) =>
      alpha.alpha[Math.round(y * alpha.height) * alpha.width + Math.round(x * alpha.width)]!
    expect([alpha.width, alpha.height]).toEqual([413, 531])
    expect(at(0.5, 0.45)).toBe(1)
    expect(at(0.5, 0.98)).toBe(1)
    expect(at(0.02, 0.02)).toBe(0)
    expect(at(0.98, 0.02)).toBe(0)
    const share = alpha.alpha.reduce((sum, value) => sum + value, 0) / alpha.alpha.length
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.8)

    const { crownPx, chinPx, heightMm } = details.head
    expect(crownPx).toBeGreaterThan(0)
    expect(chinPx).toBeLessThan(531)
    expect(heightMm).toBeCloseTo(((chinPx - crownPx) / 531) * 45, 0)
    expect(details.crop.widthPx / details.crop.heightPx).toBeCloseTo(35 / 45, 5)
  })

  it('reports its steps in their order, and the time of each', async () => {
    const { result } = await developed(photograph)
    const { timingsMs, models } = succeeded(result).details
    const order = ['decode', 'detect', 'landmarks', 'matte', 'measure', 'crop', 'background', 'encode']
    const firsts = order.map((step) => steps.indexOf(step))
    expect(firsts.every((first) => first >= 0)).toBe(true)
    expect(firsts.slice(0, 5)).toEqual([...firsts.slice(0, 5)].sort((a, b) => a - b))
    for (const step of order) expect(timingsMs[step as keyof typeof timingsMs]).toBeGreaterThanOrEqual(0)
    expect(models.join()).toMatch(/blazeface.*facemesh.*isnet/)
  })

  it('from any orientation, kind and size alike', async () => {
    const upright = succeeded((await developed(photograph)).result)
    const turned = await sharp(photograph).rotate(90).withMetadata({ orientation: 8 }).jpeg({ quality: 95 }).toBuffer()
    const variants = [
      turned,
      await sharp(photograph).png().toBuffer(),
      await sharp(photograph).webp({ quality: 95 }).toBuffer(),
      await sharp(photograph).resize({ width: 2240 }).jpeg().toBuffer(),
    ]
    const reference = await pixelsOf(upright.portrait.jpeg)
    for (const variant of variants) {
      const made = succeeded((await developed(variant)).result)
      const { data } = await pixelsOf(made.portrait.jpeg)
      const off = data.reduce((sum, value, at) => sum + Math.abs(value - reference.data[at]!), 0) / data.length
      expect(off).toBeLessThan(9)
    }
  })

  it('is made from the photograph anew for a document of more pixels than the first one asked for', async () => {
    const large = await sharp(photograph).resize({ height: 4200 }).jpeg({ quality: 90 }).toBuffer()
    const small = await developed(large)
    const fine = { ...studio, id: 'studio-fine', digital: {}, resolutionDpi: 1500 }
    const request = { document: fine, edits: onColour('#ffffff') }
    const again = await editCapture(small.capture!, request, deps, signal)
    const { crop } = succeeded(again.result).details
    expect(small.capture!.isShrunk).toBe(true)
    expect(again.capture.picture.width).toBeGreaterThan(1.5 * small.capture!.picture.width)
    // Not enlarged: at least a pixel of the photograph for each of the print's.
    expect(crop.pxPerMm).toBeGreaterThan((1500 / 25.4) * 0.99)
    // What follows is made from the finer one.
    const back = await editCapture(again.capture, { document: studio, edits: plain }, deps, signal)
    expect(back.capture).toBe(again.capture)
    expect(back.result.ok).toBe(true)
  })

  it('keeps the capture: an edit changes the colour and nothing of the person', async () => {
    const { result, capture } = await developed(photograph)
    const blue = succeeded(result)
    steps = []
    const red = succeeded(
      (await editCapture(capture!, { document: studio, edits: onColour('#d9001b') }, deps, signal)).result,
    )
    expect(steps).not.toContain('matte')
    expect(steps).not.toContain('decode')
    const [one, other] = await Promise.all([pixelsOf(blue.portrait.jpeg), pixelsOf(red.portrait.jpeg)])
    const { alpha } = alphaOf(capture!)!
    let off = 0
    let count = 0
    for (let at = 0; at < alpha.length; at++) {
      if (alpha[at]! < 1) continue
      off += Math.abs(one.data[3 * at]! - other.data[3 * at]!)
      count++
    }
    // What is left is JPEG's own noise at the edges.
    expect(off / count).toBeLessThan(2)
    expect((await cornerOf(red.portrait.jpeg))[0]!).toBeGreaterThan(200)
  })
})

describe('what the authority forbids is not made', () => {
  it.each([
    ['a new backdrop', onColour('#ffffff'), 'edit.forbidden'],
    ['retouching', { ...plain, retouch: 0.5 }, 'edit.forbidden'],
    ['a slimmer face', { ...plain, slimming: 0.1 }, 'edit.forbidden'],
    ['straight shoulders', { ...plain, straightShoulders: true }, 'edit.forbidden'],
    ['an outfit', { ...plain, outfit: 'suit' }, 'edit.forbidden'],
  ])('%s', async (_, edits, fault) => {
    const { result } = await developed(photograph, forbidding, edits)
    expect(result).toMatchObject({ ok: false, fault })
  })

  it('an outfit that nobody has', async () => {
    const { result } = await developed(photograph, studio, { ...plain, outfit: 'no-such-suit' })
    expect(result).toMatchObject({ ok: false, fault: 'outfit.unknown' })
  })

  it('an edit afterwards', async () => {
    const { capture } = await developed(photograph, forbidding, plain)
    expect(
      (await editCapture(capture!, { document: forbidding, edits: onColour('#ffffff') }, deps, signal)).result,
    ).toMatchObject({ fault: 'edit.forbidden' })
  })

  it('and the real backdrop stays', async () => {
    const { result } = await developed(photograph, forbidding, plain)
    const { portrait } = succeeded(result)
    // 51 mm at 300 dpi, which is more than the 600 px that the authority asks for.
    expect([portrait.widthPx, portrait.heightPx]).toEqual([602, 602])
    // The wall behind the person of this photograph is neither white nor one of the product's colours.
    const { data, info } = await pixelsOf(portrait.jpeg)
    const row = Array.from({ length: info.width }, (_, x) => data[(8 * info.width + x) * 3]!)
    expect(new Set(row).size).toBeGreaterThan(10)
  })
})

describe('a picture that cannot become a portrait', () => {
  const cut = (left: number, top: number, width: number, height: number) => async () =>
    await sharp(photograph).extract({ left, top, width, height }).jpeg({ quality: 95 }).toBuffer()
  const scaled = (width: number) => async () => {
    const small = await sharp(photograph).resize({ width }).toBuffer()
    return await sharp({ create: { width: 800, height: 800, channels: 3, background: '#8899aa' } })
      .composite([{ input: small }])
      .jpeg({ quality: 95 })
      .toBuffer()
  }
  const table: readonly [string, readonly string[], () => Promise<Uint8Array>][] = [
    ['no picture', ['image.not-an-image'], async () => Buffer.from('hello')],
    ['half a picture', ['image.truncated'], async () => photograph.subarray(0, photograph.length / 2)],
    ['no face', ['face.none'], () => gradient()],
    ['two faces', ['face.several'], () => twoPeople(1)],
    ['a rival of 60 %', ['face.several'], () => twoPeople(0.6)],
    ['cut through the face, left half missing', ['face.cut-off', 'face.none'], cut(290, 0, 270, 680)],
    ['cut through the face, right half missing', ['face.cut-off', 'face.none'], cut(0, 0, 270, 680)],
    ['no room above', ['face.cut-off', 'crop.out-of-frame'], cut(0, 190, 560, 480)],
    ['a face of a few pixels', ['face.too-small', 'face.none'], scaled(70)],
  ]
  it.each(table)('%s', async (_, faults, make) => {
    const { result, capture } = await developed(await make())
    expect(result).toMatchObject({ ok: false })
    if (!result.ok) expect(faults).toContain(result.fault)
    if (!result.ok && result.fault !== 'crop.out-of-frame') expect(capture).toBeNull()
    expect((await developed(photograph)).result.ok).toBe(true)
  })

  it('a bystander of a third of the size is ignored and not on the portrait', async () => {
    const { result, capture } = await developed(await twoPeople(0.33))
    succeeded(result)
    const { matte, face } = capture!
    const right = face.box.left + 3 * face.box.width
    const { left, top, width, height } = matte.region
    for (let y = 0; y < height / 3; y++) {
      for (let x = 0; x < width; x++) {
        if (left + x > right && top + y < face.box.top) expect(matte.alpha[y * width + x]).toBe(0)
      }
    }
  })

  it('an aborted one ends with the reason', async () => {
    const reason = new Error('the customer left')
    const aborted = AbortSignal.abort(reason)
    await expect(develop({ image: photograph, document: studio, edits: plain }, deps, aborted)).rejects.toBe(reason)
  })
})
