import { shareWithin } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

const PASS = 0.02
const DOUBTFUL = 0.08

/** Burnt-out skin: shine and flash spots. A face in good light has next to none. */
export const overExposure: Rule<'over-exposure'> = {
  id: 'over-exposure',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): share of face pixels in 247..255; ${OWN}`,
  evaluate: ({ sample }) => {
    const value = shareWithin(sample.luma, sample.face, 247, 255)
    if (!Number.isFinite(value)) return notMeasured(overExposure)
    return judge(overExposure, {
      value,
      unit: 'share',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'less-light' },
    })
  },
}
