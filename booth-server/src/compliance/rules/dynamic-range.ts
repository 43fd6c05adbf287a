import { histogramOver } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** 100 = all 256 levels used alike. 75 = the entropy of 64 levels: a flat, fogged picture has fewer. */
const PASS = 75
const DOUBTFUL = 62.5

export const dynamicRange: Rule<'dynamic-range'> = {
  id: 'dynamic-range',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): entropy of the face’s luma x 12.5; ${OWN}`,
  evaluate: ({ sample }) => {
    if (sample.face.indices.length === 0) return notMeasured(dynamicRange)
    let bits = 0
    for (const share of histogramOver(sample.luma, sample.face)) if (share > 0) bits -= share * Math.log2(share)
    return judge(dynamicRange, {
      value: bits * 12.5,
      unit: 'score',
      gate: { pass: { min: PASS }, warn: { min: DOUBTFUL } },
      hints: { low: 'even-light' },
    })
  },
}
