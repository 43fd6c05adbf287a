import { isIP } from 'node:net'
import type Database from 'better-sqlite3'
import { type Clock, dayMs } from '../foundation/clock.ts'
import { BoothError } from '../foundation/errors.ts'
import type { AuditStore } from './records.ts'

/** Promise P4: an address is kept this long, then dropped; the event itself stays a while longer, without it. */
const addressDays = 30
const eventDays = 90

const eventPattern = /^[a-z]+([.-][a-z]+)*$/

type Entry = Parameters<AuditStore['add']>[0]

/** Staff sign-ins and actions. The one place on a booth that holds an address. */
export const createAudit = (db: Database.Database, clock: Clock) => {
  const insert = db.prepare('INSERT INTO audit (at_ms, event, address) VALUES (?, ?, ?)')
  // Its own row as long as no other event came in between; another address begins a row of its own.
  const countUp = db.prepare(`
    UPDATE audit SET count = count + 1 WHERE rowid = (
      SELECT rowid FROM audit
      WHERE event = @event AND address IS @address
        AND rowid > coalesce((SELECT rowid FROM audit WHERE event <> @event ORDER BY rowid DESC LIMIT 1), 0)
      ORDER BY rowid DESC LIMIT 1
    )`)
  const dropAddresses = db.prepare('UPDATE audit SET address = NULL WHERE at_ms < ? AND address IS NOT NULL')
  const dropEvents = db.prepare('DELETE FROM audit WHERE at_ms < ?')

  const rowOf = ({ event, address }: Entry) => {
    if (!eventPattern.test(event)) throw new BoothError('internal.invariant', 'An audit event is words, no free text')
    // Anything that isn't an address (a proxy's header, say) could be anything: it isn't kept.
    return { event, address: isIP(address) === 0 ? null : address }
  }
  const insertRow = ({ event, address }: ReturnType<typeof rowOf>) => insert.run(clock.nowMs(), event, address)

  return {
    add(entry: Entry): void {
      insertRow(rowOf(entry))
    },

    addRepeated: db.transaction((entry: Entry): void => {
      const row = rowOf(entry)
      if (countUp.run(row).changes === 0) insertRow(row)
    }).immediate as (entry: Entry) => void,

    prune: db.transaction((): number => {
      const now = clock.nowMs()
      const dropped = dropAddresses.run(now - addressDays * dayMs).changes
      return dropped + dropEvents.run(now - eventDays * dayMs).changes
    }).immediate,
  }
}
