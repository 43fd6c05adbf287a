import { meanOver } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** Lightest against darkest of forehead and cheeks, in photographic stops of coded light. */
const PASS = 0.75
const DOUBTFUL = 1.4
/** Coded values follow light by about this power. */
const GAMMA = 2.2

/** Chin and upper lip are left out: a beard is no shadow. */
export const faceShadow: Rule<'face-shadow'> = {
  id: 'face-shadow',
  source: `authorities ask for no shadows in words; ${OWN}`,
  evaluate: ({ sample }) => {
    const patches = [sample.forehead, sample.rightCheek, sample.leftCheek].filter(({ indices }) => indices.length >= 50)
    if (patches.length < 3) return notMeasured(faceShadow)
    const levels = patches.map((patch) => Math.max(1, meanOver(sample.luma, patch)))
    return judge(faceShadow, {
      value: GAMMA * Math.log2(Math.max(...levels) / Math.min(...levels)),
      unit: 'stops',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'no-shadow-on-face' },
    })
  },
}
