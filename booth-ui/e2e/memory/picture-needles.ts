import { spawn } from 'node:child_process'
import sharp from 'sharp'
import { NEEDLE_BYTES, type Needle } from './needle-index.ts'

/** The shapes in which a picture can lie in memory. */
export const pictureForms = ['JPEG', 'RGB', 'RGBA', 'BGRA', 'YUV planes', 'float planes', 'PDF'] as const
export type PictureForm = (typeof pictureForms)[number]

/** Any piece of coded data longer than this holds a needle. */
const CODED_STEP_BYTES = 256
/** Half a page: whatever page of a picture is left holds a needle. */
const PIXEL_STEP_BYTES = 2048

function* needlesEvery(bytes: Uint8Array, stepBytes: number, label: string, from = 0): Generator<Needle> {
  for (let at = from; at + NEEDLE_BYTES <= bytes.length; at += stepBytes) {
    yield { bytes: Uint8Array.from(bytes.subarray(at, at + NEEDLE_BYTES)), label }
  }
}

/** Offset of the first byte of coded picture data (ITU T.81 B.2.3): the tables before it are the encoder's, not the picture's. */
const startOfScan = (jpeg: Uint8Array): number => {
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff; ) {
    const length = (jpeg[at + 2]! << 8) | jpeg[at + 3]!
    if (jpeg[at + 1] === 0xda) return at + 2 + length
    at += 2 + length
  }
  throw new Error('A JPEG without a scan')
}

/** As libjpeg decodes it, which is what Chromium and the darkroom do: RGB, 8 bits, rows from the top. */
const decodeRgb = (jpeg: Uint8Array) => sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true })

/** As ffmpeg decodes it: the planes of luma and the two differences one after the other, in the JPEG's own sampling. */
const decodePlanes = (jpeg: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const ffmpeg = spawn('ffmpeg', ['-loglevel', 'error', '-f', 'mjpeg', '-i', '-', '-f', 'rawvideo', '-'])
    const chunks: Buffer[] = []
    ffmpeg.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    ffmpeg.on('error', reject)
    ffmpeg.on('close', (code) => (code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error('ffmpeg failed'))))
    ffmpeg.stdin.end(jpeg)
  })

const withAlpha = (rgb: Uint8Array, order: readonly [number, number, number]): Uint8Array => {
  const out = new Uint8Array((rgb.length / 3) * 4)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    out[to] = rgb[from + order[0]]!
    out[to + 1] = rgb[from + order[1]]!
    out[to + 2] = rgb[from + order[2]]!
    out[to + 3] = 255
  }
  return out
}

/** One plane a colour, 0..1, as models take them. */
const floatPlanes = (rgb: Uint8Array): Uint8Array => {
  const pixels = rgb.length / 3
  const planes = new Float32Array(rgb.length)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let colour = 0; colour < 3; colour++) planes[colour * pixels + pixel] = rgb[pixel * 3 + colour]! / 255
  }
  return new Uint8Array(planes.buffer)
}

/** A picture in every form but PDF, whole: for the controls. */
export const formsOfJpeg = async (jpeg: Uint8Array): Promise<ReadonlyMap<PictureForm, Uint8Array>> => {
  const { data: rgb } = await decodeRgb(jpeg)
  return new Map<PictureForm, Uint8Array>([
    ['JPEG', jpeg],
    ['RGB', rgb],
    ['RGBA', withAlpha(rgb, [0, 1, 2])],
    ['BGRA', withAlpha(rgb, [2, 1, 0])],
    ['YUV planes', await decodePlanes(jpeg)],
    ['float planes', floatPlanes(rgb)],
  ])
}

const labelOf = (what: string, form: PictureForm): string => `${what} as ${form}`

/** Needles of a JPEG in all its forms, labelled with `what` it is: "frame as JPEG". */
export const needlesOfJpeg = async (jpeg: Uint8Array, what: string): Promise<Needle[]> => {
  const needles = [...needlesEvery(jpeg, CODED_STEP_BYTES, labelOf(what, 'JPEG'), startOfScan(jpeg))]
  for (const [form, bytes] of await formsOfJpeg(jpeg)) {
    if (form !== 'JPEG') needles.push(...needlesEvery(bytes, PIXEL_STEP_BYTES, labelOf(what, form)))
  }
  return needles
}

/** Of a print sheet. Its pictures lie in it as they are; what is common to every sheet is dropped by the baseline. */
export const needlesOfPdf = (pdf: Uint8Array): Needle[] => [
  ...needlesEvery(pdf, CODED_STEP_BYTES, labelOf('sheet', 'PDF'), 1024),
]
