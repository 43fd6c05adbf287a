import { type Static, Type } from 'typebox'

/**
 * A generation record (privacy promise P5): which operation ran, with which parameters, when and how it ended, by an
 * anonymous booth. This is the allow-list: a property that is not here is rejected, never stripped, so a field that
 * someone adds by mistake can't leave the booth. No free text, no measure of a face, no time finer than the hour.
 */
export const interfaceNames = ['photo.develop', 'photo.edit', 'sheet.layout', 'sheet.print'] as const

const strict = { additionalProperties: false } as const
/** An id of a shipped catalogue (document, outfit, paper): lower-case words, never anything that a person typed. */
const catalogueId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,39}$' })

export const statuses = ['succeeded', 'not-compliant', 'refused', 'failed', 'cancelled', 'unknown'] as const

export const GenerationRecord = Type.Object(
  {
    /** Counts up within an epoch; (booth, epoch, sequence) is the record's key. The booth is the signer. */
    epoch: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** UTC, cut to the hour: `2026-11-23T14:00:00Z`. */
    hour: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:00:00Z$' }),
    interface: Type.Enum([...interfaceNames]),
    parameters: Type.Object(
      {
        documentId: Type.Optional(catalogueId),
        paper: Type.Optional(catalogueId),
        background: Type.Optional(catalogueId),
        /** The sliders in tenths. */
        retouchTenths: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
        slimmingTenths: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
        straightShoulders: Type.Optional(Type.Boolean()),
        outfitId: Type.Optional(catalogueId),
        copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
        sheets: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
      },
      strict,
    ),
    status: Type.Enum([...statuses]),
    /** A fault code of the booth (`face.none`), never a message. */
    error: Type.Optional(Type.String({ pattern: '^[a-z]+(\\.[a-z-]+)?$', maxLength: 40 })),
    /** How long it took, as a bucket's upper end in ms; 0 = longer than the last. */
    durationBucketMs: Type.Enum([250, 500, 1000, 2000, 5000, 10000, 30000, 0]),
    model: Type.Optional(catalogueId),
    appVersion: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+(-[a-z0-9.]+)?$', maxLength: 32 }),
  },
  strict,
)
export type GenerationRecord = Static<typeof GenerationRecord>

/** What the caller states; epoch, sequence, hour and version are the store's to add. */
export type GenerationRecordInput = Omit<GenerationRecord, 'epoch' | 'sequence' | 'hour' | 'appVersion'>
