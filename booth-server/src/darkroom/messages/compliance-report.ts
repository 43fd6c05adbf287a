import type { HintCode, RuleId, Verdict } from '../../protocol/codes.ts'

export interface RuleResult {
  readonly id: RuleId
  readonly value: number | null
  readonly unit: string
  readonly min: number | null
  readonly max: number | null
  readonly verdict: Verdict
  readonly hint: HintCode | null
  /** Signed distance to the nearest limit in mm on the print, where it is a length. */
  readonly offMm: number | null
  readonly source: string
}

export interface ComplianceReport {
  readonly verdict: Verdict
  readonly rules: readonly RuleResult[]
}
