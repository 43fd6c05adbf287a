import PDFDocument from 'pdfkit'
import { PrinterError } from '../printer-error.ts'
import { CUT_MARK_WIDTH_MM } from './cut-marks.ts'
import { jpegSize } from './jpeg-size.ts'
import type { Placement, SheetLayout } from './sheet.ts'

/** PDF user space: 72 points an inch (ISO 32000-1, 8.3.2.3). */
const POINTS_PER_MM = 72 / 25.4

/** An image that is embedded once, however often it is drawn. */
type OpenedImage = { readonly width: number; readonly height: number }

/** What @types/pdfkit lacks: the documented image mixin, and the page's dictionary. */
type Document = PDFKit.PDFDocument & {
  page: { dictionary: { data: Record<string, unknown> } }
  openImage(source: Buffer): OpenedImage
  image(image: OpenedImage, x: number, y: number, options: PDFKit.Mixins.ImageOption): void
}

const points = (mm: number): number => mm * POINTS_PER_MM

/**
 * Sheet to PDF, in memory. The page is the paper, and each JPEG is placed with its own pixels: not cropped, stretched or
 * encoded again. The same input gives the same bytes: no dates, no names.
 *
 * @param images JPEGs by `Placement.itemId`, upright; EXIF orientation is not followed (the darkroom turns pixels).
 * @returns a buffer of its own; the images are only read.
 * Throws PrinterError `sheet.image` for one that is missing, is not a JPEG, or has another shape than its placement.
 */
export const renderSheetPdf = async (
  layout: SheetLayout,
  images: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array> => {
  const { paper, placements, cutMarks } = layout
  for (const placement of placements) assertShape(placement, images.get(placement.itemId))
  const chunks: Buffer[] = []
  const copies: Buffer[] = []
  try {
    const document: Document = new PDFDocument({
      size: [points(paper.widthMm), points(paper.heightMm)],
      margin: 0,
      // No text, so no font.
      font: '',
      info: { Producer: 'QuickID Booth', Creator: 'QuickID Booth', CreationDate: new Date(0) },
    }) as Document
    const ended = new Promise<void>((resolve, reject) => {
      document.on('data', (chunk: Buffer) => chunks.push(chunk))
      document.on('end', resolve)
      document.on('error', reject)
    })
    // pdfkit needs a date (it derives the file's ID from it) but writes only what can be enumerated.
    Object.defineProperty(document.info, 'CreationDate', { value: new Date(0), enumerable: false })
    const { page } = document
    if (placements.length > 0) page.dictionary.data.ArtBox = artBox(layout)
    const opened = new Map<string, OpenedImage>()
    for (const [itemId, jpeg] of images) {
      const copy = Buffer.from(jpeg)
      copies.push(copy)
      opened.set(itemId, document.openImage(copy))
    }
    for (const placement of placements) drawImage(document, placement, opened.get(placement.itemId)!)
    document.lineWidth(points(CUT_MARK_WIDTH_MM)).strokeColor('black')
    for (const { x1Mm, y1Mm, x2Mm, y2Mm } of cutMarks) {
      document.moveTo(points(x1Mm), points(y1Mm)).lineTo(points(x2Mm), points(y2Mm)).stroke()
    }
    document.end()
    await ended
    return Uint8Array.from(Buffer.concat(chunks))
  } finally {
    // They hold the face too. All of them are copies that we or pdfkit made.
    for (const buffer of [...chunks, ...copies]) buffer.fill(0)
  }
}

/** The rectangle around all pictures, in points from the lower left corner (ISO 32000-1, 14.11.2). */
const artBox = ({ paper, placements }: SheetLayout): readonly number[] => [
  points(Math.min(...placements.map(({ xMm }) => xMm))),
  points(paper.heightMm - Math.max(...placements.map(({ yMm, heightMm }) => yMm + heightMm))),
  points(Math.max(...placements.map(({ xMm, widthMm }) => xMm + widthMm))),
  points(paper.heightMm - Math.min(...placements.map(({ yMm }) => yMm))),
]

const drawImage = (document: Document, placement: Placement, image: OpenedImage): void => {
  const { xMm, yMm, widthMm, heightMm, isTurned } = placement
  const options = {
    width: points(isTurned ? heightMm : widthMm),
    height: points(isTurned ? widthMm : heightMm),
    ignoreOrientation: true,
  }
  document.save()
  if (isTurned) {
    // A quarter clockwise: the picture's x axis points down the page, its y axis to the left.
    document.transform(0, 1, -1, 0, points(xMm + widthMm), points(yMm))
    document.image(image, 0, 0, options)
  } else {
    document.image(image, points(xMm), points(yMm), options)
  }
  document.restore()
}

/** The picture has the aspect ratio of its placement, within the pixel per side that rounding may cost. */
const assertShape = ({ itemId, widthMm, heightMm, isTurned }: Placement, jpeg: Uint8Array | undefined): void => {
  if (jpeg === undefined) throw new PrinterError('sheet.image', `No picture for ${itemId}`)
  const { widthPx, heightPx } = jpegSize(jpeg)
  const [acrossMm, downMm] = isTurned ? [heightMm, widthMm] : [widthMm, heightMm]
  const expectedHeightPx = (widthPx * downMm) / acrossMm
  if (Math.abs(expectedHeightPx - heightPx) > 1 + downMm / acrossMm) {
    throw new PrinterError(
      'sheet.image',
      `Expected the shape of ${acrossMm} x ${downMm} mm for ${itemId} but received ${widthPx} x ${heightPx} px`,
    )
  }
}
