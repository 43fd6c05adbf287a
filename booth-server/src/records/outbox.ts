import type { GenerationRecord, RecordKey } from '@quickid/provisioning/protocol'
import type Database from 'better-sqlite3'
import { type Clock, hourMs } from '../foundation/clock.ts'
import type { OutboxBatch, OutboxStore } from './records.ts'

/** Why the fleet refused a row, for the engineer: bounded, printable. */
const tidyReason = (reason: string): string => reason.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 120)

/** Which generation records wait for the fleet, and which it has taken or refused. */
export const createOutbox = (db: Database.Database, clock: Clock): OutboxStore => {
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

    prune(olderThanDays: number): number {
      return prune.run(hourNow() - olderThanDays * 24).changes
    },

    countWaiting: (): number => countWaiting.get() as number,
  }
}
