import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judge, type Rule } from '../rule.ts'

/** Of the portrait's upper edge that the figure may cover before it counts as cut there. */
const TOUCHING = 0.04
/** The matte's edge may blur this far over the portrait's, mm. */
const TOLERANCE_MM = 0.1

/** A chin on the very edge looks cut: some neck belongs to a head, in head heights. */
const NECK = 0.05

/**
 * The whole head lies on the portrait: hair, both ears, chin, and the neck’s beginning. A narrow piece that leaves at
 * the top (a bun) is a warning.
 */
export const inFrame: Rule<'in-frame'> = {
  id: 'in-frame',
  source: 'ICAO Doc 9303-3 3.9.1: the whole head is shown',
  evaluate: ({ measurements, crop, document, sample }) => {
    const head = headOnPortrait(measurements, crop, document)
    const underChinMm = head.bottomMarginMm - NECK * head.headHeightMm
    const margins = [head.hairMarginMm, underChinMm, head.sideMarginMm] as const
    const value = Math.min(...margins)
    let touching = 0
    for (let x = 0; x < sample.width; x += 1) if ((sample.alpha[x] ?? 0) > 0.5) touching += 1
    const result = judge(inFrame, {
      value,
      unit: 'mm',
      gate: { pass: { min: -TOLERANCE_MM } },
      hints: {
        low: value === head.hairMarginMm ? 'move-down' : value === underChinMm ? 'move-up' : 'step-back',
      },
    })
    if (result.verdict === 'fail') return { ...result, min: 0, offMm: result.value }
    const isTouching = touching > TOUCHING * sample.width
    return { ...result, min: 0, ...(isTouching ? { verdict: 'warn', hint: 'step-back' } : {}) }
  },
}
