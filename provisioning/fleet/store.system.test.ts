import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAudit, networkOf } from './audit.ts'
import { readConfig } from './config.ts'
import { migrate } from './database/migrate.ts'
import { migrations } from './database/migrations.ts'
import { openDatabase } from './database/open-database.ts'
import { applyRetention } from './retention.ts'
import { deriveSecrets, readMasterSecret } from './secrets.ts'
import { openFleetStore, startFleet } from './start-fleet.ts'
import { describeOnEachDatabase } from './testing/each-database.ts'

const dayMs = 86_400_000
const addressKey = Buffer.alloc(32, 7)

describe('networks', () => {
  it.each([
    ['192.0.2.17', '192.0.2.0/24'],
    ['::ffff:192.0.2.17', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::5', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::1', '0:0:0::/48'],
    ['unix:', 'unknown'],
  ])('%s is in %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describeOnEachDatabase('the store', (database) => {
  it('keeps an address 30 days, its network 90, and the event longer', async () => {
    const db = database()
    let nowMs = Date.parse('2026-03-01T23:59:00Z')
    const audit = createAudit({ db, addressKey, now: () => nowMs })
    await audit.record({ event: 'booth.called', actor: 'booth-1', subject: 'booth-1', address: '192.0.2.17' })
    const sourceAfter = async (days: number) => {
      nowMs = Date.parse('2026-03-01T23:59:00Z') + days * dayMs
      await applyRetention(db, nowMs)
      return (await audit.newest(10)).map(({ source }) => source)
    }
    expect(await sourceAfter(0)).toEqual(['192.0.2.17'])
    expect(await sourceAfter(29)).toEqual(['192.0.2.17'])
    expect(await sourceAfter(30)).toEqual(['192.0.2.0/24'])
    expect(await sourceAfter(89)).toEqual(['192.0.2.0/24'])
    expect(await sourceAfter(90)).toEqual([null])
    expect(await sourceAfter(401)).toEqual([])
    const left = await db.query(`select relname from pg_class where relname ~ '^audit_(address|network)_\\d+$'`)
    expect(left).toEqual([])
  })

  it('holds no readable address, and none at all without the key', async () => {
    const db = database()
    const entry = { event: 'booth.called', actor: 'a', subject: 's', address: '192.0.2.17' } as const
    await createAudit({ db, addressKey, now: Date.now }).record(entry)
    const [row] = await db.query<{ text: string }>(`select encode(sealed, 'escape') as text from audit_address`)
    expect(row?.text).not.toContain('192.0.2')
    const stranger = createAudit({ db, addressKey: Buffer.alloc(32, 8), now: Date.now })
    expect((await stranger.newest(1))[0]?.source).toBe('192.0.2.0/24')
  })

  it('makes a day’s partitions once for many at a time', async () => {
    const db = database()
    const audits = [1, 2, 3].map(() => createAudit({ db, addressKey, now: Date.now }))
    const entry = { event: 'booth.called', actor: 'a', subject: 's', address: '192.0.2.17' } as const
    await Promise.all(audits.flatMap((audit) => [audit.record(entry), audit.record(entry)]))
    expect(await audits[0]?.newest(10)).toHaveLength(6)
  })

  it('is migrated once, also by several that start together, and not by an older release', async () => {
    const db = database()
    await Promise.all([migrate(db), migrate(db), migrate(db)])
    expect(await db.query('select id from schema_migrations')).toHaveLength(migrations.length)
    const next = { id: 1000, name: 'next', script: 'create table next_release (id integer)' }
    await migrate(db, [...migrations, next])
    await expect(migrate(db)).rejects.toMatchObject({ code: 'fleet.database-newer' })
  })

  it('keeps the old schema when a step fails', async () => {
    const db = database()
    const broken = {
      id: 1000,
      name: 'broken',
      script: 'create table half_done (id integer); select no_such_function();',
    }
    await expect(migrate(db, [...migrations, broken])).rejects.toThrow(/no_such_function/)
    expect(await db.query(`select 1 as one from pg_class where relname = 'half_done'`)).toEqual([])
    await migrate(db)
  })

  it('rolls back what throws, and gives numbers and dates alike', async () => {
    const db = database()
    const work = db.transaction(async (tx) => {
      await tx.query(`insert into fleet_facts values ('a', 'b')`)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await db.query('select * from fleet_facts')).toEqual([])
    const [row] = await db.query(
      `select 9007199254740991::bigint as big, count(*) as n, $1::timestamptz as at, $2::jsonb as j`,
      [new Date(0), '{"a":[1]}'],
    )
    expect(row).toEqual({ big: 9007199254740991, n: 1, at: new Date(0), j: { a: [1] } })
  })
})

describe('the fleet’s data directory', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'quickid-fleet-data-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const options = () => ({ dataDir: dir, databaseUrl: null, secret: null })

  it('keeps its secret, for its owner alone', () => {
    const master = readMasterSecret(dir, null)
    expect(readMasterSecret(dir, null)).toEqual(master)
    expect(statSync(join(dir, 'fleet-secret')).mode & 0o777).toBe(0o600)
    expect(deriveSecrets(master).publicKey).toBe(deriveSecrets(master).publicKey)
    expect(readMasterSecret(dir, Buffer.alloc(32, 1).toString('base64url'))).toEqual(Buffer.alloc(32, 1))
    expect(() => readMasterSecret(dir, 'short')).toThrow(/fleet\.config-invalid/)
  })

  it('is one process’s at a time, and free again afterwards', async () => {
    const first = await openDatabase(options())
    await expect(openDatabase(options())).rejects.toMatchObject({ code: 'fleet.data-in-use' })
    await first.close()
    await (await openDatabase(options())).close()
  })

  it('keeps everything over a restart; a lost secret is found out before any booth is', async () => {
    const start = () => startFleet({ ...options(), host: '127.0.0.1', port: 0, adminPassword: null })
    const first = await start()
    expect(first.firstPassword).toMatch(/^(\w{5}-){3}\w{5}$/)
    await first.db.query(`insert into fleet_facts values ('kept', 'yes')`)
    expect((await fetch(new URL('/readyz', first.url))).status).toBe(200)
    await first.close()
    const second = await start()
    expect(second.firstPassword).toBeNull()
    expect(await second.db.query(`select value from fleet_facts where name = 'kept'`)).toEqual([{ value: 'yes' }])
    await second.close()
    writeFileSync(join(dir, 'fleet-secret'), Buffer.alloc(32, 9).toString('base64url'))
    await expect(openFleetStore(options())).rejects.toMatchObject({ code: 'fleet.secret-mismatch' })
  })
})

describe('the configuration', () => {
  it('has defaults that need nothing', () => {
    const config = readConfig({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8090,
      databaseUrl: null,
      adminPassword: null,
      trustProxy: [],
    })
    expect(config.dataDir).toMatch(/\.data\/fleet$/)
  })

  it.each([
    ['FLEET_PORT', '80a'],
    ['FLEET_PORT', '70000'],
    ['DATABASE_URL', 'mysql://x'],
    ['FLEET_TIME_ZONE', 'Mars/Olympus'],
    ['FLEET_ADMIN_PASSWORD', 'short'],
    ['FLEET_LOG_LEVEL', 'loud'],
  ])('names %s when it is wrong', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(name))
  })
})
