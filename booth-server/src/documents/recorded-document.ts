import { findDocument } from './catalogue.ts'
import { CUSTOM_PREFIX } from './custom-size.ts'

/** Stands in the records for every size of a customer's own. */
export const CUSTOM_DOCUMENT_ID = 'custom'

/** How the records name a document; the sides, in mm to a tenth, only of a size of the customer's own. */
export interface RecordedDocument {
  readonly documentId: string
  readonly widthMm?: number
  readonly heightMm?: number
}

const tenth = (mm: number): number => Math.round(mm * 10) / 10

/** The document of that id as the records name it: of a customer's own size they keep numbers, never its text. */
export const recordedDocument = (id: string): RecordedDocument => {
  if (!id.startsWith(CUSTOM_PREFIX)) return { documentId: id }
  const size = findDocument(id)
  return {
    documentId: CUSTOM_DOCUMENT_ID,
    ...(size && { widthMm: tenth(size.widthMm), heightMm: tenth(size.heightMm) }),
  }
}
