import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judgeLength } from '../judge-length.ts'
import type { Rule } from '../rule.ts'

/** Chin to crown on the portrait, by the document's definition of the crown. Advice and conventions only warn. */
export const headHeight: Rule<'head-height'> = {
  id: 'head-height',
  source: 'the document’s own limits; ICAO Doc 9303-3 3.9.1 where it follows that',
  evaluate: ({ measurements, crop, document }) => {
    const head = headOnPortrait(measurements, crop, document)
    return judgeLength(headHeight, {
      valueMm: head.headHeightMm,
      limits: document.headHeightMm,
      errorMm: Math.hypot(head.crownErrorMm, head.chinErrorMm),
      isBinding: document.headBasis === 'published' || document.headBasis === 'percent',
    })
  },
}
