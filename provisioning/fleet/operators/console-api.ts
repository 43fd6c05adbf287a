import { type Static, Type } from 'typebox'
import type { ShownCount, Totals } from './totals.ts'

/** What the console's page and the fleet say to each other, under `/console/api`. The page imports types from here. */
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

export interface BoothView {
  readonly id: string
  readonly name: string
  readonly status: 'pending' | 'active' | 'refused' | 'quarantined' | 'retired'
  /** While pending. */
  readonly confirmationCode: string | null
  /** ISO 8601. */
  readonly requestedAt: string
  readonly lastSeenAt: string | null
  readonly appVersion: string
  /** Null: fewer than ten. */
  readonly recordCount: ShownCount
  readonly quarantineReason: string | null
}

export interface ClaimView {
  /** Shown this once. */
  readonly code: string
  readonly expiresAt: string
}

export interface AuditView {
  readonly at: string
  readonly event: string
  readonly actor: string
  readonly subject: string
  readonly source: string | null
}

export type TotalsView = Totals

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
