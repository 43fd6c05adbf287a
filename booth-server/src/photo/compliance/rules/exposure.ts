import { meanOver } from '../region.ts'
import { judge, notMeasured, OFIQ, type Rule } from '../rule.ts'

/**
 * Mean luma of the face, 0..1. OFIQ's midpoints are .2 and .8, its sigmoids .05 wide: the doubtful zone is that wide.
 */
const pass = { min: 0.2, max: 0.8 }
const warn = { min: 0.15, max: 0.85 }

export const exposure: Rule<'exposure'> = {
  id: 'exposure',
  source: `${OFIQ}: luminance mean, midpoints .2 and .8`,
  evaluate: ({ sample }) => {
    const value = meanOver(sample.luma, sample.face) / 255
    if (!Number.isFinite(value)) return notMeasured(exposure)
    return judge(exposure, {
      value,
      unit: 'luma',
      gate: { pass, warn },
      hints: { low: 'more-light', high: 'less-light' },
    })
  },
}
