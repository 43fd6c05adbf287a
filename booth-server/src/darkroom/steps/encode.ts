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
  const finish = (jpeg: Uint8Array): Outcome<Portrait> =>
    done({ jpeg: withResolution(jpeg, resolutionDpi), widthPx: picture.width, heightPx: picture.height })
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

const APP0 = 0xe0
const APP1 = 0xe1
const START_OF_SCAN = 0xda

/** A JFIF 1.02 header of this density in dots per inch, no thumbnail. */
const jfifHeader = (dpi: number): Uint8Array =>
  Uint8Array.of(0xff, APP0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 1, dpi >> 8, dpi & 255, dpi >> 8, dpi & 255, 0, 0)

/** The same JPEG with its density stated: libvips would leave the header out, or add an EXIF block for it. */
const withResolution = (jpeg: Uint8Array, dpi: number): Uint8Array => {
  const parts: Uint8Array[] = [jpeg.subarray(0, 2), jfifHeader(dpi)]
  let at = 2
  while (at + 4 <= jpeg.byteLength && jpeg[at] === 0xff && jpeg[at + 1] !== START_OF_SCAN) {
    const end = at + 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!)
    if (jpeg[at + 1] !== APP0 && jpeg[at + 1] !== APP1) parts.push(jpeg.subarray(at, end))
    at = end
  }
  parts.push(jpeg.subarray(at))
  return Buffer.concat(parts)
}
