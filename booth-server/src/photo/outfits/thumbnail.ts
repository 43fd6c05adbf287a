import sharp from 'sharp'
import type { Garment } from '../../garments/garment.ts'
import { rasteriseGarment } from './rasterise.ts'

export const THUMBNAIL_PX = { width: 144, height: 96 } as const
export const MAX_THUMBNAIL_BYTES = 16 * 1024

/** The garment from shoulder to shoulder and from the collar down, a WebP on a transparent ground. */
export const drawThumbnail = async (garment: Garment, folder: string): Promise<Buffer> => {
  const { size, anchors } = garment
  const scale = 0.5
  const { front } = await rasteriseGarment(garment, folder, scale)
  const left = Math.max(0, Math.floor((anchors.shoulderLeft.x - size.width * 0.04) * scale))
  const right = Math.min(front.width, Math.ceil((anchors.shoulderRight.x + size.width * 0.04) * scale))
  const neckY = Math.min(anchors.neckLeft.y, anchors.neckRight.y)
  const top = Math.max(0, Math.floor((neckY - size.height * 0.03) * scale))
  const height = Math.min(front.height - top, Math.round(((right - left) * THUMBNAIL_PX.height) / THUMBNAIL_PX.width))
  return await sharp(front.data, {
    raw: { width: front.width, height: front.height, channels: 4, premultiplied: true },
  })
    .extract({ left, top, width: right - left, height })
    .resize(THUMBNAIL_PX.width, THUMBNAIL_PX.height, { fit: 'cover', position: 'top' })
    .webp({ quality: 82 })
    .toBuffer()
}
