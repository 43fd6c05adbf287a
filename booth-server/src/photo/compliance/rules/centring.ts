import { framing } from '../../cropping/bands.ts'
import { headOnPortrait } from '../../cropping/head-on-portrait.ts'
import { judgeLength } from '../judge-length.ts'
import type { Rule } from '../rule.ts'

/** The face's middle against the portrait's. Where the document has no limit ISO's share of the width only warns. */
export const centring: Rule<'centring'> = {
  id: 'centring',
  source: 'the document’s own limits; else ISO/IEC 19794-5, face centre at 45 to 55 % of the width',
  evaluate: ({ measurements, crop, document }) => {
    const head = headOnPortrait(measurements, crop, document)
    const published = document.centreOffsetMm.max
    const max = published ?? framing.centreOffset.max * document.widthMm
    return judgeLength(centring, {
      valueMm: head.centreOffsetMm,
      limits: { min: -max, max },
      errorMm: 0.01 * head.headHeightMm,
      isBinding: published !== undefined,
    })
  },
}
