import type { RuleView } from '@quickid/booth-server/protocol'

export interface RuleGroups {
  /** Failed first, then warned. */
  readonly attention: readonly RuleView[]
  readonly passed: readonly RuleView[]
  readonly unmeasured: readonly RuleView[]
}

/** What the visitor must look at, what is fine, and what nobody measured: the last is never shown as fine. */
export const groupRules = (rules: readonly RuleView[]): RuleGroups => ({
  attention: [
    ...rules.filter(({ verdict }) => verdict === 'fail'),
    ...rules.filter(({ verdict }) => verdict === 'warn'),
  ],
  passed: rules.filter(({ verdict }) => verdict === 'pass'),
  unmeasured: rules.filter(({ verdict }) => verdict === 'not-measured'),
})
