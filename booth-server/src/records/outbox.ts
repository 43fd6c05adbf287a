import type { GenerationRecord, GenerationRecordInput, RecordKey } from '@quickid/provisioning/protocol'
import type Database from 'better-sqlite3'
import { type Clock, hourMs, utcHour } from '../foundation/clock.ts'
import { checkedGeneration } from './generation-check.ts'
import type { OutboxBatch } from './records.ts'

/** Why the fleet refused a row, for the engineer: bounded, printable. */
const tidyReason = (reason: string): string => reason.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 120)

/** Generation records and their outbox rows. The record's JSON is stored as it will be sent. */
export const createOutbox = (db: Database.Database, clock: Clock, appVersion: string) => {
  const nextKey = db.prepare(
    'UPDATE booth SET last_sequence = last_sequence + 1 WHERE id = 1 RETURNING epoch, last_sequence AS sequence',
  )
  const insertGeneration = db.prepare('INSERT INTO generation (epoch, sequence, body) VALUES (?, ?, ?)')
  const insertOutbox = db.prepare("INSERT INTO outbox (epoch, sequence, state) VALUES (?, ?, 'waiting')")
  const waiting = db
    .prepare(
      `SELECT body FROM outbox JOIN generation USING (epoch, sequence)
       WHERE state = 'waiting' ORDER BY epoch, sequence LIMIT ?`,
    )
    .pluck()
  const countWaiting = db.prepare("SELECT count(*) FROM outbox WHERE state = 'waiting'").pluck()
  const acknowledge = db.prepare(
    `UPDATE outbox SET state = 'acknowledged', settled_hour = @hour
     WHERE state = 'waiting' AND (epoch, sequence) <= (@epoch, @sequence)`,
  )
  const setAside = db.prepare(
    `UPDATE outbox SET state = 'set-aside', reason = @reason, settled_hour = @hour
     WHERE epoch = @epoch AND sequence = @sequence AND state <> 'set-aside'`,
  )
  const sendAgain = db.prepare(
    `UPDATE outbox SET state = 'waiting', settled_hour = NULL
     WHERE state = 'acknowledged' AND (epoch, sequence) > (@epoch, @sequence)`,
  )
  const prune = db.prepare(
    `DELETE FROM generation WHERE (epoch, sequence) IN
       (SELECT epoch, sequence FROM outbox WHERE state <> 'waiting' AND settled_hour < ?)`,
  )
  const hourNow = () => Math.floor(clock.nowMs() / hourMs)

  return {
    addGeneration: db.transaction((input: GenerationRecordInput): GenerationRecord => {
      // A rejected record rolls this back too: the sequence has no gap.
      const { epoch, sequence } = nextKey.get() as RecordKey
      const hour = utcHour(clock.nowMs())
      const record = checkedGeneration(input, { epoch, sequence, hour, appVersion })
      insertGeneration.run(epoch, sequence, JSON.stringify(record))
      insertOutbox.run(epoch, sequence)
      return record
    }).immediate,

    nextBatch(limit: number, maxBytes: number): OutboxBatch {
      const records: GenerationRecord[] = []
      let bytes = 0
      for (const body of waiting.iterate(limit) as IterableIterator<string>) {
        bytes += Buffer.byteLength(body) + 1
        // One row is always given, or a row over the limit would block the rest for ever.
        if (records.length > 0 && bytes > maxBytes) break
        records.push(JSON.parse(body))
      }
      return { records }
    },

    acknowledge(through: RecordKey): void {
      acknowledge.run({ ...through, hour: hourNow() })
    },

    setAside: db.transaction((keys: readonly (RecordKey & { reason: string })[]): void => {
      const hour = hourNow()
      for (const { epoch, sequence, reason } of keys) {
        setAside.run({ epoch, sequence, reason: tidyReason(reason), hour })
      }
    }).immediate,

    sendAgainAfter(key: RecordKey | null): number {
      return sendAgain.run(key ?? { epoch: 0, sequence: 0 }).changes
    },

    pruneAcknowledged(olderThanDays: number): number {
      return prune.run(hourNow() - olderThanDays * 24).changes
    },

    countToSync: (): number => countWaiting.get() as number,
  }
}
