import { PrinterError } from '../printer-error.ts'

/** Start-of-frame markers SOF0..SOF15 without DHT, JPG and DAC (ITU-T T.81, table B.1). */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** A JPEG's size in pixels, from its frame header; nothing is decoded. Throws PrinterError `sheet.image`. */
export const jpegSize = (jpeg: Uint8Array): { widthPx: number; heightPx: number } => {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
  if (jpeg.length < 4 || view.getUint16(0) !== 0xffd8) throw new PrinterError('sheet.image', 'Expected a JPEG')
  let position = 2
  while (position + 9 <= jpeg.length) {
    if (jpeg[position] !== 0xff) break
    const marker = jpeg[position + 1]!
    if (marker === 0xff) {
      position += 1
    } else if (isStartOfFrame(marker)) {
      return { heightPx: view.getUint16(position + 5), widthPx: view.getUint16(position + 7) }
    } else {
      position += 2 + view.getUint16(position + 2)
    }
  }
  throw new PrinterError('sheet.image', 'Expected a JPEG with a frame header')
}
