import sharp from 'sharp'
import type { DigitalRule } from '../../documents/document.ts'
import { done, type Outcome, refuse } from '../outcome.ts'
import type { Picture, Portrait } from '../values.ts'

/** From best to smallest. 4:2:0 halves the colour's resolution, which a portrait hardly shows. */
const choices = [
  { quality: 100, chroma: '4:4:4' },
  { quality: 96, chroma: '4:4:4' },
  { quality: 92, chroma: '4:4:4' },
  { quality: 88, chroma: '4:4:4' },
  { quality: 84, chroma: '4:2:0' },
  { quality: 78, chroma: '4:2:0' },
  { quality: 70, chroma: '4:2:0' },
  { quality: 60, chroma: '4:2:0' },
  { quality: 50, chroma: '4:2:0' },
  { quality: 40, chroma: '4:2:0' },
] as const
/** What a file without limits gets: no visible loss in print. */
const DEFAULT_CHOICE = 2
const BYTES_PER_KB = 1024

/**
 * The portrait's file: exact pixels, its dpi in the JFIF header, an sRGB profile, no other metadata. Limits on its size
 * are met by quality and chroma alone; one that can't be met is `output.limit-unmet`, never padding.
 */
export const encodePortrait = async (
  picture: Picture,
  { minKb, maxKb }: DigitalRule,
  resolutionDpi: number,
  signal: AbortSignal,
): Promise<Outcome<Portrait>> => {
  const finish = (jpeg: Uint8Array): Outcome<Portrait> => {
    setResolution(jpeg, resolutionDpi)
    return done({ jpeg, widthPx: picture.width, heightPx: picture.height })
  }
  const usual = await encodeWith(picture, DEFAULT_CHOICE)
  const isTooLarge = maxKb !== undefined && usual.byteLength > maxKb * BYTES_PER_KB
  const isTooSmall = minKb !== undefined && usual.byteLength < minKb * BYTES_PER_KB
  if (!isTooLarge && !isTooSmall) return finish(usual)
  const step = isTooLarge ? 1 : -1
  for (let choice = DEFAULT_CHOICE + step; choice >= 0 && choice < choices.length; choice += step) {
    signal.throwIfAborted()
    const jpeg = await encodeWith(picture, choice)
    const kb = jpeg.byteLength / BYTES_PER_KB
    if ((maxKb === undefined || kb <= maxKb) && (minKb === undefined || kb >= minKb)) return finish(jpeg)
  }
  return refuse(
    'output.limit-unmet',
    `No JPEG quality from ${choices.at(-1)!.quality} to 100 gives ${minKb ?? 0} to ${maxKb ?? 'any'} KB at ${picture.width} x ${picture.height} px`,
  )
}

const encodeWith = async ({ data, width, height }: Picture, choice: number): Promise<Uint8Array> => {
  const { quality, chroma } = choices[choice]!
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .withIccProfile('srgb')
    .jpeg({ quality, chromaSubsampling: chroma })
    .toBuffer()
}

/** Density in dots per inch (JFIF 1.02: units at byte 13, x and y after it). libvips would add an EXIF block for it. */
const setResolution = (jpeg: Uint8Array, resolutionDpi: number): void => {
  const isJfif = jpeg[2] === 0xff && jpeg[3] === 0xe0 && jpeg[6] === 0x4a && jpeg[7] === 0x46
  if (!isJfif) throw new Error('Expected a JFIF header at the start of the encoded JPEG')
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
  jpeg[13] = 1
  view.setUint16(14, resolutionDpi)
  view.setUint16(16, resolutionDpi)
}
