import type { DocumentSummary } from '../protocol/catalogue.ts'
import type { EditPolicy } from '../protocol/codes.ts'
import type { LocalisedText } from '../protocol/localised-text.ts'
/** An inclusive range; either end may be open. */
export interface Band {
  readonly min?: number
  readonly max?: number
}

/** From which crown the head's height is measured: the skull's, or the hair's top. `unstated`: the skull is used. */
export type CrownDefinition = 'skull' | 'hair' | 'unstated'

/** How binding the head's height is: a published band, a percentage of the print, only advice, or a convention. */
export type HeadBasis = 'published' | 'percent' | 'advisory' | 'convention' | 'none'

/** A backdrop that authorities name: an id and its sRGB value, `#rrggbb`. */
export interface Backdrop {
  readonly id: string
  readonly name: LocalisedText
  readonly colour: string
}

/** A rule for the digital file. */
export interface DigitalRule {
  readonly widthPx?: number
  readonly heightPx?: number
  /** `exact` = these pixels; `min` = at least, in the same proportions. */
  readonly pixelRule?: 'exact' | 'min'
  /** Upper end of a pixel range. */
  readonly maxWidthPx?: number
  readonly maxHeightPx?: number
  readonly minKb?: number
  readonly maxKb?: number
}

/** One document of the catalogue. Blank = the authority publishes nothing; no number here is invented. */
export interface DocumentSpec {
  readonly id: string
  readonly countryCode: string
  readonly name: LocalisedText
  readonly category: DocumentSummary['category']
  readonly widthMm: number
  readonly heightMm: number
  /** True where only pixels are published: the millimetres above are those pixels at `resolutionDpi`. */
  readonly isUploadOnly: boolean
  readonly headHeightMm: Band
  readonly headBasis: HeadBasis
  readonly crown: CrownDefinition
  readonly faceWidthMm: Band
  /**
   * What the width runs between. `unstated`: the authority's drawing shows neither, and offices read it from ear base to
   * ear base or over the ears; a photograph is right by either.
   */
  readonly faceWidthBasis: 'ear-base' | 'unstated'
  readonly topMarginMm: Band
  readonly bottomMarginMm: Band
  readonly eyeFromBottomMm: Band
  /** Distance of the face's middle from the print's, to either side; `max` only. */
  readonly centreOffsetMm: Band
  /** What the booth offers; the first is the default. */
  readonly backgrounds: readonly Backdrop[]
  /** `listed`: these colours only; `light`: any light even colour; `plain`: any even colour. */
  readonly backgroundRule: 'listed' | 'light' | 'plain'
  /** Colours that the authority names as refused. */
  readonly refusedBackgrounds: readonly Backdrop[]
  readonly digital: DigitalRule
  readonly resolutionDpi: number
  readonly editPolicy: EditPolicy
  readonly confidence: 'A' | 'B' | 'C'
  readonly source: string
  /** When the source was read, ISO month. */
  readonly readOn: string
  readonly notes: string
  readonly keywords: readonly string[]
}
