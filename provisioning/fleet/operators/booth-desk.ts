import type { BoothStatus } from '../booths/booth-status.ts'
import type { BoothView } from '../console-api/console-api.ts'
import type { Database } from '../database/database.ts'
import { showCount } from './totals.ts'

interface BoothRow {
  id: string
  name: string
  status: BoothStatus
  confirmation_code: string
  requested_at: Date
  last_seen_at: Date | null
  app_version: string
  record_count: number
  quarantine_reason: string | null
}

const viewOf = (row: BoothRow): BoothView => ({
  id: row.id,
  name: row.name,
  status: row.status,
  confirmationCode: row.status === 'pending' ? row.confirmation_code : null,
  requestedAt: row.requested_at.toISOString(),
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  appVersion: row.app_version,
  recordCount: showCount(row.record_count),
  quarantineReason: row.status === 'quarantined' ? row.quarantine_reason : null,
})

/** What operators do with booths. Each act names the status it starts from: false if it was no longer so. */
export interface BoothDesk {
  list(): Promise<readonly BoothView[]>
  decide(id: string, decision: 'active' | 'refused', confirmationCode: string, operator: string): Promise<boolean>
  rename(id: string, name: string): Promise<boolean>
  /** Ends a quarantine: what is stored stands, records that differ from it up to here are rejected from now on. */
  release(id: string, operator: string): Promise<boolean>
  /** For ever: the key is never taken again. */
  retire(id: string, operator: string): Promise<boolean>
}

export const createBoothDesk = (deps: { db: Database; now: () => number }): BoothDesk => {
  const { db, now } = deps
  const changed = async (sql: string, parameters: readonly unknown[]): Promise<boolean> =>
    (await db.query(`${sql} returning id`, parameters)).length > 0

  return {
    list: async () => {
      const rows = await db.query<BoothRow>(
        `select id, name, status, confirmation_code, requested_at, last_seen_at, app_version, record_count, quarantine_reason
         from booths
         order by array_position(array['pending', 'quarantined', 'active', 'refused', 'retired'], status), name, requested_at, id`,
      )
      return rows.map(viewOf)
    },
    decide: (id, decision, confirmationCode, operator) =>
      changed(
        `update booths set status = $2, decided_at = $3, decided_by = $4
         where id = $1 and status = 'pending' and confirmation_code = $5`,
        [id, decision, new Date(now()), operator, confirmationCode],
      ),
    rename: (id, name) => changed('update booths set name = $2 where id = $1', [id, name.trim()]),
    release: (id, operator) =>
      changed(
        `update booths b set status = 'active', quarantine_reason = null, decided_at = $2, decided_by = $3,
           conflicts_settled_epoch = last.epoch, conflicts_settled_sequence = last.sequence
         from (select epoch, sequence from generation_records where booth_id = $1 order by epoch desc, sequence desc limit 1) last
         where id = $1 and status = 'quarantined'`,
        [id, new Date(now()), operator],
      ),
    retire: (id, operator) =>
      changed(
        `update booths set status = 'retired', decided_at = $2, decided_by = $3
         where id = $1 and status in ('active', 'quarantined', 'refused')`,
        [id, new Date(now()), operator],
      ),
  }
}
