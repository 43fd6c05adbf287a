import type { Metadata, Sharp } from 'sharp'
import sharp from 'sharp'
import { type DevelopFailure, done, type Outcome, refuse } from '../../foundation/outcome.ts'
import { type ReadableFormat, sniff } from './sniff.ts'
import type { Picture } from './values.ts'

export interface DecodeLimits {
  readonly maxBytes: number
  readonly maxPixels: number
  readonly minSidePx: number
}

export const defaultDecodeLimits: DecodeLimits = { maxBytes: 60_000_000, maxPixels: 80_000_000, minSidePx: 200 }

/** A picture whose header is sound. `width` and `height` are upright, as the EXIF orientation turns them. */
export interface SourceImage {
  readonly bytes: Uint8Array
  readonly format: ReadableFormat
  readonly width: number
  readonly height: number
}

/** sharp keeps no decoded picture between calls: a cache would outlive the step that a picture belongs to. */
export const configureSharp = (threads: number): void => {
  sharp.cache(false)
  sharp.concurrency(threads)
}

/**
 * Reads the header alone: kind by content, size against the limits. Nothing is decoded, so a picture of 300 megapixels
 * in a file of a kilobyte costs nothing.
 */
export const inspectImage = async (bytes: Uint8Array, limits = defaultDecodeLimits): Promise<Outcome<SourceImage>> => {
  if (bytes.byteLength > limits.maxBytes) {
    return refuse('image.too-large', `Expected at most ${limits.maxBytes} bytes but received ${bytes.byteLength}`)
  }
  const sniffed = sniff(bytes)
  if (sniffed.kind === 'unknown') return refuse('image.not-an-image', 'The content is no known kind of picture')
  if (sniffed.kind === 'unsupported') {
    return refuse('image.unsupported', `${sniffed.name} is not read; JPEG, PNG, WebP, AVIF, TIFF and GIF are`)
  }
  let metadata: Metadata
  try {
    // The limit is checked below, on the header: libvips' own would be one more error text to tell apart.
    metadata = await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch (error) {
    return refuse('image.truncated', `The ${sniffed.format} header is damaged: ${reasonOf(error)}`)
  }
  const { autoOrient } = metadata
  const { width, height } = autoOrient
  if (width * height > limits.maxPixels) {
    return refuse('image.too-large', `Expected at most ${limits.maxPixels} pixels but received ${width} x ${height}`)
  }
  if (Math.min(width, height) < limits.minSidePx) {
    return refuse(
      'image.too-small',
      `Expected at least ${limits.minSidePx} px a side but received ${width} x ${height}`,
    )
  }
  return done({ bytes, format: sniffed.format, width, height })
}

/** Lanczos with two lobes: resampled once more, a third lobe makes no visible difference, and costs a tenth. */
const shrinking = { fit: 'fill', kernel: 'lanczos2' } as const

/**
 * Decodes to upright 8-bit sRGB at `scale` (1 = as it is, less = smaller; JPEGs shrink while they load). ICC profiles,
 * CMYK and 16 bit are converted, alpha lies on white, the first frame of several counts.
 */
export const decodePicture = async (
  source: SourceImage,
  scale: number,
  signal: AbortSignal,
): Promise<Outcome<Picture>> => {
  signal.throwIfAborted()
  const width = Math.max(1, Math.round(source.width * scale))
  const height = Math.max(1, Math.round(source.height * scale))
  let pipeline = open(source).autoOrient()
  if (scale < 1) pipeline = pipeline.resize(width, height, shrinking)
  try {
    const picture = await toPicture(pipeline)
    signal.throwIfAborted()
    return done(picture)
  } catch (error) {
    signal.throwIfAborted()
    return decodeFailure(source, error)
  }
}

/** A smaller copy, as good as `decodePicture` would make it. */
export const shrinkPicture = async (picture: Picture, scale: number, signal: AbortSignal): Promise<Picture> => {
  signal.throwIfAborted()
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const
  return await toPicture(sharp(picture.data, { raw }).resize(width, height, shrinking))
}

const open = ({ bytes }: SourceImage): Sharp =>
  // `error`: a decoder's mere warnings (a stray byte between markers, an odd colour tag) are no reason to refuse.
  sharp(bytes, { failOn: 'error', limitInputPixels: defaultDecodeLimits.maxPixels, sequentialRead: true })

const toPicture = async (pipeline: Sharp): Promise<Picture> => {
  const { data, info } = await pipeline
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`Expected 3 channels after conversion but received ${info.channels}`)
  return { data, width: info.width, height: info.height }
}

/** The header was sound, so whatever fails here is damage inside. */
const decodeFailure = (source: SourceImage, error: unknown): DevelopFailure =>
  refuse('image.truncated', `The ${source.format} data is damaged or incomplete: ${reasonOf(error)}`)

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!
