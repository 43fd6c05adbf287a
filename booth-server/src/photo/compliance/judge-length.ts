import type { RuleResult } from '../../darkroom/messages/compliance-report.ts'
import type { Band } from '../../documents/document.ts'
import type { BandId } from '../cropping/bands.ts'
import { hintForBand } from '../cropping/solve-crop.ts'
import type { Rule } from './rule.ts'

const rounded = (limit: number | undefined) => (limit === undefined ? null : Math.round(limit * 100) / 100)

/** Prints are cut no finer: a miss below this is none, mm. */
const TOLERANCE_MM = 0.05

/** A limit nearer than this share of the standard error is worth a look. */
const DOUBT = 0.3

/**
 * A length on the portrait against the document's band. `isBinding` false (advice, a convention): a miss is a warning.
 * Without a band the length is reported and passes: nothing is asked of it.
 */
export const judgeLength = (
  rule: Pick<Rule, 'source'> & { readonly id: BandId },
  length: { readonly valueMm: number; readonly limits: Band; readonly errorMm: number; readonly isBinding: boolean },
): RuleResult => {
  const { valueMm, limits, errorMm, isBinding } = length
  const over = limits.max === undefined ? Number.NEGATIVE_INFINITY : valueMm - limits.max
  const under = limits.min === undefined ? Number.NEGATIVE_INFINITY : limits.min - valueMm
  const miss = Math.max(over, under)
  const isMissed = miss > TOLERANCE_MM
  const isDoubtful = !isMissed && isBinding && miss > -DOUBT * errorMm
  const offMm = isMissed ? (over > under ? over : -under) : null
  return {
    id: rule.id,
    value: Math.round(valueMm * 100) / 100,
    unit: 'mm',
    min: rounded(limits.min),
    max: rounded(limits.max),
    verdict: isMissed ? (isBinding ? 'fail' : 'warn') : isDoubtful ? 'warn' : 'pass',
    hint: isMissed || isDoubtful ? hintForBand(rule.id, over > under ? 1 : -1) : null,
    offMm: offMm === null ? null : Math.round(offMm * 100) / 100,
    source: rule.source,
  }
}
