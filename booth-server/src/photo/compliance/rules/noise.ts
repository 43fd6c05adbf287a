import { judge, notMeasured, OWN, type Rule } from '../rule.ts'
import { skinNoise } from '../texture.ts'

/**
 * Levels of 255. Skin's own texture gives about 1 to 2 at the portrait's scale; from about 6 grain is seen on the
 * portrait.
 */
const PASS = 5
const DOUBTFUL = 9

/** Grain on the calmest patch of skin. */
export const noise: Rule<'noise'> = {
  id: 'noise',
  source: `authorities ask for a clean picture in words; ${OWN}`,
  evaluate: ({ sample }) => {
    const value = skinNoise(sample)
    if (value === null) return notMeasured(noise)
    return judge(noise, {
      value,
      unit: 'levels',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'more-light' },
    })
  },
}
