import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { encodePortrait } from '../imaging/encode.ts'
import type { Picture } from '../imaging/values.ts'
import { compositeOver } from '../matting/composite.ts'
import { estimateForeground } from '../matting/foreground.ts'

const { signal } = new AbortController()

/** A dark figure that fades over 12 px into a white wall. */
const fading = () => {
  const width = 160
  const height = 120
  const alpha = Float32Array.from({ length: width * height }, (_, at) =>
    Math.min(Math.max((86 - (at % width)) / 12, 0), 1),
  )
  const data = new Uint8Array(width * height * 3)
  for (let at = 0; at < alpha.length; at++) {
    const a = alpha[at]!
    for (let channel = 0; channel < 3; channel++)
      data[3 * at + channel] = Math.round([60, 40, 30][channel]! * a + 250 * (1 - a))
  }
  return { picture: { data, width, height } satisfies Picture, alpha }
}

describe('the edge on a new colour', () => {
  const { picture, alpha } = fading()
  const blue = [0x20, 0x60, 0xd0]
  /** How far each pixel of the middle row is from a true mix of figure and new colour. */
  const fringe = (made: Picture) =>
    Math.max(
      ...Array.from({ length: made.width }, (_, x) => {
        const at = 60 * made.width + x
        const a = alpha[at]!
        return Math.max(
          ...blue.map((value, channel) =>
            Math.abs(made.data[3 * at + channel]! - ([60, 40, 30][channel]! * a + value * (1 - a))),
          ),
        )
      }),
    )

  it('has no halo of the old wall', () => {
    const made = compositeOver(estimateForeground(picture, alpha), alpha, '#2060d0')
    expect(fringe(made)).toBeLessThan(16)
    // Without the estimate the same measure sees the halo: it can fail.
    expect(fringe(compositeOver(picture, alpha, '#2060d0'))).toBeGreaterThan(45)
  })

  it('leaves what is opaque as it was', () => {
    const front = estimateForeground(picture, alpha)
    for (let x = 0; x < 70; x++) {
      const at = (60 * 160 + x) * 3
      expect([...front.data.subarray(at, at + 3)]).toEqual([...picture.data.subarray(at, at + 3)])
    }
  })

  it('is the new colour alone where nobody is', () => {
    const made = compositeOver(estimateForeground(picture, alpha), alpha, '#2060d0')
    expect([...made.data.subarray((60 * 160 + 150) * 3, (60 * 160 + 150) * 3 + 3)]).toEqual(blue)
  })
})

/** Busy enough that quality changes its size. */
const busy = (width: number, height: number): Picture => {
  let state = 7
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return 128 + 60 * Math.sin(at / 900) + (state >>> 28) * 3
  })
  return { data, width, height }
}

describe('encodePortrait', () => {
  it('writes exact pixels, the resolution, sRGB, and nothing else', async () => {
    const made = await encodePortrait(busy(413, 531), {}, 300, signal)
    if (!made.ok) throw new Error(made.detail)
    const { jpeg, widthPx, heightPx } = made.value
    const metadata = await sharp(jpeg).metadata()
    expect(metadata).toMatchObject({
      format: 'jpeg',
      width: 413,
      height: 531,
      density: 300,
      chromaSubsampling: '4:4:4',
    })
    expect([widthPx, heightPx]).toEqual([413, 531])
    expect(metadata.icc?.includes(Buffer.from('sRGB')) || metadata.icc?.includes(Buffer.from('s\0R\0G\0B'))).toBe(true)
    expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined])
    expect(Buffer.from(jpeg).includes('Exif')).toBe(false)
    // JFIF first, right after the start: that is where readers look for the resolution.
    expect([...jpeg.subarray(2, 4)]).toEqual([0xff, 0xe0])
    expect([jpeg[13], (jpeg[14]! << 8) | jpeg[15]!, (jpeg[16]! << 8) | jpeg[17]!]).toEqual([1, 300, 300])
  })

  const limits: readonly [string, { minKb?: number; maxKb?: number }][] = [
    ['below 40 KB', { maxKb: 40 }],
    ['from 10 to 20 KB', { minKb: 10, maxKb: 20 }],
    ['from 130 KB on', { minKb: 130 }],
    ['from 20 to 300 KB', { minKb: 20, maxKb: 300 }],
  ]
  it.each(limits)('meets %s by quality alone', async (_, { minKb = 0, maxKb = Number.POSITIVE_INFINITY }) => {
    const made = await encodePortrait(busy(300, 400), { minKb, ...(maxKb < 1e9 && { maxKb }) }, 300, signal)
    if (!made.ok) throw new Error(made.detail)
    // Whichever kilobyte the authority means.
    expect(made.value.jpeg.length).toBeGreaterThanOrEqual(minKb * 1024)
    expect(made.value.jpeg.length).toBeLessThanOrEqual(maxKb * 1000)
    // No padding: the file ends where the picture does.
    expect([...made.value.jpeg.subarray(-2)]).toEqual([0xff, 0xd9])
    expect(await sharp(made.value.jpeg).metadata()).toMatchObject({ width: 300, height: 400, density: 300 })
  })

  it.each([
    ['too few bytes allowed', { maxKb: 2 }],
    ['more bytes wanted than the picture has', { minKb: 900 }],
    ['a range between two qualities', { minKb: 20, maxKb: 20 }],
  ])('says so where a limit cannot be met: %s', async (_, digital) => {
    expect(await encodePortrait(busy(300, 400), digital, 300, signal)).toMatchObject({
      ok: false,
      fault: 'output.limit-unmet',
    })
  })
})
