import { judge, OFIQ, type Rule } from '../rule.ts'

/** Lid gap over the eye-to-chin distance: OFIQ's midpoint, and where an eye looks half shut. */
const SHUT = 0.02
const HALF_SHUT = 0.035

/** The eye that is open the less decides. */
export const eyesOpen: Rule<'eyes-open'> = {
  id: 'eyes-open',
  source: `${OFIQ}: midpoint ${SHUT}; the doubtful zone is this project’s`,
  evaluate: ({ measurements: { eyeOpenness } }) =>
    judge(eyesOpen, {
      value: Math.min(eyeOpenness.right, eyeOpenness.left),
      unit: 'T',
      gate: { pass: { min: HALF_SHUT }, warn: { min: SHUT } },
      hints: { low: 'open-eyes' },
    }),
}
