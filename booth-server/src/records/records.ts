import type { GenerationRecord, GenerationRecordInput, RecordKey } from '@quickid/provisioning/protocol'

/**
 * `in-doubt`: the booth lost sight of it, and the printer has not yet said what became of it. `held`: the printer keeps
 * it until it is let go or destroyed. `stray`: it is in the printer, which neither holds nor cancels it. `unknown`: the
 * printer can't say whether it came out; only a person settles it.
 */
export type LedgerStatus =
  | 'created'
  | 'sending'
  | 'printing'
  | 'needs-attention'
  | 'in-doubt'
  | 'held'
  | 'stray'
  | 'printed'
  | 'not-printed'
  | 'unknown'
  | 'settled'

/** One sheet that was asked for: committed before any I/O with the printer, so that it prints at most once. */
export interface LedgerRow {
  readonly ledgerId: string
  readonly documentId: string
  readonly paper: string
  readonly status: LedgerStatus
  readonly jobId: number | null
  readonly jobUri: string | null
  /** How often each document is on it, until its generation records are written; null after, and in older rows. */
  readonly unrecordedCopies: Readonly<Record<string, number>> | null
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

export interface LedgerChange {
  readonly status: LedgerStatus
  readonly jobId?: number
  readonly jobUri?: string
  /** Its generation records are written. */
  readonly isRecorded?: boolean
}

/** A batch for the fleet: records in order of (epoch, sequence). */
export interface OutboxBatch {
  readonly records: readonly GenerationRecord[]
}

/** Generation records, by the allow-list (promise P5). */
export interface GenerationStore {
  /** The record and its outbox row, in one transaction. A record outside the allow-list throws `records.rejected`. */
  add(input: GenerationRecordInput): GenerationRecord
  /** Called after each committed record. Returns the function that ends it. */
  onAdded(listener: () => void): () => void
}

/** What waits for the fleet. */
export interface OutboxStore {
  /** Not yet acknowledged, oldest first; at most `limit` and at most `maxBytes` of JSON. */
  nextBatch(limit: number, maxBytes: number): OutboxBatch
  /** Acknowledged through (epoch, sequence), inclusive. Rows are kept 35 days for a fleet restored from a backup. */
  acknowledge(through: RecordKey): void
  /** Rows that the fleet refuses for good: set aside, so that they never block the rest. */
  setAside(keys: readonly (RecordKey & { reason: string })[]): void
  /** A fleet restored from a backup lacks what came after `key` (null = everything): those rows wait again. */
  sendAgainAfter(key: RecordKey | null): number
  /** Drops acknowledged and set-aside rows that were settled longer ago; returns how many went. */
  prune(olderThanDays: number): number
  countWaiting(): number
}

/** The print ledger: what was asked of the printer, and how it ended. */
export interface LedgerStore {
  add(row: { documentId: string; paper: string; copies?: Readonly<Record<string, number>> }): LedgerRow
  /**
   * Commits before it returns. `created` leads only to `sending` (to be written before the first byte goes out) or
   * `not-printed`; the ends lead nowhere: anything else throws `internal.invariant`. `printed` counts the sheet.
   */
  update(ledgerId: string, change: LedgerChange): void
  /**
   * After a start, before anything prints: what was only `created` is `not-printed`, since nothing had been sent; every
   * other row that is open, `unknown` included, is `in-doubt`. Answers with how many there were of each.
   */
  recover(): { readonly notPrinted: number; readonly inDoubt: number }
  /** Rows that have not ended: shown to the staff. */
  openRows(): readonly LedgerRow[]
}

export interface CountStore {
  read(): { visitsToday: number; sheetsToday: number; sheetsTotal: number }
  addVisit(): void
}

/** Staff sign-ins, with the address they came from: the one place on a booth that holds an IP (promise P4). */
export interface AuditStore {
  add(entry: { event: string; address: string }): void
  /** For what somebody can repeat without end: counts up in one row while nothing else happens and the address stays. */
  addRepeated(entry: { event: string; address: string }): void
}

/** Small values of the booth itself: last sync, staff PIN hash and its failures, the accepted policy counts. */
export interface KeyValueStore {
  read(key: string): string | null
  write(key: string, value: string): void
}

/**
 * The booth's durable memory: SQLite, WAL, `synchronous=FULL`, a store a subject. It knows no pixels. All calls are
 * synchronous and atomic; a full disk throws BoothError `disk.full`.
 */
export interface Records {
  readonly generations: GenerationStore
  readonly outbox: OutboxStore
  readonly ledger: LedgerStore
  readonly counts: CountStore
  readonly audit: AuditStore
  readonly values: KeyValueStore
  /** Drops what is past its time: addresses after 30 days, records 35 days after their acknowledgement, ended prints. */
  housekeep(): void
  close(): void
}
