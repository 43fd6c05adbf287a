import PDFDocument from 'pdfkit'
import { describe, expect, test } from 'vitest'
import { measureSheetPdf } from './measure-pdf.ts'
import { testPortrait } from './test-sheet.ts'

/** A page of 100 x 200 points that is drawn on by `draw`. */
const pdfOf = async (draw: (document: PDFKit.PDFDocument) => void): Promise<Uint8Array> => {
  const document = new PDFDocument({ size: [100, 200], margin: 0 })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => document.on('end', resolve))
  draw(document)
  document.end()
  await ended
  return Buffer.concat(chunks)
}

describe('the reader that tests measure a sheet with', () => {
  test('measures a page and a stroke in millimetres from the top left corner', async () => {
    const pdf = await pdfOf((document) => document.lineWidth(2).moveTo(10, 20).lineTo(82, 20).stroke())
    const { pageWidthMm, pageHeightMm, lines, images, texts } = await measureSheetPdf(pdf)
    expect([pageWidthMm, pageHeightMm].map((mm) => mm.toFixed(3))).toEqual(['35.278', '70.556'])
    expect(lines).toHaveLength(1)
    const [line] = lines
    expect(line!.x2Mm - line!.x1Mm).toBeCloseTo(25.4, 3)
    expect(line!.y1Mm).toBeCloseTo((20 / 72) * 25.4, 3)
    expect(line!.thicknessMm).toBeCloseTo((2 / 72) * 25.4, 3)
    expect([images, texts]).toEqual([[], []])
  })

  test.each<[string, (document: PDFKit.PDFDocument) => void, RegExp]>([
    ['a second page', (document) => document.addPage(), /one page but received 2/],
    [
      'a filled area',
      (document) => document.rect(0, 0, 10, 10).fill('red'),
      /operators of a sheet but received setFill/,
    ],
    ['a curve', (document) => document.moveTo(0, 0).quadraticCurveTo(5, 5, 9, 0).stroke(), /straight lines/],
    ['a text', (document) => document.fontSize(8).text('Anna', 5, 5), /operators of a sheet/],
    [
      'a tilted picture',
      (document) => document.rotate(10).image(Buffer.from(testPortrait()), 20, 20, { width: 35 }),
      /neither skewed nor tilted/,
    ],
  ])('refuses a page with %s instead of leaving it unmeasured', async (_name, draw, message) => {
    await expect(measureSheetPdf(await pdfOf(draw))).rejects.toThrow(message)
  })

  test('refuses a file that is not a PDF', async () => {
    await expect(measureSheetPdf(Buffer.from('hello'))).rejects.toThrow(/Invalid PDF/)
  })
})
