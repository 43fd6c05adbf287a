import { layoutSheet } from '../sheet/layout.ts'
import { findPaper } from '../sheet/papers.ts'
import { renderSheetPdf } from '../sheet/pdf.ts'
import type { Paper, SheetLayout } from '../sheet/sheet.ts'
import { makeTestJpeg } from './test-jpeg.ts'

/** A 35 x 45 mm portrait at 300 dpi: dark at its top, so that its turn can be seen. */
export const testPortrait = (): Uint8Array => makeTestJpeg(413, 531, (_x, y) => (y < 0.25 ? 40 : 150))

/** A real sheet for tests: as many 35 x 45 mm portraits as fit. */
export const makeTestSheet = async (
  paperId: string,
): Promise<{ paper: Paper; layout: SheetLayout; pdf: Uint8Array }> => {
  const paper = findPaper(paperId)!
  const item = { id: 'portrait', widthMm: 35, heightMm: 45, count: 'fill' } as const
  const result = layoutSheet({ paper, items: [item], gapMm: 2, marginMm: 3 })
  if (!result.ok) throw new Error(result.detail)
  return {
    paper,
    layout: result.layout,
    pdf: await renderSheetPdf(result.layout, new Map([['portrait', testPortrait()]])),
  }
}
