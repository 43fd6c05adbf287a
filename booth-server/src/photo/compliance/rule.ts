import type { RuleResult } from '../../darkroom/messages/compliance-report.ts'
import type { Band, DocumentSpec } from '../../documents/document.ts'
import type { HintCode, RuleId, Verdict } from '../../protocol/codes.ts'
import type { DetectedFace, Landmarks, Measurements } from '../face/values.ts'
import type { Crop, Matte, Picture } from '../imaging/values.ts'
import type { PortraitSample } from './sample.ts'

/** Everything that a photograph is judged by. Pixels and points are those of the picture as taken. */
export interface CheckInput {
  readonly picture: Picture
  readonly face: DetectedFace
  /** People in the picture, bystanders left out. */
  readonly faceCount: number
  readonly landmarks: Landmarks
  readonly matte: Matte
  readonly measurements: Measurements
  readonly crop: Crop
  readonly document: DocumentSpec
  /** The flat colour (`#rrggbb`) that the booth set behind the person; null: the backdrop is the real one. */
  readonly backdropColour: string | null
}

export interface RuleInput extends CheckInput {
  /** The crop's rectangle of the picture, before any edit, at about the portrait's scale. */
  readonly sample: PortraitSample
}

/** One rule. `source` says where its limits come from; a limit of this project's own says so. */
export interface Rule<Id extends RuleId = RuleId> {
  readonly id: Id
  readonly source: string
  evaluate(input: RuleInput): RuleResult
}

/** Inside `pass` it passes, inside `warn` it is doubtful, else it fails. An end left out is open. */
export interface Gate {
  readonly pass: Band
  /** Where left out there is no doubtful zone. */
  readonly warn?: Band
}

export interface Judged {
  readonly value: number
  readonly unit: string
  readonly gate: Gate
  /** What to do about a value below or above the limits. */
  readonly hints: { readonly low?: HintCode; readonly high?: HintCode }
}

const isWithin = (value: number, { min, max }: Band) =>
  (min === undefined || value >= min) && (max === undefined || value <= max)

export const verdictOf = (value: number, { pass, warn }: Gate): Verdict => {
  if (isWithin(value, pass)) return 'pass'
  return warn !== undefined && isWithin(value, warn) ? 'warn' : 'fail'
}

const round = (value: number) => Math.round(value * 1000) / 1000

/** A rule's result from a value and its limits; the limits shown are those of `pass`. */
export const judge = (rule: Pick<Rule, 'id' | 'source'>, { value, unit, gate, hints }: Judged): RuleResult => {
  const verdict = verdictOf(value, gate)
  const isLow = gate.pass.min !== undefined && value < gate.pass.min
  return {
    id: rule.id,
    value: round(value),
    unit,
    min: gate.pass.min ?? null,
    max: gate.pass.max ?? null,
    verdict,
    hint: verdict === 'pass' ? null : ((isLow ? hints.low : hints.high) ?? null),
    offMm: null,
    source: rule.source,
  }
}

/** For what can't be measured on this picture: listed, never passed silently. */
export const notMeasured = (rule: Pick<Rule, 'id' | 'source'>, hint: HintCode | null = null): RuleResult => ({
  id: rule.id,
  value: null,
  unit: '',
  min: null,
  max: null,
  verdict: 'not-measured',
  hint,
  offMm: null,
  source: rule.source,
})

/** OFIQ's sigmoid, ISO/IEC 29794-5. */
export const sigmoid = (x: number, x0: number, w: number): number => 1 / (1 + Math.exp((x0 - x) / w))

export const OFIQ = 'ISO/IEC 29794-5 (OFIQ)'
export const OWN = 'limits of this project'
