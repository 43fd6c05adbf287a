import type { FaultCode, GuidanceCode, HintCode, RuleId, StepId, Verdict } from '../protocol/codes.ts'

/** The customer's words for every code of the protocol. A code without words, in any language, does not compile. */
export interface CodeWords {
  /** What happened, and what to do about it. */
  readonly faults: Readonly<Record<FaultCode, { readonly title: string; readonly advice: string }>>
  readonly guidance: Readonly<Record<GuidanceCode, string>>
  readonly rules: Readonly<Record<RuleId, string>>
  readonly hints: Readonly<Record<HintCode, string>>
  readonly steps: Readonly<Record<StepId, string>>
  readonly verdicts: Readonly<Record<Verdict, string>>
}
