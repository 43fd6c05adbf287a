import { type Static, Type } from 'typebox'

const strict = { additionalProperties: false } as const

/** How far an edit goes: 0 changes nothing, 1 as far as identity allows. */
const amount = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const toggle = (description: string) => Type.Boolean({ description })

/**
 * The edits that a customer may ask for: the one list of them. What each is, where it is allowed and how it is recorded
 * stands in `edits/`, its pixels in `photo/pipeline/apply-edits.ts`; panel and command line derive their controls from
 * these schemas, in this order.
 */
export const editSchemas = {
  /** A `BackgroundOption.id`, or `original`: the real backdrop. An engineer's command may also name `#rrggbb`. */
  background: Type.String({
    maxLength: 32,
    description: 'Colour behind the person: an id of the document, or original',
  }),
  retouch: amount('Evens the skin out'),
  slimming: amount('Narrows the face'),
  straightShoulders: toggle('Brings a tilted line of the shoulders level'),
  /** An `OutfitSummary.id`; null: the person's own clothes. */
  outfit: Type.Union([Type.String({ maxLength: 64 }), Type.Null()], { description: 'Garment to wear, by its id' }),
}

export const Edits = Type.Object(editSchemas, {
  ...strict,
  title: 'Edits',
  description: 'What the customer chose at review: a value for each edit',
})
export type Edits = Static<typeof Edits>
export type EditId = keyof Edits

/** `amount`: 0..1; `switch`: on or off; `choice`: one of a list that the document or the booth offers. */
export type EditKind<K extends EditId> = K extends EditId
  ? Edits[K] extends number
    ? 'amount'
    : Edits[K] extends boolean
      ? 'switch'
      : 'choice'
  : never
export type EditsOfKind<Kind> = { [K in EditId]: EditKind<K> extends Kind ? K : never }[EditId]

export const editIds = Object.keys(editSchemas) as readonly EditId[]

/** The kind of control that an edit needs. */
export const kindOfEdit = <K extends EditId>(id: K): EditKind<K> => {
  const schema = editSchemas[id]
  return (Type.IsNumber(schema) ? 'amount' : Type.IsBoolean(schema) ? 'switch' : 'choice') as EditKind<K>
}
