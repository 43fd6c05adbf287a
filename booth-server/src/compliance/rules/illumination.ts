import { histogramOver } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** 100 p^0.3 with p the overlap of the two cheeks' histograms. Light from one side leaves a few percent of overlap. */
const PASS = 60
const DOUBTFUL = 40
/**
 * Levels that the histograms are smoothed by: without it smooth skin, whose histogram is a needle, fails at a difference
 * that nobody sees. 60 is then a difference of about 30 levels, 40 one of about 50.
 */
const SMOOTHING = 12

const smooth = (histogram: Float64Array): Float64Array => {
  const kernel = Array.from({ length: 6 * SMOOTHING + 1 }, (_, k) =>
    Math.exp(-(((k - 3 * SMOOTHING) / SMOOTHING) ** 2) / 2),
  )
  const sum = kernel.reduce((total, weight) => total + weight, 0)
  const smoothed = new Float64Array(histogram.length + kernel.length - 1)
  histogram.forEach((share, level) => {
    if (share === 0) return
    kernel.forEach((weight, k) => {
      smoothed[level + k]! += (share * weight) / sum
    })
  })
  return smoothed
}

export const illumination: Rule<'illumination'> = {
  id: 'illumination',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): 100 p^0.3, on smoothed histograms; ${OWN}`,
  evaluate: ({ sample }) => {
    if (Math.min(sample.rightCheek.indices.length, sample.leftCheek.indices.length) < 50)
      return notMeasured(illumination)
    const right = smooth(histogramOver(sample.luma, sample.rightCheek))
    const left = smooth(histogramOver(sample.luma, sample.leftCheek))
    let overlap = 0
    right.forEach((share, level) => {
      overlap += Math.min(share, left[level]!)
    })
    return judge(illumination, {
      value: 100 * overlap ** 0.3,
      unit: 'score',
      gate: { pass: { min: PASS }, warn: { min: DOUBTFUL } },
      hints: { low: 'even-light' },
    })
  },
}
