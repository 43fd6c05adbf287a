import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf, FrameDigest } from './frame-digest.ts'
import { MAX_FRAME_BYTES, MpjpegParser } from './mpjpeg-parser.ts'

const part = (body: Uint8Array) =>
  Buffer.concat([
    Buffer.from(`--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${body.length}\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ])

const parse = (chunks: readonly Uint8Array[]) => {
  const frames: Buffer[] = []
  const parser = new MpjpegParser({ isWanted: () => true, onFrame: (jpeg) => frames.push(Buffer.from(jpeg ?? [])) })
  for (const chunk of chunks) parser.push(Uint8Array.from(chunk))
  return frames
}

describe('mpjpeg', () => {
  it('gives the same frames however the stream is cut into chunks', () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 4, maxLength: 300 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(1600), { maxLength: 12 }), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(part))
        const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length]
        const chunks = at.slice(1).map((end, index) => stream.subarray(at[index], end))
        expect(parse(chunks)).toEqual(frames.map((frame) => Buffer.from(frame)))
      }),
    )
  })

  it('is not fooled by a boundary inside a picture', () => {
    const body = part(Buffer.from('--ffmpeg\r\n\r\n'))
    expect(parse([part(body)])).toEqual([body])
  })

  it('overwrites the chunks it was given', () => {
    const chunk = Uint8Array.from(part(Buffer.from([1, 2, 3, 4])))
    new MpjpegParser({ isWanted: () => true, onFrame: () => {} }).push(chunk)
    expect(chunk.every((byte) => byte === 0)).toBe(true)
  })

  it('lets frames that nobody wants pass by, and tells what it saw of each', () => {
    const jpegs = [
      [0xff, 0xd8, 1, 2, 0xff, 0xd9, 0],
      [0xff, 0xd8, 3, 4, 5],
    ]
    let isWanted = false
    const seen: [number | undefined, boolean][] = []
    const parser = new MpjpegParser({
      isWanted: () => isWanted,
      onFrame: (jpeg, { isWhole }) => seen.push([jpeg?.length, isWhole]),
    })
    for (const jpeg of jpegs) parser.push(part(Uint8Array.from(jpeg)))
    isWanted = true
    for (const jpeg of jpegs) parser.push(part(Uint8Array.from(jpeg)))
    expect(seen).toEqual([
      [undefined, true],
      [undefined, false],
      [7, true],
      [5, false],
    ])
  })

  it('knows the same of a frame however it is cut', () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 12_000 })
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(12_000), { maxLength: 8 }), fc.boolean(), (body, cuts, isWhole) => {
        if (isWhole) body.set([0xff, 0xd9], body.length - 2)
        if (isWhole) body.set([0xff, 0xd8], 0)
        const at = [0, ...cuts.map((cut) => Math.min(cut, body.length)).sort((a, b) => a - b), body.length]
        const digest = new FrameDigest(body.length)
        for (const [index, end] of at.slice(1).entries()) digest.push(body.subarray(at[index], end))
        expect(digest.fingerprint).toBe(digestOf(body).fingerprint)
        expect(digest.isWhole).toBe(digestOf(body).isWhole)
        if (isWhole) expect(digest.isWhole).toBe(true)
      }),
    )
  })

  it.each([
    ['no boundary', Buffer.from('\xff\xd8\xff\xe0', 'latin1')],
    ['a head without an end', Buffer.from(`--ffmpeg\r\n${'x'.repeat(2000)}`)],
    ['no Content-length', Buffer.from('--ffmpeg\r\nContent-type: image/jpeg\r\n\r\n')],
    ['a frame of nothing', Buffer.from('--ffmpeg\r\nContent-length: 0\r\n\r\n')],
    ['a frame beyond the limit', Buffer.from(`--ffmpeg\r\nContent-length: ${MAX_FRAME_BYTES + 1}\r\n\r\n`)],
  ])('refuses %s', (_, bytes) => {
    expect(() => parse([bytes])).toThrow(/not mpjpeg.*\[camera\.unavailable\]/)
  })

  it('either parses or refuses whatever comes, holding no more than a frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 5 }), (chunks) => {
        try {
          parse(chunks)
        } catch (error) {
          expect(String(error)).toContain('camera.unavailable')
        }
      }),
    )
  })
})

describe('a frame', () => {
  const whole = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 0xff, 0xd9)

  it('is whole with both its markers, padded or not', () => {
    expect(digestOf(whole).isWhole).toBe(true)
    expect(digestOf(Uint8Array.of(...whole, 0, 0, 0)).isWhole).toBe(true)
  })

  it('is damaged without its start or its end', () => {
    expect(digestOf(whole.subarray(1)).isWhole).toBe(false)
    expect(digestOf(whole.subarray(0, 6)).isWhole).toBe(false)
    expect(digestOf(new Uint8Array(0)).isWhole).toBe(false)
    expect(digestOf(new Uint8Array(100)).isWhole).toBe(false)
  })

  it('has the fingerprint of its bytes', () => {
    const other = Uint8Array.from(whole)
    expect(digestOf(other).fingerprint).toBe(digestOf(whole).fingerprint)
    other[3] = 9
    expect(digestOf(other).fingerprint).not.toBe(digestOf(whole).fingerprint)
  })
})
