import { type Static, type TSchema, type TUnsafe, Type } from 'typebox'
import { appVersionText } from './app-version.ts'
import { hourText } from './plausible-hour.ts'
import { valueLists } from './value-lists.generated.ts'

export const interfaceNames = ['photo.develop', 'photo.edit', 'sheet.layout', 'sheet.print'] as const

export const statuses = ['succeeded', 'not-compliant', 'refused', 'failed', 'cancelled', 'unknown'] as const

/** Recorded in the place of a value that its list has not: a venue's own garment, a document of a newer booth. */
export const otherValue = 'other'

const strict = { additionalProperties: false } as const
const idShape = '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$'
const codeShape = '^[a-z]{1,20}(\\.[a-z-]{1,40})?$'
/** A side of a print in mm, no finer than a trimmer cuts. */
const sideMm = Type.Number({ minimum: 10, maximum: 280, multipleOf: 0.1 })

/**
 * A generation record (privacy promise P5): which operation ran, with which parameters, when and how it ended, by an
 * anonymous booth. This is the allow-list, every line of it written by hand (decision 0011): a property that is not here
 * is rejected, never stripped, so a field that someone adds by mistake can't leave the booth. No free text, no measure of
 * a face, no time finer than the hour.
 * @param listed the schema of a value that belongs to a list
 */
const recordSchema = (listed: (values: readonly string[], shape: string) => TUnsafe<string>) =>
  Type.Object(
    {
      /** Counts up within an epoch; (booth, epoch, sequence) is the record's key. The booth is the signer. */
      epoch: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
      sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      hour: hourText,
      interface: Type.Enum([...interfaceNames]),
      parameters: Type.Object(
        {
          /** `custom` is a size of the customer's own, which the two sides state. */
          documentId: Type.Optional(listed(valueLists.documents, idShape)),
          widthMm: Type.Optional(sideMm),
          heightMm: Type.Optional(sideMm),
          paper: Type.Optional(listed(valueLists.papers, idShape)),
          background: Type.Optional(listed(valueLists.backgrounds, idShape)),
          /** The sliders in tenths. */
          retouchTenths: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
          slimmingTenths: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
          straightShoulders: Type.Optional(Type.Boolean()),
          outfitId: Type.Optional(listed(valueLists.outfits, idShape)),
          /** Of the smallest size on the largest paper there are some 600. */
          copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 999 })),
          sheets: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
        },
        strict,
      ),
      status: Type.Enum([...statuses]),
      /** A fault code of the booth (`face.none`), never a message. */
      error: Type.Optional(listed(valueLists.errors, codeShape)),
      /** How long it took, as a bucket's upper end in ms; 0 = longer than the last. */
      durationBucketMs: Type.Enum([250, 500, 1000, 2000, 5000, 10000, 30000, 0]),
      model: Type.Optional(listed(valueLists.models, idShape)),
      appVersion: appVersionText,
    },
    strict,
  )

/** A record as it is kept: each value of a list is one that is known here, or `other`. */
export const GenerationRecord = recordSchema((values) => Type.Unsafe<string>(Type.Enum([...values, otherValue])))
export type GenerationRecord = Static<typeof GenerationRecord>

/** A record as it may arrive: a newer booth knows more values than this fleet. `withKnownValues` makes it one to keep. */
export const SentRecord = recordSchema((_, pattern) => Type.Unsafe<string>(Type.String({ pattern })))

/** What the caller states; epoch, sequence, hour and version are the store's to add. */
export type GenerationRecordInput = Omit<GenerationRecord, 'epoch' | 'sequence' | 'hour' | 'appVersion'>

type Properties = Readonly<Record<string, TSchema & { readonly enum?: readonly unknown[] }>>

/** `other` in the place of each value that its list has not; the names of what was replaced are added to `replaced`. */
const knownIn = <T extends object>(values: T, properties: Properties, replaced: string[]): T =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const list = properties[name]?.enum
      if (!list?.includes(otherValue) || list.includes(value)) return [name, value]
      replaced.push(name)
      return [name, otherValue]
    }),
  ) as T

/**
 * The record to keep of one that `SentRecord` takes: what is on no list is `other`. `replaced` names those properties,
 * never their values.
 */
export const withKnownValues = (sent: GenerationRecord): { record: GenerationRecord; replaced: readonly string[] } => {
  const { properties } = GenerationRecord
  const replaced: string[] = []
  const parameters = knownIn(sent.parameters, properties.parameters.properties, replaced)
  return { record: { ...knownIn(sent, properties, replaced), parameters }, replaced }
}
