import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judgeLength } from '../judge-length.ts'
import type { Rule } from '../rule.ts'

/** Room under the chin. */
export const bottomMargin: Rule<'bottom-margin'> = {
  id: 'bottom-margin',
  source: 'the document’s own limits',
  evaluate: ({ measurements, crop, document }) => {
    const head = headOnPortrait(measurements, crop, document)
    return judgeLength(bottomMargin, {
      valueMm: head.bottomMarginMm,
      limits: document.bottomMarginMm,
      errorMm: head.chinErrorMm,
      isBinding: true,
    })
  },
}
