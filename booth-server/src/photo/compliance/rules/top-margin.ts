import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judgeLength } from '../judge-length.ts'
import type { Rule } from '../rule.ts'

/** Room over the crown that the document measures to. */
export const topMargin: Rule<'top-margin'> = {
  id: 'top-margin',
  source: 'the document’s own limits',
  evaluate: ({ measurements, crop, document }) => {
    const head = headOnPortrait(measurements, crop, document)
    return judgeLength(topMargin, {
      valueMm: head.topMarginMm,
      limits: document.topMarginMm,
      errorMm: head.crownErrorMm,
      isBinding: true,
    })
  },
}
