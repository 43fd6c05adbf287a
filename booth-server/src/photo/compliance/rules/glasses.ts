import { notMeasured, type Rule } from '../rule.ts'

/** Frames, glare and tinted lenses are not recognised here. */
export const glasses: Rule<'glasses'> = {
  id: 'glasses',
  source: 'asked for by authorities in words; not measured by this booth',
  evaluate: () => notMeasured(glasses, 'check-glasses'),
}
