import { readFile } from 'node:fs/promises'
import { resolvePhotograph } from '@quickid/models'
import sharp from 'sharp'

/** For tests: the one person of the models' first photograph, a JPEG of 560 x 680 px (480 x 600 of the second). */
export const portraitPhotograph = async (id: 'photograph-1' | 'photograph-2' = 'photograph-1'): Promise<Buffer> => {
  const { path, crop } = await resolvePhotograph(id)
  return await sharp(await readFile(path))
    .extract({ left: crop.left, top: crop.top, width: crop.width, height: crop.height })
    .jpeg({ quality: 95 })
    .toBuffer()
}

/** The same person twice, side by side. `otherScale` shrinks the second. */
export const twoPeople = async (otherScale: number): Promise<Buffer> => {
  const one = await portraitPhotograph()
  const { width, height } = await sharp(one).metadata()
  const other = await sharp(one)
    .resize(Math.round(width * otherScale))
    .toBuffer({ resolveWithObject: true })
  return await sharp({ create: { width: width + other.info.width, height, channels: 3, background: '#7f8c99' } })
    .composite([
      { input: one, left: 0, top: 0 },
      { input: other.data, left: width, top: 0 },
    ])
    .jpeg({ quality: 95 })
    .toBuffer()
}

/** A grey gradient: a picture without a face. */
export const gradient = async (width = 600, height = 800): Promise<Buffer> => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#335"/><stop offset="1" stop-color="#cde"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`
  return await sharp(Buffer.from(svg)).jpeg().toBuffer()
}
