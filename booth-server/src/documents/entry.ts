import { type Static, Type } from 'typebox'
import { EditPolicy } from '../protocol/codes.ts'
import { LocalisedText } from '../protocol/localised-text.ts'
import { colourIds } from './colours.ts'
import { countryCodes } from './countries.ts'

const strict = { additionalProperties: false } as const
const positive = Type.Number({ exclusiveMinimum: 0 })
const pixels = Type.Integer({ minimum: 1 })
const Range = Type.Object({ min: Type.Optional(positive), max: Type.Optional(positive) }, strict)

/**
 * One row of the catalogue as its data files hold it: only what is published. Lengths are millimetres on the print.
 * `catalogue.ts` fills in the rest and turns it into a `DocumentSpec`.
 */
export const CatalogueEntry = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)+$' }),
    country: Type.Enum([...countryCodes]),
    name: LocalisedText,
    category: Type.Enum(['passport', 'visa', 'identity', 'driving', 'studio', 'other']),
    /** Left out where only pixels are published. */
    sizeMm: Type.Optional(Type.Object({ width: positive, height: positive }, strict)),
    isUploadOnly: Type.Optional(Type.Literal(true)),
    headHeightMm: Type.Optional(Range),
    /** The head's height in percent of the print's, where that is what is published. */
    headPercent: Type.Optional(Range),
    headBasis: Type.Enum(['published', 'percent', 'advisory', 'convention', 'none']),
    crown: Type.Enum(['skull', 'hair', 'unstated']),
    faceWidthMm: Type.Optional(Range),
    faceWidthBasis: Type.Optional(Type.Literal('ear-base')),
    topMarginMm: Type.Optional(Range),
    bottomMarginMm: Type.Optional(Range),
    eyeFromBottomMm: Type.Optional(Range),
    centreOffsetMm: Type.Optional(Range),
    /** The first is the default. */
    backgrounds: Type.Array(Type.Enum([...colourIds]), { minItems: 1 }),
    /** `listed`: these colours; `light`: any light even colour, these are offered; `plain`: any even colour. */
    backgroundRule: Type.Enum(['listed', 'light', 'plain']),
    refusedBackgrounds: Type.Optional(Type.Array(Type.Enum([...colourIds]))),
    digital: Type.Optional(
      Type.Object(
        {
          widthPx: Type.Optional(pixels),
          heightPx: Type.Optional(pixels),
          maxWidthPx: Type.Optional(pixels),
          maxHeightPx: Type.Optional(pixels),
          pixelRule: Type.Optional(Type.Enum(['exact', 'min'])),
          minKb: Type.Optional(positive),
          maxKb: Type.Optional(positive),
        },
        strict,
      ),
    ),
    /** 300 where left out. */
    resolutionDpi: Type.Optional(positive),
    editPolicy: EditPolicy,
    confidence: Type.Enum(['A', 'B', 'C']),
    sources: Type.Array(Type.String({ minLength: 3 }), { minItems: 1 }),
    notes: Type.Optional(Type.String()),
    keywords: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  },
  strict,
)
export type CatalogueEntry = Static<typeof CatalogueEntry>
