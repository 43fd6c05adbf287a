import { labOf, meanColour } from '../region.ts'
import { judge, notMeasured, OFIQ, type Rule } from '../rule.ts'

/** Where the cheeks' mean colour lies in skin of every tone. */
const A = { min: 5, max: 25 } as const
const B = { min: 5, max: 35 } as const
/** A colour cast this far outside is seen by anyone. */
const DOUBTFUL = 10

const outside = (value: number, { min, max }: { min: number; max: number }) => Math.max(0, min - value, value - max)

/** Distance of the cheeks' colour from natural skin in Lab; 0 = natural. */
export const naturalColour: Rule<'natural-colour'> = {
  id: 'natural-colour',
  source: `${OFIQ}: cheeks at a 5..25, b 5..35 in CIE Lab`,
  evaluate: ({ sample }) => {
    const indices = Uint32Array.from([...sample.rightCheek.indices, ...sample.leftCheek.indices])
    if (indices.length < 50) return notMeasured(naturalColour)
    const [, a, b] = labOf(meanColour(sample.rgb, { indices }))
    return judge(naturalColour, {
      value: Math.hypot(outside(a, A), outside(b, B)),
      unit: 'Lab',
      gate: { pass: { max: 1 }, warn: { max: DOUBTFUL } },
      hints: { high: 'check-colour' },
    })
  },
}
