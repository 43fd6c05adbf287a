// For tests of other packages alone: it loads development dependencies, which an installed booth does not have.
export { type IppevePrinter, startIppevePrinter } from './testing/ippeve-printer.ts'
export { measureSheetPdf, type SheetMeasure } from './testing/measure-pdf.ts'
