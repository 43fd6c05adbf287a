import { shareWithin } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

const PASS = 0.15
const DOUBTFUL = 0.35

/** Blocked shadows. Black hair over the forehead, brows and a beard are dark by right, so some is allowed. */
export const underExposure: Rule<'under-exposure'> = {
  id: 'under-exposure',
  source: `the measure of ISO/IEC 29794-5 (OFIQ): share of face pixels in 0..25; ${OWN}`,
  evaluate: ({ sample }) => {
    const value = shareWithin(sample.luma, sample.face, 0, 25)
    if (!Number.isFinite(value)) return notMeasured(underExposure)
    return judge(underExposure, {
      value,
      unit: 'share',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'more-light' },
    })
  },
}
