import sharp from 'sharp'
import { BoothError } from '../../foundation/errors.ts'

/** A photograph that plays the person in front of the camera. `crop` in pixels of the upright picture. */
export interface VirtualPhotograph {
  readonly path: string
  readonly crop?: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
}

/** What the camera sees: a landscape canvas around the photograph, somewhat larger than its window. */
export interface VirtualScene {
  /** Loop of live frames, JPEG, `liveSize`. */
  readonly liveFrames: readonly Uint8Array[]
  /** The window of live frame `index` at full resolution. */
  still(index: number): Promise<Uint8Array>
}

export const liveSize = { widthPx: 1280, heightPx: 960 } as const
const ASPECT = liveSize.widthPx / liveSize.heightPx
const MAX_CANVAS_HEIGHT_PX = 2400
/** The window's share of the canvas: the rest is room to sway in. */
const WINDOW_SHARE = 0.97

/** Where the window lies at `phase` of the loop, 0..1 of the room there is: someone who sits still, but breathes. */
const swayAt = (phase: number) => ({
  x: 0.5 + 0.4 * Math.sin(2 * Math.PI * phase),
  y: 0.5 + 0.3 * Math.sin(4 * Math.PI * phase),
})

/** Throws BoothError `camera.unavailable` when the photograph can't be read. */
export const renderScene = async (photograph: VirtualPhotograph, frameCount: number): Promise<VirtualScene> => {
  const canvas = await renderCanvas(photograph).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new BoothError('camera.unavailable', `The photograph ${photograph.path} can't be read: ${why}`, {
      cause: error,
    })
  })
  const width = Math.floor(canvas.widthPx * WINDOW_SHARE)
  const height = Math.floor(canvas.heightPx * WINDOW_SHARE)
  const windowAt = (index: number) => {
    const sway = swayAt(index / frameCount)
    const left = Math.round((canvas.widthPx - width) * sway.x)
    const top = Math.round((canvas.heightPx - height) * sway.y)
    return sharp(canvas.rgb, { raw: { width: canvas.widthPx, height: canvas.heightPx, channels: 3 } }).extract({
      left,
      top,
      width,
      height,
    })
  }
  const liveFrames: Uint8Array[] = []
  // One after the other: the booth starts meanwhile, and has better use for its cores.
  for (let index = 0; index < frameCount; index++) {
    const frame = windowAt(index).resize(liveSize.widthPx, liveSize.heightPx, { fit: 'fill', kernel: 'linear' })
    liveFrames.push(await frame.jpeg({ quality: 82 }).toBuffer())
  }
  return { liveFrames, still: (index) => windowAt(index).jpeg({ quality: 95 }).toBuffer() }
}

interface Canvas {
  readonly rgb: Buffer
  readonly widthPx: number
  readonly heightPx: number
}

const renderCanvas = async ({ path, crop }: VirtualPhotograph): Promise<Canvas> => {
  const upright = await sharp(path).rotate().toColourspace('srgb').removeAlpha().toBuffer()
  const cropped = crop ? sharp(upright).extract(crop) : sharp(upright)
  const { data: photo, info } = await cropped
    .resize({ height: MAX_CANVAS_HEIGHT_PX, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 0 })
    .toBuffer({ resolveWithObject: true })
  const heightPx = info.height
  const widthPx = Math.round(heightPx * ASPECT)
  if (info.width >= widthPx) {
    const left = Math.floor((info.width - widthPx) / 2)
    const window = sharp(photo).extract({ left, top: 0, width: widthPx, height: heightPx })
    return { rgb: await window.raw().toBuffer(), widthPx, heightPx }
  }
  // Too narrow: the room goes on to both sides, out of focus, from the colours of the photograph's own edges.
  const left = Math.floor((widthPx - info.width) / 2)
  const right = widthPx - info.width - left
  const extended = await sharp(photo)
    .extend({ left, right, extendWith: 'copy' })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const backdrop = await sharp(extended)
    .blur(Math.max(2, heightPx / 50))
    .png({ compressionLevel: 0 })
    .toBuffer()
  const featherPercent = 6
  const mask = Buffer.from(
    `<svg width="${info.width}" height="${heightPx}"><defs><linearGradient id="f"><stop offset="0" stop-opacity="0"/>` +
      `<stop offset="${featherPercent}%"/><stop offset="${100 - featherPercent}%"/><stop offset="100%" stop-opacity="0"/>` +
      `</linearGradient></defs><rect width="100%" height="100%" fill="url(#f)"/></svg>`,
  )
  const feathered = await sharp(photo)
    .ensureAlpha()
    .composite([{ input: mask, blend: 'dest-in' }])
    .png({ compressionLevel: 0 })
    .toBuffer()
  const composed = sharp(backdrop)
    .composite([{ input: feathered, left, top: 0 }])
    .removeAlpha()
  return { rgb: await composed.raw().toBuffer(), widthPx, heightPx }
}
