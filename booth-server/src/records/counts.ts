import type Database from 'better-sqlite3'
import { type Clock, localDay } from '../foundation/clock.ts'
import type { CountStore } from './records.ts'

/** Visits and sheets, by the booth's local day. */
export const createCounts = (db: Database.Database, clock: Clock): CountStore & { addSheet(): void } => {
  const countSheet = db.prepare(
    'INSERT INTO day_count (day, sheets) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET sheets = sheets + 1',
  )
  const countVisit = db.prepare(
    'INSERT INTO day_count (day, visits) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET visits = visits + 1',
  )
  const today = db.prepare('SELECT visits, sheets FROM day_count WHERE day = ?')
  const total = db.prepare('SELECT coalesce(sum(sheets), 0) FROM day_count').pluck()
  const day = () => localDay(clock.nowMs())

  return {
    addVisit: () => void countVisit.run(day()),
    /** Of the ledger, within its transaction. */
    addSheet: () => void countSheet.run(day()),
    read() {
      const row = today.get(day()) as { visits: number; sheets: number } | undefined
      return { visitsToday: row?.visits ?? 0, sheetsToday: row?.sheets ?? 0, sheetsTotal: total.get() as number }
    },
  }
}
