import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { LocalisedText } from '../protocol/localised-text.ts'

const strict = { additionalProperties: false } as const

/** An id is the name of its folder and of the protocol: nothing that could lead out of a path. Records name shipped ones alone. */
export const garmentIdPattern = '^[a-z][a-z0-9-]{1,62}$'

const AnchorPoint = Type.Object({ x: Type.Number(), y: Type.Number() }, strict)

/** Of the picture, not of the person: left is where x is small. */
const Anchors = Type.Object(
  {
    neckLeft: { ...AnchorPoint, description: 'Where the collar’s upper edge meets the neck’s outline' },
    neckRight: AnchorPoint,
    collarPit: {
      ...AnchorPoint,
      description: 'The middle of the collar’s front: knot, top button, or lowest point of a neckline',
    },
    shoulderLeft: { ...AnchorPoint, description: 'The outermost point of the shoulder’s seam' },
    shoulderRight: AnchorPoint,
  },
  strict,
)
export type Anchors = Static<typeof Anchors>
export type AnchorName = keyof Anchors
export const anchorNames: readonly AnchorName[] = [
  'neckLeft',
  'neckRight',
  'collarPit',
  'shoulderLeft',
  'shoulderRight',
]

const LayerFile = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*\\.(svg|png)$', maxLength: 64 })

/** In the order in which the screen offers them. */
export const garmentKinds = ['suit', 'blazer', 'shirt', 'blouse', 'knitwear', 'polo', 'coat', 'uniform'] as const

/** `garment.json`: what the fitting must know of a garment that is drawn in the files beside it. */
export const GarmentSchema = Type.Object(
  {
    format: Type.Literal(1),
    id: Type.String({ pattern: garmentIdPattern }),
    name: LocalisedText,
    kind: Type.Enum([...garmentKinds]),
    /** Of the drawing, in its own units; a PNG's pixels. */
    size: Type.Object(
      { width: Type.Integer({ minimum: 400, maximum: 4000 }), height: Type.Integer({ minimum: 300, maximum: 4000 }) },
      strict,
    ),
    /** The width, in those units, of the face that the garment is drawn for: from ear to ear. */
    faceWidth: Type.Number({ minimum: 80, maximum: 1200 }),
    /** From the chin down to the pit of the collar, in face widths. */
    chinClearance: Type.Number({ minimum: 0, maximum: 1.2 }),
    anchors: Anchors,
    layers: Type.Object(
      {
        front: { ...LayerFile, description: 'Before the neck' },
        behind: Type.Optional({ ...LayerFile, description: 'Behind the neck: the inside of a collar' }),
      },
      strict,
    ),
  },
  strict,
)
export type Garment = Static<typeof GarmentSchema>

export const garmentValidator = Compile(GarmentSchema)
