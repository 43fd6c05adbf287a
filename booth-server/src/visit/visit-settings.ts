import type { Paper } from '@quickid/printer/sheet'
import type { Locale } from '../protocol/codes.ts'
import type { Deadlines } from '../settings/deadlines.ts'

/** What a visit goes by, as it was when the visit began: a setting that changes meanwhile is the next visit's. */
export interface VisitSettings {
  readonly paper: Paper
  readonly policy: { readonly version: string; readonly changedSince: string | null }
  /** The booth's own, until a customer chooses another. */
  readonly locale: Locale
  readonly deadlines: Deadlines
}
