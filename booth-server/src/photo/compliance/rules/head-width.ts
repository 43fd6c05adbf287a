import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judgeLength } from '../judge-length.ts'
import type { Rule } from '../rule.ts'

/**
 * Width of the face on the portrait. Where the document doesn't say whether the ears count, the reading between ear
 * base and outer ear that lies nearest to its limits stands.
 */
export const headWidth: Rule<'head-width'> = {
  id: 'head-width',
  source: 'the document’s own limits',
  evaluate: ({ measurements, crop, document }) => {
    const head = headOnPortrait(measurements, crop, document)
    const { faceWidthMm, faceWidthBasis } = document
    const isOpen = faceWidthBasis === 'unstated' && faceWidthMm.min !== undefined
    const valueMm = isOpen
      ? Math.max(head.headWidthMm, Math.min(head.earToEarMm, faceWidthMm.min ?? 0))
      : head.headWidthMm
    return judgeLength(headWidth, {
      valueMm,
      limits: faceWidthMm,
      errorMm: isOpen ? 0 : 0.03 * valueMm,
      isBinding: true,
    })
  },
}
