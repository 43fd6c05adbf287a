import { type Static, Type } from 'typebox'
import { EditPolicy, PaperId } from './codes.ts'

const strict = { additionalProperties: false } as const

/** A backdrop that a document allows: an id of the catalogue's colours and its sRGB value. */
export const BackgroundOption = Type.Object(
  { id: Type.String(), name: Type.String(), colour: Type.String({ pattern: '^#[0-9a-f]{6}$' }) },
  strict,
)
export type BackgroundOption = Static<typeof BackgroundOption>

/** What the screen needs to offer a document, in its own language. The full specification stays on the server. */
export const DocumentSummary = Type.Object(
  {
    id: Type.String(),
    /** ISO 3166-1 alpha-2, `ICAO`, `EU` for Schengen. */
    countryCode: Type.String(),
    country: Type.String(),
    name: Type.String(),
    category: Type.Enum(['passport', 'visa', 'identity', 'driving', 'studio', 'other']),
    widthMm: Type.Number(),
    heightMm: Type.Number(),
    editPolicy: EditPolicy,
    /** The first is the default. */
    backgrounds: Type.Array(BackgroundOption),
    /** A = two sources agree or official wording, B = one careful transcription, C = a convention. */
    confidence: Type.Enum(['A', 'B', 'C']),
    sources: Type.String(),
    /** Lower-case words in every language that a search should find it by. */
    keywords: Type.Array(Type.String()),
  },
  strict,
)
export type DocumentSummary = Static<typeof DocumentSummary>

export const OutfitSummary = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    /** A WebP of 144 x 96 px on a transparent ground, as a data URL. */
    thumbnail: Type.Optional(Type.String({ pattern: '^data:image/webp;base64,' })),
  },
  strict,
)
export type OutfitSummary = Static<typeof OutfitSummary>

export const Catalogue = Type.Object(
  {
    documents: Type.Array(DocumentSummary),
    outfits: Type.Array(OutfitSummary),
    paper: PaperId,
  },
  strict,
)
export type Catalogue = Static<typeof Catalogue>
