import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judgeLength } from '../judge-length.ts'
import type { Rule } from '../rule.ts'

/** Eye line over the portrait's lower edge. */
export const eyeLine: Rule<'eye-line'> = {
  id: 'eye-line',
  source: 'the document’s own limits',
  evaluate: ({ measurements, crop, document }) => {
    const head = headOnPortrait(measurements, crop, document)
    return judgeLength(eyeLine, {
      valueMm: head.eyeFromBottomMm,
      limits: document.eyeFromBottomMm,
      errorMm: 0.01 * head.headHeightMm,
      isBinding: true,
    })
  },
}
