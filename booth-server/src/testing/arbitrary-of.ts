import fc from 'fast-check'

/** As much of JSON Schema as the screen's messages use. */
interface Schema {
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

/**
 * Values that a schema takes. `likely` has texts by the name of their property, for those of which a random one would
 * never mean anything; one in five is random all the same. Throws on a schema of a kind that it doesn't know.
 */
export const arbitraryOf = (
  schema: Schema,
  likely: Readonly<Record<string, fc.Arbitrary<string>>>,
  name = '',
): fc.Arbitrary<unknown> => {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => arbitraryOf(each, likely, name)))
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema
      const parts = Object.entries(properties).map(([key, value]) => [key, arbitraryOf(value, likely, key)] as const)
      return fc.record(Object.fromEntries(parts), { requiredKeys: [...required] })
    }
    case 'string': {
      const { minLength = 0, maxLength = 64 } = schema
      const random = fc.string({ minLength, maxLength })
      const known = likely[name]?.filter(({ length }) => length >= minLength && length <= maxLength)
      return known ? fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: random }) : random
    }
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100 })
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      throw new Error(`No values for ${JSON.stringify(schema)}`)
  }
}
