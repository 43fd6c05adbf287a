import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** Levels of 255. Skin's own texture gives about 1 to 2 at print scale; from about 6 grain is seen on the print. */
const PASS = 5
const DOUBTFUL = 9

/**
 * Immerkaer's estimate (1996) of the noise's standard deviation: a mask that lets neither flats nor slopes through, over
 * cheeks and forehead.
 */
export const noise: Rule<'noise'> = {
  id: 'noise',
  source: `authorities ask for a clean picture in words; ${OWN}`,
  evaluate: ({ sample }) => {
    const { luma, width, height } = sample
    const sums: number[] = []
    for (const { indices } of [sample.rightCheek, sample.leftCheek, sample.forehead]) {
      let sum = 0
      let count = 0
      for (const at of indices) {
        const x = at % width
        const y = (at - x) / width
        if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) continue
        const corners = luma[at - width - 1]! + luma[at - width + 1]! + luma[at + width - 1]! + luma[at + width + 1]!
        const sides = luma[at - width]! + luma[at + width]! + luma[at - 1]! + luma[at + 1]!
        sum += Math.abs(corners - 2 * sides + 4 * luma[at]!)
        count += 1
      }
      if (count >= 50) sums.push((Math.sqrt(Math.PI / 2) / 6) * (sum / count))
    }
    // The calmest patch: stubble, freckles and hair over the forehead are no noise.
    const value = Math.min(...sums)
    if (!Number.isFinite(value)) return notMeasured(noise)
    return judge(noise, {
      value,
      unit: 'levels',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'more-light' },
    })
  },
}
