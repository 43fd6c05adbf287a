import { deflateSync } from 'node:zlib'
import type { Sharp } from 'sharp'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodePicture, inspectImage, shrinkPicture } from './decode.ts'
import { sniff } from './sniff.ts'

const { signal } = new AbortController()

const even = (width: number, height: number, background = '#c04020') =>
  sharp({ create: { width, height, channels: 3, background } })

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  const end = Buffer.alloc(4)
  end.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, body, end])
}
/** A sound PNG header that promises any size, with hardly any data behind it. */
const bombPng = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = chunk('IDAT', deflateSync(Buffer.alloc(100)))
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))])
}
/** A small JPEG whose frame header says 20000 x 15000. */
const bombJpeg = async (): Promise<Buffer> => {
  const jpeg = await even(64, 64).jpeg().toBuffer()
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0)
  jpeg.writeUInt16BE(15_000, frame + 5)
  jpeg.writeUInt16BE(20_000, frame + 7)
  return jpeg
}
const noisy = async (format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> => {
  let state = 1
  const data = Buffer.from(
    Uint8Array.from({ length: 400 * 300 * 3 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state >>> 24
    }),
  )
  return await sharp(data, { raw: { width: 400, height: 300, channels: 3 } })
    .toFormat(format)
    .toBuffer()
}
const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2)
const ftyp = (...brands: string[]): Buffer => {
  const box = Buffer.alloc(16 + 4 * brands.length)
  box.writeUInt32BE(box.length)
  box.write(`ftyp${brands[0]}`, 4, 'latin1')
  brands.forEach((brand, index) => {
    box.write(brand, 16 + 4 * index, 'latin1')
  })
  return Buffer.concat([box, Buffer.alloc(400)])
}

const decodeWhole = async (bytes: Buffer) => {
  const source = await inspectImage(bytes)
  return source.ok ? await decodePicture(source.value, 1, signal) : source
}

const bad: readonly [string, string, () => Buffer | Promise<Buffer>][] = [
  ['nothing at all', 'image.not-an-image', () => Buffer.alloc(0)],
  ['one byte', 'image.not-an-image', () => Buffer.from([0xff])],
  ['text', 'image.not-an-image', () => Buffer.from('Dear Sir or Madam, '.repeat(50))],
  ['an archive', 'image.not-an-image', () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500)])],
  ['HEIC', 'image.unsupported', () => ftyp('heic', 'mif1')],
  ['HEIF of an unknown codec', 'image.unsupported', () => ftyp('mif1')],
  ['JPEG XL', 'image.unsupported', () => Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.alloc(100)])],
  ['BMP', 'image.unsupported', () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)])],
  ['PDF', 'image.unsupported', () => Buffer.from('%PDF-1.7 and so on')],
  ['SVG', 'image.unsupported', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ['SVG after a prologue', 'image.unsupported', () => Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<svg></svg>')],
  ['a PNG of 300 MP in a few bytes', 'image.too-large', () => bombPng(20_000, 15_000)],
  ['a JPEG of 300 MP in a few bytes', 'image.too-large', bombJpeg],
  ['61 MB', 'image.too-large', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(61_000_000)])],
  ['too narrow', 'image.too-small', () => even(199, 900).jpeg().toBuffer()],
  ['too low', 'image.too-small', () => even(900, 199).png().toBuffer()],
  ['half a JPEG', 'image.truncated', async () => half(await noisy('jpeg'))],
  ['half a PNG', 'image.truncated', async () => half(await noisy('png'))],
  ['half a WebP', 'image.truncated', async () => half(await noisy('webp'))],
  ['only the start of a JPEG', 'image.truncated', async () => (await noisy('jpeg')).subarray(0, 10)],
]

describe('a picture that cannot be read says why', () => {
  it.each(bad)('%s: %s', async (_, fault, make) => {
    const result = await decodeWhole(await make())
    expect(result).toMatchObject({ ok: false, fault })
  })

  it('names the kind that is not supported', async () => {
    expect(await inspectImage(ftyp('heic'))).toMatchObject({ detail: expect.stringContaining('HEIC') })
  })

  it('reads the next picture after each of them', async () => {
    const good = await even(300, 300).jpeg().toBuffer()
    for (const [, , make] of bad) {
      await decodeWhole(await make())
      expect(await decodeWhole(good)).toMatchObject({ ok: true })
    }
  })

  it('stops for an aborted signal with its reason', async () => {
    const source = await inspectImage(await even(300, 300).jpeg().toBuffer())
    if (!source.ok) throw new Error(source.detail)
    const reason = new Error('the customer left')
    await expect(decodePicture(source.value, 1, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})

const middleColour = ({ data, width, height }: { data: Uint8Array; width: number; height: number }): number[] => {
  const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 3
  return [...data.subarray(at, at + 3)]
}

/** The last number: how far a channel may be off. CMYK inks can't show every colour of sRGB. */
const kinds: readonly [string, () => Promise<Buffer>, number][] = [
  ['JPEG', () => even(320, 240).jpeg({ quality: 100 }).toBuffer(), 4],
  ['progressive JPEG', () => even(320, 240).jpeg({ quality: 100, progressive: true }).toBuffer(), 4],
  ['PNG', () => even(320, 240).png().toBuffer(), 0],
  ['palette PNG', () => even(320, 240).png({ palette: true }).toBuffer(), 4],
  ['16-bit PNG', () => even(320, 240).toColourspace('rgb16').png().toBuffer(), 1],
  ['WebP', () => even(320, 240).webp({ lossless: true }).toBuffer(), 0],
  ['AVIF', () => even(320, 240).avif({ lossless: true }).toBuffer(), 4],
  ['TIFF', () => even(320, 240).tiff({ compression: 'lzw' }).toBuffer(), 0],
  ['GIF', () => even(320, 240).gif().toBuffer(), 4],
  ['CMYK JPEG', () => even(320, 240).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(), 36],
  ['JPEG in Display P3', () => even(320, 240).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(), 8],
]

describe('every kind becomes upright 8-bit sRGB', () => {
  it.each(kinds)('%s', async (_, make, tolerance) => {
    const result = await decodeWhole(await make())
    if (!result.ok) throw new Error(result.detail)
    expect([result.value.width, result.value.height, result.value.data.length]).toEqual([320, 240, 320 * 240 * 3])
    const expected = [0xc0, 0x40, 0x20]
    const off = middleColour(result.value).map((value, channel) => Math.abs(value - expected[channel]!))
    expect(Math.max(...off)).toBeLessThanOrEqual(tolerance)
  })

  it('greyscale gets three channels', async () => {
    const result = await decodeWhole(await even(300, 300, '#808080').toColourspace('b-w').png().toBuffer())
    if (!result.ok) throw new Error(result.detail)
    expect(middleColour(result.value)).toEqual([128, 128, 128])
  })

  it('alpha lies on white', async () => {
    const background = { r: 0, g: 0, b: 0, alpha: 0 }
    const clear = sharp({ create: { width: 300, height: 300, channels: 4, background } })
    const result = await decodeWhole(await clear.png().toBuffer())
    if (!result.ok) throw new Error(result.detail)
    expect(middleColour(result.value)).toEqual([255, 255, 255])
  })

  it('takes the first of several frames', async () => {
    const frames = await Promise.all(['#ff0000', '#0000ff'].map((colour) => even(300, 300, colour).png().toBuffer()))
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    const result = await decodeWhole(gif)
    if (!result.ok) throw new Error(result.detail)
    expect([result.value.width, result.value.height]).toEqual([300, 300])
    expect(middleColour(result.value)).toEqual([255, 0, 0])
  })
})

describe('EXIF orientation', () => {
  /** What has to be done to an upright picture so that the tag undoes it (EXIF 2.32, 4.6.4 A). */
  const undoing: Record<number, (picture: Sharp) => Sharp> = {
    1: (picture) => picture,
    2: (picture) => picture.flop(),
    3: (picture) => picture.rotate(180),
    4: (picture) => picture.flip(),
    6: (picture) => picture.rotate(270),
    8: (picture) => picture.rotate(90),
  }
  /** Red left half, blue right half, 400 x 240, stored so that `orientation` brings it upright. */
  const stored = async (orientation: number): Promise<Buffer> => {
    const red = await even(200, 240, '#ff0000').png().toBuffer()
    const upright = await even(400, 240, '#0000ff')
      .composite([{ input: red, left: 0, top: 0 }])
      .png()
      .toBuffer()
    const turned = await undoing[orientation]!(sharp(upright)).png().toBuffer()
    return await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
  }

  it.each([1, 2, 3, 4, 6, 8])('%i', async (orientation) => {
    const source = await inspectImage(await stored(orientation))
    if (!source.ok) throw new Error(source.detail)
    expect([source.value.width, source.value.height]).toEqual([400, 240])
    for (const scale of [1, 0.5]) {
      const result = await decodePicture(source.value, scale, signal)
      if (!result.ok) throw new Error(result.detail)
      const { data, width, height } = result.value
      expect([width, height]).toEqual([400 * scale, 240 * scale])
      const left = (Math.floor(height / 2) * width + Math.floor(width / 4)) * 3
      const right = (Math.floor(height / 2) * width + Math.floor((3 * width) / 4)) * 3
      expect(data[left]!).toBeGreaterThan(200)
      expect(data[left + 2]!).toBeLessThan(60)
      expect(data[right]!).toBeLessThan(60)
      expect(data[right + 2]!).toBeGreaterThan(200)
    }
  })
})

describe('shrinking', () => {
  it('gives the same whether a file or its pixels are shrunk', async () => {
    const source = await inspectImage(await noisy('png'))
    if (!source.ok) throw new Error(source.detail)
    const [whole, smaller] = await Promise.all([
      decodePicture(source.value, 1, signal),
      decodePicture(source.value, 0.5, signal),
    ])
    if (!whole.ok || !smaller.ok) throw new Error('unreadable')
    const shrunk = await shrinkPicture(whole.value, 0.5, signal)
    expect([shrunk.width, shrunk.height]).toEqual([smaller.value.width, smaller.value.height])
    const off = shrunk.data.reduce((sum, value, at) => sum + Math.abs(value - smaller.value.data[at]!), 0)
    expect(off / shrunk.data.length).toBeLessThan(2)
  })
})

describe('sniff', () => {
  it('goes by content, whatever comes after the first bytes', () => {
    expect(sniff(ftyp('mif1', 'avif'))).toEqual({ kind: 'readable', format: 'avif' })
    expect(sniff(Buffer.from('RIFF....WEBPVP8 '))).toEqual({ kind: 'readable', format: 'webp' })
    expect(sniff(Buffer.from('RIFF....AVI LIST'))).toEqual({ kind: 'unknown' })
  })

  it('never throws on short or random bytes', () => {
    for (let length = 0; length < 40; length++) {
      for (let seed = 1; seed <= 50; seed++) {
        const bytes = Uint8Array.from({ length }, (_, at) => Math.imul((at + 1) * seed, 2_654_435_761) >>> 24)
        expect(() => sniff(bytes)).not.toThrow()
      }
    }
    expect(() => sniff(Buffer.from('....ftyp'))).not.toThrow()
  })
})
