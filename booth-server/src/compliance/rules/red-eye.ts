import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** Radius of the iris in eye distances: 5.8 of 63 mm. */
const IRIS = 0.09
/** Red over the other channels as a share of red: a flash in the pupil passes .5, skin and warm light stay below .4. */
const RED = 0.48
const BRIGHT = 70
const PASS = 0.06
const DOUBTFUL = 0.2

/** Share of the irises that glows red; the eye with more decides. */
export const redEye: Rule<'red-eye'> = {
  id: 'red-eye',
  source: `authorities refuse red eyes in words; ${OWN}`,
  evaluate: ({ sample }) => {
    const shares = (
      [
        [sample.rightEyeball, sample.rightEye],
        [sample.leftEyeball, sample.leftEye],
      ] as const
    ).map(([{ indices }, centre]) => {
      let count = 0
      let red = 0
      for (const at of indices) {
        const x = at % sample.width
        const y = (at - x) / sample.width
        if (Math.hypot(x + 0.5 - centre.x, y + 0.5 - centre.y) > IRIS * sample.eyeDistancePx) continue
        count += 1
        const r = sample.rgb[at * 3]!
        const rest = Math.max(sample.rgb[at * 3 + 1]!, sample.rgb[at * 3 + 2]!)
        if (r > BRIGHT && r - rest > RED * r) red += 1
      }
      return count < 10 ? Number.NaN : red / count
    })
    const value = Math.max(...shares)
    if (!Number.isFinite(value)) return notMeasured(redEye)
    return judge(redEye, {
      value,
      unit: 'share',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'avoid-red-eye' },
    })
  },
}
