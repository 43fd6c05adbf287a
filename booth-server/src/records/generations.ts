import {
  type GenerationRecord,
  type GenerationRecordInput,
  plausibleHours,
  type RecordKey,
} from '@quickid/provisioning/protocol'
import type Database from 'better-sqlite3'
import { type Clock, utcHour } from '../foundation/clock.ts'
import { checkedGeneration } from './generation-check.ts'

const firstHourMs = Date.parse(plausibleHours.first)
const lastHourMs = Date.parse(plausibleHours.last)

/** A booth whose clock is not set prints as well, and what prints has a record: its hour is the nearest plausible one. */
const stampedHour = (nowMs: number): string => utcHour(Math.min(lastHourMs, Math.max(firstHourMs, nowMs)))

/** Generation records, each with its outbox row. The record's JSON is stored as it will be sent. */
export const createGenerations = (db: Database.Database, clock: Clock, appVersion: string) => {
  const nextKey = db.prepare(
    'UPDATE booth SET last_sequence = last_sequence + 1 WHERE id = 1 RETURNING epoch, last_sequence AS sequence',
  )
  const insertGeneration = db.prepare('INSERT INTO generation (epoch, sequence, body) VALUES (?, ?, ?)')
  const insertOutbox = db.prepare("INSERT INTO outbox (epoch, sequence, state) VALUES (?, ?, 'waiting')")

  return {
    add: db.transaction((input: GenerationRecordInput): GenerationRecord => {
      // A rejected record rolls this back too: the sequence has no gap.
      const { epoch, sequence } = nextKey.get() as RecordKey
      const hour = stampedHour(clock.nowMs())
      const record = checkedGeneration(input, { epoch, sequence, hour, appVersion })
      insertGeneration.run(epoch, sequence, JSON.stringify(record))
      insertOutbox.run(epoch, sequence)
      return record
    }).immediate,
  }
}
