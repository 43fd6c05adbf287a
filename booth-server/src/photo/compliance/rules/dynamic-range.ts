import { histogramOver, meanOver } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/** 100 = all 256 levels used alike. 75 = the entropy of 64 levels: a flat, fogged picture has fewer. */
const PASS = 75
const DOUBTFUL = 62.5
/** Mean luma of the face, 0..1: what uses few levels below it lacks light, above the other it drowns in it. */
const DARK = 0.3
const BRIGHT = 0.75

export const dynamicRange: Rule<'dynamic-range'> = {
  id: 'dynamic-range',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): entropy of the face’s luma x 12.5; ${OWN}`,
  evaluate: ({ sample }) => {
    if (sample.face.indices.length === 0) return notMeasured(dynamicRange)
    let bits = 0
    for (const share of histogramOver(sample.luma, sample.face)) if (share > 0) bits -= share * Math.log2(share)
    const mean = meanOver(sample.luma, sample.face) / 255
    return judge(dynamicRange, {
      value: bits * 12.5,
      unit: 'score',
      gate: { pass: { min: PASS }, warn: { min: DOUBTFUL } },
      hints: { low: mean < DARK ? 'more-light' : mean > BRIGHT ? 'less-light' : 'even-light' },
    })
  },
}
