import { judgeLength, printedHead } from '../print-geometry.ts'
import type { Rule } from '../rule.ts'

/** Ear base to ear base on the print. */
export const headWidth: Rule<'head-width'> = {
  id: 'head-width',
  source: 'the document’s own limits',
  evaluate: ({ measurements, crop, document }) => {
    const head = printedHead(measurements, crop, document)
    return judgeLength(headWidth, {
      valueMm: head.headWidthMm,
      limits: document.faceWidthMm,
      errorMm: 0.03 * head.headWidthMm,
      isBinding: true,
    })
  },
}
