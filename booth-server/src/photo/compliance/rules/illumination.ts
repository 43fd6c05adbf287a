import { histogramOver } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** 100 p^0.3 with p the overlap of the two cheeks' histograms. Light from one side leaves a few percent of overlap. */
const PASS = 60
const DOUBTFUL = 40
/**
 * Levels that the histograms are smoothed by: without it smooth skin, whose histogram is a needle, fails at a
 * difference that nobody sees. 60 is then a difference of about 30 levels, 40 one of about 50.
 */
const SMOOTHING = 12

const smooth = (histogram: Float64Array): Float64Array => {
  const kernel = new Float64Array(6 * SMOOTHING + 1)
  let sum = 0
  for (let k = 0; k < kernel.length; k += 1) {
    kernel[k] = Math.exp(-(((k - 3 * SMOOTHING) / SMOOTHING) ** 2) / 2)
    sum += kernel[k]!
  }
  const smoothed = new Float64Array(histogram.length + kernel.length - 1)
  for (let level = 0; level < histogram.length; level += 1) {
    const share = histogram[level]! / sum
    if (share === 0) continue
    for (let k = 0; k < kernel.length; k += 1) smoothed[level + k]! += share * kernel[k]!
  }
  return smoothed
}

const overlapOf = (one: Float64Array, other: Float64Array): number => {
  let overlap = 0
  for (let level = 0; level < one.length; level += 1) overlap += Math.min(one[level]!, other[level]!)
  return overlap
}

export const illumination: Rule<'illumination'> = {
  id: 'illumination',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): 100 p^0.3, on smoothed histograms; ${OWN}`,
  evaluate: ({ sample }) => {
    if (Math.min(sample.rightCheek.indices.length, sample.leftCheek.indices.length) < 50)
      return notMeasured(illumination)
    const right = smooth(histogramOver(sample.luma, sample.rightCheek))
    const left = smooth(histogramOver(sample.luma, sample.leftCheek))
    return judge(illumination, {
      value: 100 * overlapOf(right, left) ** 0.3,
      unit: 'score',
      gate: { pass: { min: PASS }, warn: { min: DOUBTFUL } },
      hints: { low: 'even-light' },
    })
  },
}
