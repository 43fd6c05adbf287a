import { messageOf, PrinterError } from '../printer-error.ts'
import type { Paper } from './sheet.ts'

const MM_PER_POINT = 25.4 / 72

/** Page size tolerance, mm: the precision to which sheets are laid out. */
const PAGE_TOLERANCE_MM = 0.1

/** What a driver must know of a sheet before it sends it, in mm, y down. */
export interface PageBoxes {
  readonly pageWidthMm: number
  readonly pageHeightMm: number
  /** White space between the page's edges and its pictures: the ArtBox's distance from the MediaBox on each side. */
  readonly clearMm: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
}

/**
 * Reads the page's size and the extent of its pictures from the page object of a sheet (ISO 32000-1, 14.11.2: MediaBox,
 * ArtBox). It reads only what `renderSheetPdf` writes, one page with uncompressed objects; anything else, a truncated file
 * included, throws PrinterError `sheet.pdf`. The bytes are searched in place: a string of them would be a copy of the
 * face that nobody could overwrite.
 */
export const readPageBoxes = (pdf: Uint8Array): PageBoxes => {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) throw bad('Expected a PDF')
  const end = bytes.lastIndexOf('%%EOF')
  if (end < 0 || bytes.length - end > '%%EOF\r\n'.length) throw bad('Expected a whole PDF: %%EOF at its end')
  const page = pageDictionary(bytes)
  const media = boxOf(page, 'MediaBox')
  if (media === null) throw bad('Expected a MediaBox of four numbers')
  // Its default is the whole page (through the CropBox, which a sheet does not set).
  const art = boxOf(page, 'ArtBox') ?? media
  const mm = (points: number) => points * MM_PER_POINT
  return {
    pageWidthMm: mm(media.right - media.left),
    pageHeightMm: mm(media.top - media.bottom),
    clearMm: {
      left: mm(art.left - media.left),
      top: mm(media.top - art.top),
      right: mm(media.right - art.right),
      bottom: mm(art.bottom - media.bottom),
    },
  }
}

export type PageCheck =
  | { readonly ok: true; readonly boxes: PageBoxes }
  | { readonly ok: false; readonly detail: string }

/** The boxes of a sheet whose page is this paper; otherwise why it is not one. */
export const checkPage = (pdf: Uint8Array, paper: Paper): PageCheck => {
  try {
    const boxes = readPageBoxes(pdf)
    const { pageWidthMm, pageHeightMm } = boxes
    const isSame =
      Math.abs(pageWidthMm - paper.widthMm) <= PAGE_TOLERANCE_MM &&
      Math.abs(pageHeightMm - paper.heightMm) <= PAGE_TOLERANCE_MM
    if (isSame) return { ok: true, boxes }
    const expected = `${paper.widthMm} x ${paper.heightMm} mm (${paper.id})`
    const received = `${pageWidthMm.toFixed(2)} x ${pageHeightMm.toFixed(2)} mm`
    return { ok: false, detail: `Expected a page of ${expected} but received ${received}` }
  } catch (error) {
    return { ok: false, detail: messageOf(error) }
  }
}

const bad = (message: string): PrinterError => new PrinterError('sheet.pdf', message)

const PAGE = '/Type /Page'

/** The one page's dictionary, as text. */
const pageDictionary = (bytes: Buffer): string => {
  const places: number[] = []
  for (let at = bytes.indexOf(PAGE); at >= 0; at = bytes.indexOf(PAGE, at + 1)) {
    // `/Pages` is the tree above it.
    if (!/[A-Za-z]/.test(String.fromCharCode(bytes[at + PAGE.length] ?? 0))) places.push(at)
  }
  const [place] = places
  if (place === undefined || places.length > 1) throw bad(`Expected one page but received ${places.length}`)
  const start = bytes.lastIndexOf('<<', place)
  const end = bytes.indexOf('>>', place)
  if (start < 0 || end < 0) throw bad('Expected a page dictionary')
  return bytes.toString('latin1', start, end)
}

const boxOf = (dictionary: string, name: string) => {
  const text = new RegExp(`/${name} \\[([^\\]]*)\\]`).exec(dictionary)?.[1]
  if (text === undefined) return null
  const numbers = text.trim().split(/\s+/).map(Number)
  const [left, bottom, right, top] = numbers
  if (
    left === undefined ||
    bottom === undefined ||
    right === undefined ||
    top === undefined ||
    numbers.length !== 4 ||
    !numbers.every(Number.isFinite)
  ) {
    throw bad(`Expected a ${name} of four numbers but received [${text.slice(0, 80)}]`)
  }
  return { left, bottom, right, top }
}
