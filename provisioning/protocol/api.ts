import { type Static, Type } from 'typebox'

const strict = { additionalProperties: false } as const

/** Paths of the fleet's interface for booths. Version 1; a later one gets a path of its own. */
export const boothPaths = {
  challenge: '/v1/enrolment/challenge',
  enrolment: '/v1/enrolment',
  records: '/v1/records',
} as const

/** Why the fleet did not do what a booth asked. */
export const refusalReasons = [
  /** Not understood: a body, header or signature outside the schema. */
  'malformed',
  'too-large',
  /** No booth has this key. */
  'unknown-key',
  'bad-signature',
  /** `created` is too far from the fleet's clock; the answer's signature carries the right time. */
  'clock-skewed',
  /** The counter was used before or is too old; go on above `highestCounter`. */
  'counter-replayed',
  /** The booth waits for an operator, was refused by one, or was taken out of the fleet for ever. */
  'pending',
  'refused',
  'retired',
  /** Two different records with one key: a cloned disk. */
  'quarantined',
  'claim-unknown',
  'claim-expired',
  'claim-used',
  /** The challenge is too old, was answered already or is another key's. */
  'challenge-unknown',
  /** Later, please: `retry-after` (seconds) may say when. */
  'busy',
  'not-found',
  'internal',
] as const

export const Refusal = Type.Object(
  {
    reason: Type.Enum([...refusalReasons]),
    /** For the engineer; holds nothing of what was sent. */
    message: Type.String({ maxLength: 500 }),
    highestCounter: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
)
export type Refusal = Static<typeof Refusal>
