import { isIP } from 'node:net'
import type Database from 'better-sqlite3'
import { type Clock, dayMs } from '../foundation/clock.ts'
import { BoothError } from '../foundation/errors.ts'

/** Promise P4: an address is kept this long, then dropped; the event itself stays a while longer, without it. */
const addressDays = 30
const eventDays = 90

const eventPattern = /^[a-z]+([.-][a-z]+)*$/

/** Staff sign-ins and actions. The one place on a booth that holds an address. */
export const createAudit = (db: Database.Database, clock: Clock) => {
  const insert = db.prepare('INSERT INTO audit (at_ms, event, address) VALUES (?, ?, ?)')
  const dropAddresses = db.prepare('UPDATE audit SET address = NULL WHERE at_ms < ? AND address IS NOT NULL')
  const dropEvents = db.prepare('DELETE FROM audit WHERE at_ms < ?')

  return {
    add({ event, address }: { event: string; address: string }): void {
      if (!eventPattern.test(event)) throw new BoothError('internal.invariant', 'An audit event is words, no free text')
      // Anything that isn't an address (a proxy's header, say) could be anything: it isn't kept.
      insert.run(clock.nowMs(), event, isIP(address) === 0 ? null : address)
    },

    prune: db.transaction((): number => {
      const now = clock.nowMs()
      const dropped = dropAddresses.run(now - addressDays * dayMs).changes
      return dropped + dropEvents.run(now - eventDays * dayMs).changes
    }).immediate,
  }
}
