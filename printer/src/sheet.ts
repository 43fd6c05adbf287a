// The sheet alone, without a client of any printer: for programs that lay sheets out and must have no way out.
export { type LayoutRequest, type LayoutResult, layoutSheet } from './sheet/layout.ts'
export { findPaper, papers } from './sheet/papers.ts'
export { renderSheetPdf } from './sheet/pdf.ts'
export type * from './sheet/sheet.ts'
