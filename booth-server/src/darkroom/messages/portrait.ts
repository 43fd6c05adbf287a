import type { DocumentSpec } from '../../documents/document.ts'
import type { DevelopFailure } from '../../foundation/outcome.ts'
import type { StepId } from '../../protocol/codes.ts'
import type { Edits } from '../../protocol/edits.ts'
import type { ComplianceReport } from './compliance-report.ts'

/** A finished portrait: exact pixels, dpi tag and sRGB profile, no other metadata. */
export interface Portrait {
  readonly jpeg: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

export type Timings = Partial<Record<StepId, number>> & { readonly total: number }

/** Where the print lies on the photograph, for a report: px of the upright picture, degrees clockwise. */
export interface CropReport {
  readonly centre: { readonly x: number; readonly y: number }
  readonly rollDeg: number
  readonly widthPx: number
  readonly heightPx: number
  readonly pxPerMm: number
}

/** What the engineer's report needs beside the picture. Face data: it leaves the darkroom for the CLI only. */
export interface DevelopDetails {
  readonly report: ComplianceReport
  readonly head: { readonly crownPx: number; readonly chinPx: number; readonly heightMm: number }
  readonly crop: CropReport
  readonly timingsMs: Timings
  readonly models: readonly string[]
}

export interface DevelopRequest {
  readonly image: Uint8Array
  readonly document: DocumentSpec
  readonly edits: Edits
}

export interface DevelopSuccess {
  readonly ok: true
  readonly portrait: Portrait
  readonly details: DevelopDetails
}

export type DevelopResult = DevelopSuccess | DevelopFailure

/** The portrait again, with other edits or for another document, from the photograph that the darkroom holds. */
export interface EditPortraitRequest {
  readonly document: DocumentSpec
  readonly edits: Edits
}
