import type { Band, DigitalRule, DocumentSpec } from './document.ts'

/** Pixels round to whole numbers: proportions this close are the same. */
const SAME_PROPORTIONS = 0.01

/** True where the published pixels have other proportions than the print: one picture can't be both. */
export const hasOwnFileFrame = ({ digital, widthMm, heightMm }: DocumentSpec): boolean => {
  const { widthPx, heightPx } = digital
  if (widthPx === undefined || heightPx === undefined) return false
  return Math.abs(heightPx / widthPx / (heightMm / widthMm) - 1) > SAME_PROPORTIONS
}

/** What the digital rule asks of the print's picture: nothing where the file is a picture of its own. */
export const digitalRuleOfPrint = (spec: DocumentSpec): DigitalRule => (hasOwnFileFrame(spec) ? {} : spec.digital)

const times = (band: Band, factor: number): Band => ({
  ...(band.min === undefined ? {} : { min: band.min * factor }),
  ...(band.max === undefined ? {} : { max: band.max * factor }),
})

/**
 * The document as the file to upload, where that has proportions of its own (China's passport: print 33 x 48 mm, file
 * 3:4): as wide as the print, so every length keeps its scale, and as high as the pixels say. The eye line counts from
 * the lower edge and percentages from the height, so they move with it. Never a stretch: the crop is solved anew, under
 * an id of its own, so that one sitting holds both pictures.
 */
export const fileDocument = (spec: DocumentSpec): DocumentSpec => {
  const { widthPx, heightPx } = spec.digital
  if (!hasOwnFileFrame(spec) || widthPx === undefined || heightPx === undefined) return spec
  const heightMm = (spec.widthMm * heightPx) / widthPx
  const factor = heightMm / spec.heightMm
  return {
    ...spec,
    id: `${spec.id}-file`,
    heightMm,
    headHeightMm: spec.headBasis === 'percent' ? times(spec.headHeightMm, factor) : spec.headHeightMm,
    eyeFromBottomMm: times(spec.eyeFromBottomMm, factor),
    resolutionDpi: Math.round((widthPx / spec.widthMm) * 25.4),
    digital: { ...spec.digital, pixelRule: 'exact' },
  }
}
