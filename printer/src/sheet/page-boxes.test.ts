import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measureSheetPdf } from '../testing/measure-pdf.ts'
import { makeTestSheet } from '../testing/test-sheet.ts'
import { checkPage, readPageBoxes } from './page-boxes.ts'
import { findPaper, papers } from './papers.ts'
import { renderSheetPdf } from './pdf.ts'

describe('readPageBoxes', () => {
  test.each(papers.map(({ id }) => id))(
    'reads from %s the page and the white space that PDF.js measures',
    async (id) => {
      const { pdf } = await makeTestSheet(id)
      const { pageWidthMm, pageHeightMm, clearMm } = readPageBoxes(pdf)
      const measured = await measureSheetPdf(pdf)
      expect(pageWidthMm).toBeCloseTo(measured.pageWidthMm, 3)
      expect(pageHeightMm).toBeCloseTo(measured.pageHeightMm, 3)
      const { images } = measured
      expect(clearMm.left).toBeCloseTo(Math.min(...images.map(({ xMm }) => xMm)), 3)
      expect(clearMm.top).toBeCloseTo(Math.min(...images.map(({ yMm }) => yMm)), 3)
      expect(clearMm.right).toBeCloseTo(Math.min(...images.map(({ xMm, widthMm }) => pageWidthMm - xMm - widthMm)), 3)
      expect(clearMm.bottom).toBeCloseTo(
        Math.min(...images.map(({ yMm, heightMm }) => pageHeightMm - yMm - heightMm)),
        3,
      )
    },
  )

  test('finds no white space on a page that does not say where its pictures are', async () => {
    const pdf = await renderSheetPdf({ paper: findPaper('4R')!, placements: [], cutMarks: [] }, new Map())
    expect(readPageBoxes(pdf).clearMm).toEqual({ left: 0, top: 0, right: 0, bottom: 0 })
  })

  const page = (inside: string) => `%PDF-1.3\n1 0 obj\n<< /Type /Page ${inside} >>\n%%EOF\n`

  test.each([
    ['an empty file', '', /Expected a PDF/],
    ['a file of another kind', 'hello', /Expected a PDF/],
    ['a PDF without a page', '%PDF-1.3\n%%EOF', /Expected one page but received 0/],
    [
      'a PDF whose only page node is the tree',
      '%PDF-1.3\n<< /Type /Pages >>\n%%EOF',
      /Expected one page but received 0/,
    ],
    ['a PDF of two pages', `${page('/MediaBox [0 0 1 1]')}${page('/MediaBox [0 0 1 1]')}`, /one page but received 2/],
    ['a page without a box', page('/Contents 2 0 R'), /Expected a MediaBox/],
    ['a box of three numbers', page('/MediaBox [0 0 10]'), /MediaBox of four numbers but received \[0 0 10\]/],
    ['a box of words', page('/MediaBox [0 0 ten 10]'), /MediaBox of four numbers/],
    ['an ArtBox of five numbers', page('/MediaBox [0 0 9 9] /ArtBox [0 0 1 1 1]'), /ArtBox of four numbers/],
    ['a page cut short', '%PDF-1.3\n<< /Type /Page /MediaBox [0 0 10 10] /Contents 2 0 R >>\n2 0 obj\n<<', /%%EOF/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => readPageBoxes(Buffer.from(text))).toThrow(message)
    expect(() => readPageBoxes(Buffer.from(text))).toThrow(/sheet\.pdf/)
  })

  test('refuses a sheet that was cut short anywhere', async () => {
    const { pdf } = await makeTestSheet('4R')
    // The last character is the line feed after %%EOF, which a PDF may lack.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: pdf.length - 2 }), (length) => {
        expect(() => readPageBoxes(pdf.subarray(0, length))).toThrow(/sheet\.pdf/)
      }),
    )
  })
})

describe('checkPage', () => {
  test('accepts a page that is the paper to a tenth of a millimetre, and says what another page measures', async () => {
    const { pdf, paper } = await makeTestSheet('4R')
    expect(checkPage(pdf, paper)).toMatchObject({ ok: true })
    expect(checkPage(pdf, { ...paper, widthMm: paper.widthMm + 0.09 })).toMatchObject({ ok: true })
    expect(checkPage(pdf, { ...paper, widthMm: paper.widthMm + 0.11 })).toMatchObject({ ok: false })
    expect(checkPage(pdf, findPaper('5R')!)).toEqual({
      ok: false,
      detail: 'Expected a page of 127 x 178 mm (5R) but received 102.00 x 152.00 mm',
    })
  })

  test('says why a file that is not a sheet is refused', () => {
    expect(checkPage(Buffer.from('hello'), findPaper('4R')!)).toEqual({
      ok: false,
      detail: 'Expected a PDF [sheet.pdf]',
    })
  })
})
