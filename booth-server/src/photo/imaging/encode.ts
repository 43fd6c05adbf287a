import sharp from 'sharp'
import { done, type Outcome, refuse } from '../../foundation/outcome.ts'
import type { Picture } from './values.ts'

/** Limits of a file's size, in kilobytes as authorities state them; an end left out is open. */
export interface ByteLimits {
  readonly minKb?: number
  readonly maxKb?: number
}

/** A finished file: exact pixels, dpi tag and sRGB profile, no other metadata. */
export interface EncodedJpeg {
  readonly jpeg: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** What a lab prints without a visible artefact. */
const USUAL_QUALITY = 95
/** Below this the face shows blocks: rather no file than that one. */
const MIN_QUALITY = 40
/** Down to here with full colour; below it halved colour costs less than coarser light. */
const MIN_FULL_CHROMA_QUALITY = 80

/** Authorities don't say which kilobyte they mean: the upper limit holds in 1000s, the lower in 1024s. */
const limitsInBytes = ({ minKb, maxKb }: ByteLimits) => ({
  min: (minKb ?? 0) * 1024,
  max: maxKb === undefined ? Number.POSITIVE_INFINITY : maxKb * 1000,
})

/**
 * The picture as a baseline JPEG with its resolution and an sRGB profile and nothing else in it. A size
 * limit is met by quality and chroma alone, never by padding; one that can't be met is `output.limit-unmet`.
 */
export const encodePortrait = async (
  picture: Picture,
  limits: ByteLimits,
  resolutionDpi: number,
  signal: AbortSignal,
): Promise<Outcome<EncodedJpeg>> => {
  const { min, max } = limitsInBytes(limits)
  const encode = async (quality: number, chroma: '4:4:4' | '4:2:0') => {
    signal.throwIfAborted()
    return await withHeader(await toJpeg(picture, quality, chroma), resolutionDpi)
  }
  const finish = (jpeg: Uint8Array) => done({ jpeg, widthPx: picture.width, heightPx: picture.height })
  const usual = await encode(USUAL_QUALITY, '4:4:4')
  if (usual.length >= min && usual.length <= max) return finish(usual)
  if (usual.length < min) {
    const fullest = await encode(100, '4:4:4')
    if (fullest.length < min || fullest.length > max) {
      return refuse('output.limit-unmet', `Expected at least ${min} bytes but the best quality has ${fullest.length}`)
    }
    return finish(fullest)
  }
  for (const [chroma, lowest, highest] of [
    ['4:4:4', MIN_FULL_CHROMA_QUALITY, USUAL_QUALITY - 1],
    ['4:2:0', MIN_QUALITY, USUAL_QUALITY - 1],
  ] as const) {
    const jpeg = await bestUnder(max, lowest, highest, (quality) => encode(quality, chroma))
    if (jpeg === null) continue
    if (jpeg.length < min) break
    return finish(jpeg)
  }
  return refuse('output.limit-unmet', `No quality from ${MIN_QUALITY} on gives ${min} to ${max} bytes`)
}

/** The highest quality whose file is small enough, by halving the range; sizes grow with quality. */
const bestUnder = async (
  maxBytes: number,
  lowest: number,
  highest: number,
  encode: (quality: number) => Promise<Uint8Array>,
): Promise<Uint8Array | null> => {
  let best: Uint8Array | null = null
  let low = lowest
  let high = highest
  while (low <= high) {
    const quality = Math.floor((low + high) / 2)
    const jpeg = await encode(quality)
    if (jpeg.length <= maxBytes) {
      best = jpeg
      low = quality + 1
    } else {
      high = quality - 1
    }
  }
  return best
}

const toJpeg = async ({ data, width, height }: Picture, quality: number, chromaSubsampling: string): Promise<Buffer> =>
  await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling, optimiseCoding: true })
    .toBuffer()

const APP0 = 0xe0
const APP1 = 0xe1
const APP2 = 0xe2
const START_OF_SCAN = 0xda

interface Segment {
  readonly marker: number
  readonly bytes: Uint8Array
}

/** The segments before the first scan, and what comes from there on. */
const parse = (jpeg: Uint8Array): { readonly segments: readonly Segment[]; readonly scans: Uint8Array } => {
  const segments: Segment[] = []
  let at = 2
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1]!
    if (marker === START_OF_SCAN) break
    const end = at + 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!)
    segments.push({ marker, bytes: jpeg.subarray(at, end) })
    at = end
  }
  return { segments, scans: jpeg.subarray(at) }
}

let profile: Promise<readonly Segment[]> | null = null

/**
 * libvips' own sRGB profile as JPEG segments, out of a picture of one pixel. Asked to write it into each portrait,
 * libvips would convert every pixel from sRGB to sRGB first, a third of the encoder's time.
 */
const profileSegments = (): Promise<readonly Segment[]> => {
  profile ??= sharp({ create: { width: 1, height: 1, channels: 3, background: '#ffffff' } })
    .withIccProfile('srgb')
    .jpeg()
    .toBuffer()
    .then((jpeg) => parse(jpeg).segments.filter(({ marker }) => marker === APP2))
  profile.catch(() => {
    profile = null
  })
  return profile
}

/**
 * The same JPEG with its JFIF header (ITU-T T.871, 10.1) saying `dpi`, an sRGB profile (ICC.1, annex B.4), and without
 * any EXIF or XMP segment. libvips would write the resolution as EXIF too, and EXIF is what the product promises not to
 * write.
 */
const withHeader = async (jpeg: Uint8Array, dpi: number): Promise<Uint8Array> => {
  const { segments, scans } = parse(jpeg)
  const own = segments.filter(({ marker }) => marker !== APP0 && marker !== APP1 && marker !== APP2)
  const header = [...(await profileSegments()), ...own].map(({ bytes }) => bytes)
  return Buffer.concat([jpeg.subarray(0, 2), jfifHeader(dpi), ...header, scans])
}

const jfifHeader = (dpi: number): Uint8Array => {
  const density = [dpi >> 8, dpi & 0xff]
  return Uint8Array.of(0xff, APP0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 1, ...density, ...density, 0, 0)
}
