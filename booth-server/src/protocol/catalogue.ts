import { type Static, Type } from 'typebox'
import { EditPolicy, PaperId } from './codes.ts'

const strict = { additionalProperties: false } as const

export const BackgroundOption = Type.Object(
  {
    id: Type.String({ description: 'Names the colour in an edit' }),
    name: Type.String({ description: 'In the language of the catalogue' }),
    colour: Type.String({ pattern: '^#[0-9a-f]{6}$', description: 'Its sRGB value' }),
  },
  { ...strict, title: 'BackgroundOption', description: 'A backdrop that a document allows' },
)
export type BackgroundOption = Static<typeof BackgroundOption>

export const DocumentSummary = Type.Object(
  {
    id: Type.String({ description: 'Names the document in every other message' }),
    countryCode: Type.String({ description: 'Issuer: ISO 3166-1 alpha-2, `ICAO`, or `EU` for Schengen' }),
    country: Type.String({ description: 'The issuer’s name' }),
    name: Type.String({ description: 'Without its issuer' }),
    category: Type.Enum(['passport', 'visa', 'identity', 'driving', 'studio', 'other'], {
      description: 'The filter that finds it',
    }),
    widthMm: Type.Number({ description: 'Width of the photograph' }),
    heightMm: Type.Number({ description: 'Height of the photograph' }),
    editPolicy: EditPolicy,
    backgrounds: Type.Array(BackgroundOption, { description: 'The first is the default' }),
    confidence: Type.Enum(['A', 'B', 'C'], {
      description: 'A: two sources agree, or official wording; B: one careful transcription; C: a convention',
    }),
    sources: Type.String({ description: 'Where the requirements come from' }),
    keywords: Type.Array(Type.String(), {
      description: 'Lower-case words, in every language, that a search should find it by',
    }),
  },
  {
    ...strict,
    title: 'DocumentSummary',
    description:
      'What the screen needs to offer a document, in one language; the full specification stays on the server',
  },
)
export type DocumentSummary = Static<typeof DocumentSummary>

export const OutfitSummary = Type.Object(
  {
    id: Type.String({ description: 'Names the garment in an edit' }),
    name: Type.String({ description: 'In the language of the catalogue' }),
    thumbnail: Type.Optional(
      Type.String({
        pattern: '^data:image/webp;base64,',
        description: 'A WebP of 144 x 96 px on a transparent ground, as a data URL',
      }),
    ),
  },
  { ...strict, title: 'OutfitSummary', description: 'A garment that the booth offers' },
)
export type OutfitSummary = Static<typeof OutfitSummary>

export const Catalogue = Type.Object(
  {
    documents: Type.Array(DocumentSummary, { description: 'Every document that the booth offers' }),
    outfits: Type.Array(OutfitSummary, { description: 'Every garment that the booth offers' }),
    paper: PaperId,
  },
  { ...strict, title: 'Catalogue', description: 'What the booth offers, in one language' },
)
export type Catalogue = Static<typeof Catalogue>
