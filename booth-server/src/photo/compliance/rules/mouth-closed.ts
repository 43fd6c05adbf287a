import { judge, OWN, type Rule } from '../rule.ts'

/**
 * Inner lip gap over the eye-to-chin distance. OFIQ's midpoint, 0.2, is a gape: an authority sees teeth long before.
 */
const PARTED = 0.04
const OPEN = 0.1

/** Where no authority asks (studio sizes, sizes of one's own) an open smile is a matter of taste: a warning. */
export const mouthClosed: Rule<'mouth-closed'> = {
  id: 'mouth-closed',
  source: `the measure of ISO/IEC 29794-5 (OFIQ), ${OWN}`,
  evaluate: ({ measurements, document: { category, confidence } }) => {
    const isAsked = category !== 'studio' && !(category === 'other' && confidence === 'C')
    return judge(mouthClosed, {
      value: measurements.mouthOpening,
      unit: 'T',
      gate: { pass: { max: PARTED }, warn: isAsked ? { max: OPEN } : {} },
      hints: { high: 'close-mouth' },
    })
  },
}
