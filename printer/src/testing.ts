// For tests of other packages alone: it loads development dependencies, which an installed booth does not have.
export { type CupsServer, startCupsServer } from './testing/cups-server.ts'
export { FakeIppPrinter } from './testing/fake-ipp-printer.ts'
export { type IppevePrinter, startIppevePrinter } from './testing/ippeve-printer.ts'
export { measureSheetPdf, type SheetMeasure } from './testing/measure-pdf.ts'
