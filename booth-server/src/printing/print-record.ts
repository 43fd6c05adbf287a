import { recordedDocument } from '../documents/recorded-document.ts'
import type { GenerationEnd, GenerationLog } from '../records/generation-log.ts'

/** What a sheet is recorded by. */
export interface RecordedSheet {
  /** Paper id. */
  readonly paper: string
  /** How often each document is on it. */
  readonly copies: Readonly<Record<string, number>>
}

/** One generation record a document on the sheet. `startedAtMs` of the monotonic clock; null: in an earlier run. */
export const recordPrint = (
  generations: GenerationLog,
  { paper, copies }: RecordedSheet,
  startedAtMs: number | null,
  end: GenerationEnd,
): void => {
  for (const [id, count] of Object.entries(copies)) {
    const parameters = { ...recordedDocument(id), paper, copies: count, sheets: 1 }
    generations.add('sheet.print', parameters, startedAtMs ?? Number.NEGATIVE_INFINITY, end)
  }
}
