/**
 * The pixels of a JPEG, RGBA; null for bytes that are none. They are the caller's to overwrite. `reuse` is filled where it
 * has the size: the live view makes no garbage.
 *
 * Decoded within the page: a Blob's bytes would go to the browser's own process, and what an ImageBitmap or a VideoFrame
 * is painted from to shared memory, each kept as long as the browser likes. Browsers offer that to pages of their own
 * machine alone (secure contexts); elsewhere a Blob has to do.
 */
export const decodeJpeg = async (jpeg: Uint8Array, reuse: ImageData | null = null): Promise<ImageData | null> => {
  try {
    return 'ImageDecoder' in globalThis ? await decodeHere(jpeg, reuse) : await decodeByBlob(jpeg)
  } catch {
    return null
  }
}

const decodeHere = async (jpeg: Uint8Array, reuse: ImageData | null): Promise<ImageData> => {
  const decoder = new ImageDecoder({ data: jpeg as Uint8Array<ArrayBuffer>, type: 'image/jpeg' })
  try {
    const { image } = await decoder.decode()
    try {
      const { displayWidth: width, displayHeight: height } = image
      const pixels = reuse?.width === width && reuse.height === height ? reuse : new ImageData(width, height)
      await image.copyTo(pixels.data, { format: 'RGBA' })
      return pixels
    } finally {
      image.close()
    }
  } finally {
    decoder.close()
  }
}

const decodeByBlob = async (jpeg: Uint8Array): Promise<ImageData> => {
  const bitmap = await createImageBitmap(new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }))
  try {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) throw new Error('No canvas')
    context.drawImage(bitmap, 0, 0)
    return context.getImageData(0, 0, bitmap.width, bitmap.height)
  } finally {
    bitmap.close()
  }
}
