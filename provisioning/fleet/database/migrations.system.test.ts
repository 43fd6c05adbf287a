import { createHash } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { describeOnEachDatabase } from '../testing/each-database.ts'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'

type Row = Readonly<Record<string, unknown>>
/** Every row of every table, as JSON, in an order that does not depend on the engine. */
type Snapshot = Readonly<Record<string, readonly Row[]>>

/** What the tests know of a step of the schema. */
interface Step {
  /** SHA-256 of its SQL. A step that fleets have run is never edited: a change is a new step. */
  readonly digest: string
  /** What it makes of a database of the version before. */
  readonly carries: (before: Snapshot) => Snapshot
  /** Rows as a fleet of this version writes them, in every state, for each table that would be empty without. */
  readonly fill: string
}

const booth = (id: string, status: string, claim: number, more: readonly string[] = []) =>
  `('booth-000000000${id}', 'key-${id}', 'id-${id}', 'Platform ${id}', '${status}', ${claim}, 'nonce-${id}', '01234${id}',
    '2026-10-01T08:00:00Z', ${more.length > 0 ? more.join(', ') : "null, null, '0.1.0', null, 0, '0', 0, null, 0, 0"})`

/** By version. A new migration needs an entry here: the tests fail without. */
const steps: Readonly<Record<number, Step>> = {
  1: {
    digest: '4fc12c8ee1b6d35e4ab394236fd70e08cf0516d34a9818a9560512282a057dcd',
    carries: () => ({
      audit: [],
      audit_address: [],
      audit_network: [],
      booths: [],
      claims: [],
      fleet_facts: [],
      generation_records: [],
      operators: [],
      sessions: [],
    }),
    fill: `
      insert into fleet_facts values ('public-key', 'a-public-key');
      insert into operators (name, password_hash, created_at) values
        ('admin', 'scrypt$32768$8$3$c2FsdA$aGFzaA', '2026-10-01T08:00:00Z');
      insert into sessions values
        ('\\x01', 1, '2026-10-01T08:00:00Z', '2026-10-02T08:00:00Z');
      insert into claims (code_hmac, created_at, expires_at, created_by, used_by_key) values
        ('\\x02', '2026-10-01T08:00:00Z', '2026-10-02T08:00:00Z', 'admin', 'key-1'),
        ('\\x03', '2026-10-01T08:00:00Z', '2026-10-02T08:00:00Z', 'command line', null);
      insert into booths (id, public_key, key_id, name, status, claim_id, enrolment_nonce, confirmation_code, requested_at,
        decided_at, decided_by, app_version, last_seen_at, counter_highest, counter_seen, record_count,
        quarantine_reason, conflicts_settled_epoch, conflicts_settled_sequence) values
        ${booth('1', 'active', 1, ["'2026-10-01T08:05:00Z'", "'admin'", "'0.1.0'", "'2026-10-03T12:00:00Z'", '17', "'ff'", '2', 'null', '498000', '1'])},
        ${booth('2', 'pending', 1)},
        ${booth('3', 'refused', 1)},
        ${booth('4', 'quarantined', 1, ["'2026-10-01T08:05:00Z'", "'admin'", "'0.1.0'", 'null', '3', "'7'", '0', "'two disks'", '0', '0'])},
        ${booth('5', 'retired', 1)};
      insert into generation_records values
        ('booth-0000000001', 498000, 1, '2026-10-03T12:00:00Z', 'photo.develop', '{"documentId": "us-passport"}',
          'succeeded', null, 1000, 'isnet-512', '0.1.0', '\\x0a', '2026-10-03'),
        ('booth-0000000001', 498000, 2, '2026-10-03T12:00:00Z', 'sheet.print', '{"copies": 6, "paper": "4R"}',
          'failed', 'printer.jam', 0, null, '0.1.0', '\\x0b', '2026-10-03');
      insert into audit (at, event, actor, subject) values
        ('2026-10-01T08:00:00Z', 'operator.signed-in', 'admin', ''),
        ('2026-10-01T08:05:00Z', 'booth.accepted', 'admin', 'booth-0000000001');
      create table audit_address_20261001 partition of audit_address for values from ('2026-10-01') to ('2026-10-02');
      create table audit_network_20261001 partition of audit_network for values from ('2026-10-01') to ('2026-10-02');
      insert into audit_address values (1, '2026-10-01', '\\x0c');
      insert into audit_network values (1, '2026-10-01', '192.0.2.0/24');`,
  },
  2: {
    digest: '8addfdd1395f1cb55a317fb9fcc1f6973e15374e9e80e12fb77d3920aea0cd33',
    carries: (before) => ({
      ...before,
      booths: (before.booths ?? []).map((row) => ({ ...row, unknown_value_count: 0 })),
    }),
    fill: "update booths set unknown_value_count = 3 where status = 'active'",
  },
}

const stepOf = (id: number): Step => {
  const step = steps[id]
  if (!step) throw new Error(`Migration ${id} has no entry in this test: write what it carries, and rows to fill it`)
  return step
}

/** The schema's own tables, partitions and the list of steps left out. */
const tablesOf = async (db: Database): Promise<readonly string[]> => {
  const rows = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'schema_migrations' order by 1`,
    [],
  )
  return rows.map(({ name }) => name)
}

const snapshotOf = async (db: Database): Promise<Snapshot> => {
  const tables = await tablesOf(db)
  const rows = await Promise.all(
    tables.map(async (table) => {
      const found = await db.query<{ row: Row }>(
        `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`,
        [],
      )
      return [table, found.map(({ row }) => row)] as const
    }),
  )
  return Object.fromEntries(rows)
}

const upTo = (id: number) => migrations.filter((step) => step.id <= id)

describeOnEachDatabase('the fleet’s schema', (database) => {
  beforeEach(() => database().execute('drop schema public cascade; create schema public'))

  it('has steps that nobody edited after their release', () => {
    const digests = migrations.map(({ id, script }) => [id, createHash('sha256').update(script).digest('hex')])
    expect(digests).toEqual(migrations.map(({ id }) => [id, stepOf(id).digest]))
  })

  it('carries every row of every version over to the next, with its values', async () => {
    const db = database()
    let before: Snapshot = {}
    for (const { id } of migrations) {
      await migrate(db, upTo(id))
      const { carries, fill } = stepOf(id)
      expect(await snapshotOf(db), `step ${id}`).toEqual(carries(before))
      await db.execute(fill)
      before = await snapshotOf(db)
      for (const [table, rows] of Object.entries(before)) expect(rows.length, `${table} at ${id}`).toBeGreaterThan(0)
    }
    // Started again on what is up to date, nothing changes.
    await migrate(db)
    expect(await snapshotOf(db)).toEqual(before)
  })
})
