import { notMeasured, type Rule } from '../rule.ts'

/** A covering is not told from hair here; which are allowed is for the authority to say. */
export const headCovering: Rule<'head-covering'> = {
  id: 'head-covering',
  source: 'asked for by authorities in words; not measured by this booth',
  evaluate: () => notMeasured(headCovering, 'check-head-covering'),
}
