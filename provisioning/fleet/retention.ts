import { addressTables, dayOf } from './audit.ts'
import type { Database } from './database/database.ts'

const dayMs = 86_400_000
/** How long what is kept, in days. The addresses' terms are the privacy policy's. */
export const retentionDays = {
  audit_address: 30,
  audit_network: 90,
  auditEvents: 400,
  undecidedBooths: 1,
  claims: 30,
} as const

const dropOldPartitions = async (db: Database, table: (typeof addressTables)[number], nowMs: number): Promise<void> => {
  const oldest = `${table}_${dayOf(nowMs - retentionDays[table] * dayMs).replaceAll('-', '')}`
  const partitions = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass order by c.relname`,
    [table],
  )
  // Names end in the day, so they sort by age. The boundary day goes too: none of its rows may outlive the term.
  for (const { name } of partitions) if (name <= oldest) await db.execute(`drop table ${name}`)
}

/** Forgets what is past its term. Run at start and every hour; running it twice harms nothing. */
export const applyRetention = async (db: Database, nowMs: number): Promise<void> => {
  const before = (days: number) => new Date(nowMs - days * dayMs)
  for (const table of addressTables) await dropOldPartitions(db, table, nowMs)
  await db.query('delete from audit where at < $1', [before(retentionDays.auditEvents)])
  await db.query('delete from sessions where expires_at < $1', [new Date(nowMs)])
  // A booth that nobody decided on holds no records; its claim is spent.
  await db.query(`delete from booths where status = 'pending' and record_count = 0 and requested_at < $1`, [
    before(retentionDays.undecidedBooths),
  ])
  await db.query('delete from claims where expires_at < $1 and id not in (select claim_id from booths)', [
    before(retentionDays.claims),
  ])
}
