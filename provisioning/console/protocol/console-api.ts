import { type Static, Type } from 'typebox'

/** What the console's page and the fleet say to each other, under `/console/api`. */
const strict = { additionalProperties: false } as const

export const SignIn = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 60 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  strict,
)
export type SignIn = Static<typeof SignIn>

/** The digits that the operator saw: had they changed meanwhile, nothing happens. */
export const Decision = Type.Object({ confirmationCode: Type.String({ pattern: '^\\d{6}$' }) }, strict)
export type Decision = Static<typeof Decision>

export const Rename = Type.Object({ name: Type.String({ maxLength: 60, pattern: '^[^\\p{Cc}]*$' }) }, strict)
export type Rename = Static<typeof Rename>

/** A header that every request which changes something must carry: another site's form can't send it. */
export const consoleHeader = 'quickid-console'

/** A count as shown: null is "fewer than ten, but not none". */
export type ShownCount = number | null

export type BoothStatus = 'pending' | 'active' | 'refused' | 'quarantined' | 'retired'

export interface BoothView {
  readonly id: string
  readonly name: string
  readonly status: BoothStatus
  /** Six digits, while pending. */
  readonly confirmationCode: string | null
  /** ISO 8601. */
  readonly requestedAt: string
  readonly lastSeenAt: string | null
  readonly appVersion: string
  readonly recordCount: ShownCount
  readonly quarantineReason: string | null
}

export interface ClaimView {
  /** Shown this once. */
  readonly code: string
  readonly expiresAt: string
}

export interface TotalsRow {
  readonly interface: string
  readonly status: string
  readonly today: ShownCount
  readonly sevenDays: ShownCount
}

export interface TotalsView {
  /** IANA name: whose midnight begins a day. */
  readonly timeZone: string
  /** Counts below this are not shown. */
  readonly smallestCell: number
  readonly rows: readonly TotalsRow[]
}

/** What is worth a line in the audit. */
export type AuditEvent =
  | 'operator.signed-in'
  | 'operator.sign-in-failed'
  | 'operator.signed-out'
  | 'claim.created'
  | 'booth.asked'
  | 'booth.claim-refused'
  | 'booth.accepted'
  | 'booth.refused'
  | 'booth.renamed'
  | 'booth.quarantined'
  | 'booth.released'
  | 'booth.retired'
  | 'booth.request-refused'
  /** A booth's first call in an hour, or from another address. */
  | 'booth.called'

export interface AuditView {
  readonly at: string
  readonly event: AuditEvent
  /** An operator's name or a booth's id; `unknown` where nobody proved who they are. */
  readonly actor: string
  /** What it was done to: an id or a reason. */
  readonly subject: string
  /** The address for 30 days, its network until 90 days, then null. */
  readonly source: string | null
}

export interface ConsoleRefusal {
  readonly reason:
    | 'signed-out'
    | 'wrong-password'
    | 'too-many'
    | 'not-found'
    | 'changed'
    | 'malformed'
    | 'foreign'
    | 'internal'
}
