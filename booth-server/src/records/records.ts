import type { GenerationRecord, GenerationRecordInput, RecordKey } from '@quickid/provisioning/protocol'

/** `unknown`: it may or may not have come out of the printer; only a person settles it. */
export type LedgerStatus =
  | 'created'
  | 'sending'
  | 'printing'
  | 'needs-attention'
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
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

/** A batch for the fleet: records in order of (epoch, sequence). */
export interface OutboxBatch {
  readonly records: readonly GenerationRecord[]
}

/**
 * The booth's durable memory: SQLite, WAL, `synchronous=FULL`. It knows no pixels. All calls are synchronous and
 * atomic; a full disk throws BoothError `disk.full`, a record outside the allow-list `records.rejected`.
 */
export interface Records {
  /** The record and its outbox row, in one transaction. */
  addGeneration(input: GenerationRecordInput): GenerationRecord
  /** Not yet acknowledged, oldest first; at most `limit` and at most `maxBytes` of JSON. */
  nextBatch(limit: number, maxBytes: number): OutboxBatch
  /** Acknowledged through (epoch, sequence), inclusive. Rows are kept 35 days for a fleet restored from a backup. */
  acknowledge(through: RecordKey): void
  /** Rows that the fleet refuses for good: set aside, so that they never block the rest. */
  setAside(keys: readonly (RecordKey & { reason: string })[]): void
  /** A fleet restored from a backup lacks what came after `key` (null = everything): those rows wait again. */
  sendAgainAfter(key: RecordKey | null): number
  /** Acknowledged and set-aside rows that were settled longer ago; returns how many went. */
  pruneAcknowledged(olderThanDays: number): number
  countToSync(): number
  /** Called after each committed record. Returns the function that ends it. */
  onGeneration(listener: () => void): () => void

  addLedgerRow(row: { documentId: string; paper: string }): LedgerRow
  /**
   * Commits before it returns. `created` leads only to `sending` (to be written before the first byte goes out) or
   * `not-printed`; the ends lead nowhere: anything else throws `internal.invariant`. `printed` counts the sheet.
   */
  updateLedgerRow(ledgerId: string, change: { status: LedgerStatus; jobId?: number; jobUri?: string }): void
  /**
   * Rows that have not ended: shown to the staff. After a restart what was `sending` or `printing` is `unknown`,
   * what was only `created` is `not-printed`, since nothing had been sent.
   */
  openLedgerRows(): readonly LedgerRow[]

  counts(): { visitsToday: number; sheetsToday: number; sheetsTotal: number }
  addVisit(): void
  /** Staff sign-ins, with the address they came from: the one place on a booth that holds an IP (promise P4). */
  addAudit(entry: { event: string; address: string }): void

  /** Small settings of the booth itself: last sync, staff PIN hash and its failures, the accepted policy counts. */
  readSetting(key: string): string | null
  writeSetting(key: string, value: string): void
  /** Drops what is past its time: addresses after 30 days, records 35 days after their acknowledgement, ended prints. */
  housekeep(): void
  close(): void
}
