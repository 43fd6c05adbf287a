import { type Static, Type } from 'typebox'
import { auditEvents } from '../audit-events.ts'
import { boothStatuses } from '../booths/booth-status.ts'

/** What the console's page and the fleet say to each other, under `/console/api`. Values come from the fleet's domain. */
const strict = { additionalProperties: false } as const
const orNull = <S extends ReturnType<typeof Type.String>>(schema: S) => Type.Union([schema, Type.Null()])
/** ISO 8601, UTC. */
const Moment = Type.String({ description: 'ISO 8601, UTC' })

export const SignIn = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 60 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  strict,
)
export type SignIn = Static<typeof SignIn>

/** Who is signed in. */
export const Session = Type.Object({ name: Type.String() }, strict)
export type Session = Static<typeof Session>

/** The digits that the operator saw: had they changed meanwhile, nothing happens. */
export const Decision = Type.Object({ confirmationCode: Type.String({ pattern: '^\\d{6}$' }) }, strict)
export type Decision = Static<typeof Decision>

export const Rename = Type.Object({ name: Type.String({ maxLength: 60, pattern: '^[^\\p{Cc}]*$' }) }, strict)
export type Rename = Static<typeof Rename>

export const ShownCount = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
  description: 'null: fewer than ten, but not none',
})
export type ShownCount = Static<typeof ShownCount>

export const BoothView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    status: Type.Enum([...boothStatuses]),
    confirmationCode: orNull(Type.String({ description: 'Six digits, while pending' })),
    requestedAt: Moment,
    lastSeenAt: orNull(Moment),
    appVersion: Type.String(),
    recordCount: ShownCount,
    quarantineReason: orNull(Type.String()),
  },
  strict,
)
export type BoothView = Readonly<Static<typeof BoothView>>
export const BoothList = Type.Object({ booths: Type.Array(BoothView) }, strict)

export const ClaimView = Type.Object(
  { code: Type.String({ description: 'Shown this once' }), expiresAt: Moment },
  strict,
)
export type ClaimView = Readonly<Static<typeof ClaimView>>

export const TotalsRow = Type.Object(
  { interface: Type.String(), status: Type.String(), today: ShownCount, sevenDays: ShownCount },
  strict,
)
export type TotalsRow = Readonly<Static<typeof TotalsRow>>

export const TotalsView = Type.Object(
  {
    timeZone: Type.String({ description: 'IANA name: whose midnight begins a day' }),
    smallestCell: Type.Integer({ description: 'Counts below this are not shown' }),
    rows: Type.Array(TotalsRow),
  },
  strict,
)
export type TotalsView = Readonly<Static<typeof TotalsView>>

export const AuditView = Type.Object(
  {
    at: Moment,
    event: Type.Enum([...auditEvents]),
    actor: Type.String({ description: 'An operator’s name or a booth’s id; unknown where nobody proved who they are' }),
    subject: Type.String({ description: 'What it was done to: an id or a reason' }),
    source: orNull(Type.String({ description: 'The address for 30 days, its network until 90 days, then null' })),
  },
  strict,
)
export type AuditView = Readonly<Static<typeof AuditView>>
export const AuditList = Type.Object({ entries: Type.Array(AuditView) }, strict)

/** Why the fleet did not do what the page asked. */
export const ConsoleRefusal = Type.Object(
  {
    reason: Type.Enum([
      'signed-out',
      'wrong-password',
      'too-many',
      'not-found',
      'changed',
      'malformed',
      'foreign',
      'internal',
    ]),
  },
  strict,
)
export type ConsoleRefusal = Readonly<Static<typeof ConsoleRefusal>>
