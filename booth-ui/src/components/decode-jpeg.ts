/** Null for bytes that are no JPEG. The caller closes the bitmap. The Blob copies `jpeg` and is never given a URL. */
export const decodeJpeg = async (jpeg: Uint8Array, options: ImageBitmapOptions = {}): Promise<ImageBitmap | null> => {
  try {
    return await createImageBitmap(new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }), options)
  } catch {
    return null
  }
}
