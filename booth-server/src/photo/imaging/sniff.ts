/** What the booth reads. */
export const readableFormats = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const
export type ReadableFormat = (typeof readableFormats)[number]

export type Sniffed =
  | { readonly kind: 'readable'; readonly format: ReadableFormat }
  /** A picture of a kind that the booth doesn't read; `name` as its users know it. */
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'unknown' }

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length))

const startsWith = (bytes: Uint8Array, ...expected: number[]): boolean =>
  bytes.length >= expected.length && expected.every((value, index) => bytes[index] === value)

const readable = (format: ReadableFormat): Sniffed => ({ kind: 'readable', format })
const unsupported = (name: string): Sniffed => ({ kind: 'unsupported', name })

/**
 * The kind of a file by its first bytes: a name or a content type may lie. Signatures: ITU-T T.81 (JPEG), ISO 15948
 * (PNG), RFC 9649 (WebP), TIFF 6.0, GIF89a, ISO 14496-12 and 23008-12 (HEIF, AVIF), ISO 18181 (JPEG XL).
 */
export const sniff = (bytes: Uint8Array): Sniffed => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return readable('jpeg')
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return readable('png')
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return readable('webp')
  if (ascii(bytes, 0, 4) === 'GIF8') return readable('gif')
  if (startsWith(bytes, 0x49, 0x49, 0x2a, 0) || startsWith(bytes, 0x4d, 0x4d, 0, 0x2a)) return readable('tiff')
  if (startsWith(bytes, 0x49, 0x49, 0x2b, 0) || startsWith(bytes, 0x4d, 0x4d, 0, 0x2b)) return readable('tiff')
  if (ascii(bytes, 4, 4) === 'ftyp') return sniffIsoMedia(bytes)
  if (startsWith(bytes, 0xff, 0x0a) || ascii(bytes, 4, 8) === 'JXL \r\n\u0087\n') return unsupported('JPEG XL')
  if (ascii(bytes, 4, 4) === 'jP  ') return unsupported('JPEG 2000')
  if (ascii(bytes, 0, 2) === 'BM' && bytes.length > 26) return unsupported('BMP')
  if (ascii(bytes, 0, 4) === '8BPS') return unsupported('Photoshop')
  if (ascii(bytes, 0, 5) === '%PDF-') return unsupported('PDF')
  if (startsWith(bytes, 0, 0, 1, 0)) return unsupported('ICO')
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/s.test(ascii(bytes, 0, 512))) {
    return unsupported('SVG')
  }
  return { kind: 'unknown' }
}

/** The major brand first, then the compatible ones: HEIF files are told apart by these alone. */
const sniffIsoMedia = (bytes: Uint8Array): Sniffed => {
  const length = Math.min(
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0),
    256,
    bytes.length,
  )
  const brands: string[] = []
  for (let at = 8; at + 4 <= length; at += 4) if (at !== 12) brands.push(ascii(bytes, at, 4))
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return readable('avif')
  if (brands.some((brand) => /^(hei[cxms]|hev[cmx]|mif1|msf1)$/.test(brand))) return unsupported('HEIC')
  if (brands[0] === 'crx ') return unsupported('Canon raw')
  return { kind: 'unknown' }
}
