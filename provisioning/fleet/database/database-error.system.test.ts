import { inspect } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boothPaths } from '../../protocol/api.ts'
import { batchContentType, packRecords } from '../../protocol/record-batch.ts'
import { describeOnEachDatabase } from '../testing/each-database.ts'
import { type FleetFixture, recordOf, sendRaw, startFixture } from '../testing/fleet-fixture.ts'
import { type PostgresCluster, startPostgres } from '../testing/postgres-cluster.ts'
import type { Database } from './database.ts'
import { DatabaseError } from './database-error.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open-database.ts'

/** A value that stands nowhere else: a version, as a record may hold one. */
const canary = '8317.2968.4471'

/** Everything that a serializer, a debugger or a stack trace could show of an error. */
const everythingIn = (error: unknown): string => {
  let line = ''
  pino({ level: 'trace' }, { write: (text) => (line += text) }).error({ err: error }, 'failed')
  const properties = Object.getOwnPropertyNames(error).map((name) => (error as Record<string, unknown>)[name])
  return [line, inspect(error, { depth: null, showHidden: true }), inspect(properties, { depth: null })].join('\n')
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('The database did not fail')
    },
    (error: unknown) => error,
  )

/** A trigger on `table` that runs `statement` before each row gets in or is changed. */
const trigger = (table: string, statement: string) => `
  create function provoke() returns trigger language plpgsql as $$ begin ${statement}; return new; end $$;
  create trigger provoke before insert or update on ${table} for each row execute function provoke();`

interface Provocation {
  readonly name: string
  readonly prepare?: string
  readonly run: (db: Database) => Promise<unknown>
  readonly says: Partial<Pick<DatabaseError, 'sqlState' | 'table' | 'column' | 'constraint'>>
}

const insertFact = (db: Pick<Database, 'query'>) => db.query(`insert into fleet_facts values ($1, 'x')`, [canary])

const provocations: readonly Provocation[] = [
  {
    name: 'a unique violation',
    run: async (db) => {
      await insertFact(db)
      await insertFact(db)
    },
    says: { sqlState: '23505', table: 'fleet_facts', constraint: 'fleet_facts_pkey' },
  },
  {
    name: 'a check violation',
    prepare: `alter table fleet_facts add constraint no_versions check (name not like '8%')`,
    run: insertFact,
    says: { sqlState: '23514', table: 'fleet_facts', constraint: 'no_versions' },
  },
  {
    name: 'a null where none may be',
    run: (db) => db.query('insert into fleet_facts values ($1, null)', [canary]),
    says: { sqlState: '23502', table: 'fleet_facts', column: 'value' },
  },
  { name: 'a bad type', run: (db) => db.query('select $1::uuid', [canary]), says: { sqlState: '22P02' } },
  {
    name: 'a syntax error inside a value',
    run: (db) => db.query(`select to_tsquery('simple', $1)`, [`${canary} &`]),
    says: { sqlState: '42601' },
  },
  {
    name: 'a name of a table that is a value',
    run: (db) => db.query('select $1::regclass', ['canary_831729684471']),
    says: { sqlState: '42P01' },
  },
  {
    name: 'what a function raises',
    prepare: trigger('fleet_facts', `raise exception 'not %', new.name using detail = new.name, hint = new.name`),
    run: insertFact,
    says: { sqlState: 'P0001' },
  },
  {
    name: 'a constraint that is checked at the commit',
    prepare: 'create table later (fact text references fleet_facts deferrable initially deferred)',
    run: (db) => db.transaction((tx) => tx.query('insert into later values ($1)', [canary])),
    says: { sqlState: '23503', table: 'later', constraint: 'later_fact_fkey' },
  },
  {
    name: 'a value that the driver can’t write',
    run: (db) => {
      const unwritable = {
        toJSON: () => {
          throw new Error(`unwritable ${canary}`)
        },
      }
      return db.query('select $1::jsonb', [unwritable])
    },
    says: { sqlState: null },
  },
]

describeOnEachDatabase('a failed statement', (database) => {
  it.each(provocations)('says what failed, and no value: $name', async ({ prepare, run, says }) => {
    const db = database()
    if (prepare !== undefined) await db.execute(prepare)
    const error = await failureOf(run(db))
    expect(error).toBeInstanceOf(DatabaseError)
    expect(error).toMatchObject({ code: 'fleet.database-failed', ...says })
    expect(error).not.toHaveProperty('cause')
    for (const part of Object.values(says)) if (part !== null) expect((error as Error).message).toContain(part)
    expect(everythingIn(error)).not.toMatch(/8317|4471|insert into|select/)
  })

  it('of a script names the word that the database does not know', async () => {
    await expect(database().execute('select no_such_function()')).rejects.toThrow(/no_such_function/)
  })

  it('passes on what the work of a transaction throws itself', async () => {
    const own = new Error('the caller’s own')
    expect(await failureOf(database().transaction(() => Promise.reject(own)))).toBe(own)
  })
})

describe('the drivers themselves', () => {
  it('throw the values, which is why none of their errors may pass', async () => {
    const pglite = await PGlite.create()
    const error = await failureOf(pglite.query('select $1::uuid', [canary]))
    await pglite.close()
    expect(everythingIn(error)).toContain(canary)
  })
})

/** Sends two records of the canary's version as a new booth. */
const canarySender = async (fleet: FleetFixture) => {
  const identity = await fleet.newBooth()
  const { body } = packRecords([1, 2].map((sequence) => recordOf(sequence, { appVersion: canary })))
  const headers = { 'content-type': batchContentType, 'content-encoding': 'gzip' }
  return () => sendRaw(fleet.url, identity, { method: 'POST', target: boothPaths.records, body, headers })
}

const internal = { status: 500, body: { reason: 'internal' } }
const ofTheRecord = /8317|us-passport/

describeOnEachDatabase('a request that the database fails', (database) => {
  let fleet: FleetFixture
  let log: string
  beforeEach(async () => {
    log = ''
    const logger = pino({ level: 'trace' }, { write: (text) => (log += text) })
    fleet = await startFixture(database(), { logger })
  })
  afterEach(() => fleet.close())

  it.each([
    ['create unique index one_version on generation_records (app_version)', '23505', 'one_version'],
    [`alter table generation_records add constraint odd check (app_version not like '8%')`, '23514', 'odd'],
    [trigger('generation_records', 'perform new.app_version::uuid'), '22P02', 'data exception'],
    [trigger('generation_records', `raise exception '%', new`), 'P0001', 'error raised by a function'],
  ])('logs and answers no record: %s', async (prepare, sqlState, name) => {
    const send = await canarySender(fleet)
    await database().execute(prepare)
    const answer = await send()
    expect(answer).toMatchObject(internal)
    expect(log).toContain('a booth request failed')
    expect(log).toContain(`"sqlState":"${sqlState}"`)
    expect(log).toContain(name)
    expect(log + JSON.stringify(answer)).not.toMatch(ofTheRecord)
    // The connection is as good as before.
    expect(await database().query('select 1 as one')).toEqual([{ one: 1 }])
  })

  it('logs and answers nothing that an operator typed', async () => {
    await fleet.newBooth()
    const [booth] = await fleet.operator.booths()
    await database().execute(trigger('booths', `raise exception '%', new`))
    const error = await failureOf(fleet.operator.rename(booth?.id ?? '', `Canary ${canary}`))
    expect(String(error)).toMatch(/answered 500 \{"reason":"internal"\}/)
    expect(log).toContain('a console request failed')
    expect(log + everythingIn(error)).not.toContain(canary)
  })
})

describe('a database that goes away under a request', () => {
  let cluster: PostgresCluster
  beforeAll(async () => {
    cluster = await startPostgres()
  })
  afterAll(() => cluster.stop())

  const start = async (databaseUrl: string | null) => {
    const log: string[] = []
    const db = await openDatabase({ databaseUrl, dataDir: null })
    await migrate(db)
    const fleet = await startFixture(db, { logger: pino({ level: 'trace' }, { write: (text) => log.push(text) }) })
    return { db, fleet, send: await canarySender(fleet), log: () => log.join('') }
  }

  it.each(['pglite', 'postgresql'] as const)('is in the log, and the record is not: %s, closed', async (engine) => {
    const { db, fleet, send, log } = await start(engine === 'pglite' ? null : await cluster.createDatabase())
    await db.close()
    const answer = await send()
    expect(answer).toMatchObject(internal)
    expect((await fetch(new URL('/readyz', fleet.url))).status).toBe(503)
    expect(log()).toContain(
      engine === 'pglite' ? 'PGlite is closed' : 'Cannot use a pool after calling end on the pool',
    )
    expect(log() + JSON.stringify(answer)).not.toMatch(ofTheRecord)
    await fleet.close()
  })

  it('is in the log, and the record is not: a connection that PostgreSQL ends; the next request has a new one', async () => {
    const { db, fleet, send, log } = await start(await cluster.createDatabase())
    await db.execute(trigger('generation_records', 'perform pg_terminate_backend(pg_backend_pid())'))
    const answer = await send()
    expect(answer).toMatchObject(internal)
    expect(log()).toContain('"sqlState":"57P01"')
    expect(log() + JSON.stringify(answer)).not.toMatch(ofTheRecord)
    await db.execute('drop trigger provoke on generation_records')
    expect(await send()).toMatchObject({ status: 200 })
    await fleet.close()
    await db.close()
  })
})
