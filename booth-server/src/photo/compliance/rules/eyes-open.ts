import { judge, OFIQ, OWN, type Rule } from '../rule.ts'

/**
 * Lid gap over the eye-to-chin distance. OFIQ's midpoint is .02 on its own landmarks; the iris model leaves .02 to .03
 * between shut lids, and sees .05 on an eye that squints in a smile, .09 on one wide open.
 */
const SHUT = 0.03
const HALF_SHUT = 0.038

/** The eye that is open the less decides. */
export const eyesOpen: Rule<'eyes-open'> = {
  id: 'eyes-open',
  source: `the measure of ${OFIQ}; ${OWN}`,
  evaluate: ({ measurements: { eyeOpenness } }) =>
    judge(eyesOpen, {
      value: Math.min(eyeOpenness.right, eyeOpenness.left),
      unit: 'T',
      gate: { pass: { min: HALF_SHUT }, warn: { min: SHUT } },
      hints: { low: 'open-eyes' },
    }),
}
