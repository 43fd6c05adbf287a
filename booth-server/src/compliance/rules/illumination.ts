import { histogramOver } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** 100 p^0.3 with p the overlap of the two cheeks' histograms. Light from one side leaves a few percent of overlap. */
const PASS = 60
const DOUBTFUL = 40

export const illumination: Rule<'illumination'> = {
  id: 'illumination',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): 100 p^0.3; ${OWN}`,
  evaluate: ({ sample }) => {
    if (Math.min(sample.rightCheek.indices.length, sample.leftCheek.indices.length) < 50)
      return notMeasured(illumination)
    const right = histogramOver(sample.luma, sample.rightCheek)
    const left = histogramOver(sample.luma, sample.leftCheek)
    let overlap = 0
    // Three levels wide, so that a few hundred pixels give a steady figure.
    for (let level = 1; level < 255; level += 3) {
      const sum = (histogram: Float64Array) => histogram[level - 1]! + histogram[level]! + histogram[level + 1]!
      overlap += Math.min(sum(right), sum(left))
    }
    return judge(illumination, {
      value: 100 * overlap ** 0.3,
      unit: 'score',
      gate: { pass: { min: PASS }, warn: { min: DOUBTFUL } },
      hints: { low: 'even-light' },
    })
  },
}
