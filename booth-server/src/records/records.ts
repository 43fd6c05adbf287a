import type { GenerationRecord, GenerationRecordInput } from '@quickid/provisioning/protocol'

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
  acknowledge(through: { epoch: number; sequence: number }): void
  /** Rows that the fleet refuses for good: set aside, so that they never block the rest. */
  setAside(keys: readonly { epoch: number; sequence: number; reason: string }[]): void
  pruneAcknowledged(olderThanDays: number): number
  countToSync(): number

  addLedgerRow(row: { documentId: string; paper: string }): LedgerRow
  updateLedgerRow(ledgerId: string, change: { status: LedgerStatus; jobId?: number; jobUri?: string }): void
  /** Rows that have not ended: shown to the staff; after a restart all of them but `needs-attention` are `unknown`. */
  openLedgerRows(): readonly LedgerRow[]

  counts(): { visitsToday: number; sheetsToday: number; sheetsTotal: number }
  addVisit(): void
  /** Staff sign-ins, with the address they came from: the one place on a booth that holds an IP (promise P4). */
  addAudit(entry: { event: string; address: string }): void

  /** Small settings of the booth itself: last sync, staff PIN hash and its failures, the accepted policy counts. */
  readSetting(key: string): string | null
  writeSetting(key: string, value: string): void
  close(): void
}
