import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type GenerationRecordInput, plausibleHours } from '@quickid/provisioning/protocol'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../foundation/clock.ts'
import { hasCode } from '../foundation/errors.ts'
import { createLogger } from '../foundation/log.ts'
import { openDatabase } from './database.ts'
import { applicationId, migrate, migrations } from './migrations.ts'
import { openRecords, recordsOver } from './open-records.ts'
import type { Records } from './records.ts'

const input: GenerationRecordInput = {
  interface: 'sheet.print',
  parameters: { documentId: 'us-passport', paper: '4R', copies: 6, sheets: 1 },
  status: 'succeeded',
  durationBucketMs: 5000,
  model: 'isnet-768',
}
const wall = { nowMs: Date.UTC(2026, 10, 23, 14, 37, 21, 456) }
const clock = { nowMs: () => wall.nowMs, monotonicMs: () => 0 }

let path = ''
let opened: Records[] = []
const lines: string[] = []
const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } })

const open = (role: 'booth' | 'tool' = 'booth') => {
  const records = openRecords({ path, appVersion: '0.1.0', clock, logger, role })
  opened.push(records)
  return records
}
const raw = <T>(sql: string): T[] => {
  const db = new Database(path, { readonly: true })
  try {
    return db.prepare(sql).all() as T[]
  } finally {
    db.close()
  }
}
const thrown = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('Expected it to throw')
}

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'quickid-records-')), 'data', 'booth.sqlite')
  wall.nowMs = Date.UTC(2026, 10, 23, 14, 37, 21, 456)
})
afterEach(() => {
  for (const records of opened) records.close()
  opened = []
  lines.length = 0
  rmSync(dirname(dirname(path)), { recursive: true, force: true })
})

describe('generation records', () => {
  it('stamps a record with epoch, sequence, the hour in UTC and the version, and keeps no finer time', () => {
    const records = open()
    const record = records.generations.add(input)
    expect(record).toEqual({
      ...input,
      epoch: Math.floor(wall.nowMs / hourMs),
      sequence: 1,
      hour: '2026-11-23T14:00:00Z',
      appVersion: '0.1.0',
    })
    expect(records.generations.add(input).sequence).toBe(2)
    expect(raw('SELECT body FROM generation')).toHaveLength(2)
    expect(raw("SELECT * FROM outbox WHERE state = 'waiting'")).toHaveLength(2)
    expect(readFileSync(path).includes('14:37')).toBe(false)
    expect(readFileSync(`${path}-wal`).includes('14:37')).toBe(false)
  })

  it.each([
    ['/ip', { ...input, ip: '192.0.2.7' }],
    ['/parameters/fileName', { ...input, parameters: { fileName: 'anna.jpg' } }],
    ['/parameters/copies', { ...input, parameters: { copies: 0 } }],
    ['/parameters/documentId', { ...input, parameters: { documentId: 'Anna Müller' } }],
    ['/interface', { ...input, interface: 'face.embed' }],
    ['/error', { ...input, error: 'no face in anna.jpg' }],
    ['/status', { interface: 'sheet.print', parameters: {}, durationBucketMs: 250 }],
    ['/durationBucketMs', { ...input, durationBucketMs: 1234 }],
    ['/hour', { ...input, hour: '2026-11-23T14:00:00Z' }],
    ['/sequence', { ...input, sequence: 7 }],
  ])('rejects a record for its %s, keeps nothing of it and leaves no gap', (property, bad) => {
    const records = open()
    records.generations.add(input)
    const error = thrown(() => records.generations.add(bad as GenerationRecordInput))
    expect(hasCode(error, 'records.rejected')).toBe(true)
    const message = (error as Error).message
    expect(message).toContain(property)
    expect(message).not.toMatch(/192\.0\.2\.7|anna/i)
    expect(raw('SELECT * FROM generation')).toHaveLength(1)
    expect(raw('SELECT * FROM outbox')).toHaveLength(1)
    expect(records.generations.add(input).sequence).toBe(2)
  })

  it.each<[string, Partial<GenerationRecordInput>, Partial<GenerationRecordInput>]>([
    ['a garment of the venue', { parameters: { outfitId: 'annas-dirndl' } }, { parameters: { outfitId: 'other' } }],
    ['a newer document', { parameters: { documentId: 'xx-id-2031' } }, { parameters: { documentId: 'other' } }],
    ['a paper', { parameters: { paper: '8x10' } }, { parameters: { paper: 'other' } }],
    ['a backdrop', { parameters: { background: 'mauve' } }, { parameters: { background: 'other' } }],
    ['a model', { model: 'isnet-2048' }, { model: 'other' }],
    ['a name of the shape of an id', { parameters: { documentId: 'anna' } }, { parameters: { documentId: 'other' } }],
    ['a name of the shape of a code', { error: 'anna.smith' }, { error: 'other' }],
  ])('records %s that no list has as `other`, and stores nothing else of it', (_, unknown, kept) => {
    const records = open()
    const record = records.generations.add({ ...input, ...unknown })
    expect(record).toMatchObject({ ...input, ...kept })
    const [row] = raw<{ body: string }>('SELECT body FROM generation')
    expect(JSON.parse(row!.body)).toEqual(record)
  })

  it.each([
    ['1970', 0, plausibleHours.first],
    ['the year before the software', Date.UTC(2025, 11, 31, 23), plausibleHours.first],
    ['9999', Date.UTC(9999, 11, 31), plausibleHours.last],
    ['a year of six digits', 8.64e15, plausibleHours.last],
  ])('of a clock in %s get the nearest plausible hour: what prints has a record', (_, nowMs, hour) => {
    const records = open()
    wall.nowMs = nowMs
    expect(records.generations.add(input).hour).toBe(hour)
  })

  it('tells its listeners after the commit, until they leave', () => {
    const records = open()
    const seen: number[] = []
    const leave = records.generations.onAdded(() => seen.push(raw('SELECT * FROM outbox').length))
    records.generations.add(input)
    records.generations.add(input)
    leave()
    records.generations.add(input)
    expect(seen).toEqual([1, 2])
  })
})

describe('outbox', () => {
  const add = (records: Records, count: number) => {
    for (let index = 0; index < count; index++) records.generations.add(input)
  }
  const sequences = (records: Records, limit = 500, maxBytes = 1e6) =>
    records.outbox.nextBatch(limit, maxBytes).records.map((record) => record.sequence)

  it('gives the oldest first, within the count and the bytes, and always at least one', () => {
    const records = open()
    add(records, 5)
    expect(sequences(records)).toEqual([1, 2, 3, 4, 5])
    expect(sequences(records, 2)).toEqual([1, 2])
    const [first, second] = records.outbox.nextBatch(2, 1e6).records.map((record) => JSON.stringify(record).length + 1)
    expect(sequences(records, 500, (first ?? 0) + (second ?? 0))).toEqual([1, 2])
    expect(sequences(records, 500, 1)).toEqual([1])
  })

  it('acknowledges inclusively, sets aside, and prunes only what was settled long ago', () => {
    const records = open()
    add(records, 5)
    const { epoch } = records.outbox.nextBatch(1, 1e6).records[0] as { epoch: number }
    records.outbox.setAside([{ epoch, sequence: 1, reason: 'unknown-interface\n\u{1F600}' }])
    records.outbox.acknowledge({ epoch, sequence: 3 })
    expect(sequences(records)).toEqual([4, 5])
    expect(records.outbox.countWaiting()).toBe(2)
    expect(raw("SELECT sequence, reason FROM outbox WHERE state = 'set-aside'")).toEqual([
      { sequence: 1, reason: 'unknown-interface ' },
    ])
    wall.nowMs += 35 * dayMs
    expect(records.outbox.prune(35)).toBe(0)
    wall.nowMs += hourMs
    expect(records.outbox.prune(35)).toBe(3)
    expect(raw('SELECT sequence FROM outbox')).toEqual([{ sequence: 4 }, { sequence: 5 }])
    expect(raw('SELECT sequence FROM generation')).toEqual([{ sequence: 4 }, { sequence: 5 }])
  })

  it('sends again what a restored fleet lacks, but not what was set aside', () => {
    const records = open()
    add(records, 4)
    const { epoch } = records.outbox.nextBatch(1, 1e6).records[0] as { epoch: number }
    records.outbox.setAside([{ epoch, sequence: 3, reason: 'x' }])
    records.outbox.acknowledge({ epoch, sequence: 4 })
    expect(records.outbox.sendAgainAfter({ epoch, sequence: 1 })).toBe(2)
    expect(sequences(records)).toEqual([2, 4])
    expect(records.outbox.sendAgainAfter(null)).toBe(1)
    expect(sequences(records)).toEqual([1, 2, 4])
  })

  it('orders by epoch before sequence', () => {
    open().generations.add(input)
    opened.pop()?.close()
    rmSync(`${path}.epoch`)
    const records = open()
    add(records, 2)
    const keys = records.outbox
      .nextBatch(9, 1e6)
      .records.map(({ epoch, sequence }) => [epoch - Math.floor(wall.nowMs / hourMs), sequence])
    expect(keys).toEqual([
      [0, 1],
      [1, 1],
      [1, 2],
    ])
  })
})

describe('epoch', () => {
  const epochOf = (records: Records) => records.generations.add(input).epoch
  const close = () => opened.pop()?.close()

  it('goes on across restarts', () => {
    const first = open().generations.add(input)
    close()
    wall.nowMs += dayMs
    const second = open().generations.add(input)
    expect([second.epoch, second.sequence]).toEqual([first.epoch, 2])
  })

  it('is higher for a new database, also within the hour and with the clock turned back', () => {
    const first = epochOf(open())
    close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    wall.nowMs = 0
    const second = open().generations.add(input)
    expect([second.epoch, second.sequence]).toEqual([first + 1, 1])
  })

  it('is at least 1 on a booth whose clock never was set', () => {
    wall.nowMs = 0
    expect(epochOf(open())).toBe(1)
  })

  it('is new when an old copy of the database is put back, so no key is used twice', () => {
    const first = epochOf(open())
    close()
    const copy = readFileSync(path)
    open().generations.add(input)
    close()
    writeFileSync(path, copy)
    const after = open().generations.add(input)
    expect([after.epoch, after.sequence]).toEqual([first + 1, 1])
  })
})

describe('the file', () => {
  it('is durable and private', () => {
    open()
    const folder = dirname(path)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder))
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
    expect(readdirSync(folder).sort()).toEqual(
      ['', '-shm', '-wal', '.epoch', '.lock'].map((suffix) => `booth.sqlite${suffix}`),
    )
    const db = openDatabase(path)
    const pragma = (name: string) => db.pragma(name, { simple: true })
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys'), pragma('secure_delete')]).toEqual([
      'wal',
      2,
      1,
      1,
    ])
    db.close()
  })

  it('narrows the rights of a file that was left open to all', () => {
    open()
    opened.pop()?.close()
    writeFileSync(path, readFileSync(path), { mode: 0o644 })
    open()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['no database at all', () => writeFileSync(path, 'x'.repeat(5000))],
    [
      'pages overwritten in the middle',
      () => {
        const bytes = readFileSync(path)
        bytes.fill(0xa5, 4096)
        writeFileSync(path, bytes)
      },
    ],
  ])('damaged (%s) is set aside, and a new one begins with a new epoch', (_, damage) => {
    const first = open().generations.add(input)
    opened.pop()?.close()
    damage()
    const record = open().generations.add(input)
    expect([record.epoch, record.sequence]).toEqual([first.epoch + 1, 1])
    expect(readdirSync(dirname(path))).toContain('booth.sqlite.damaged-1')
    expect(lines.filter((line) => line.includes('The records were damaged'))).toHaveLength(1)
  })

  it('keeps the last two damaged files', () => {
    open()
    for (let round = 0; round < 4; round++) {
      opened.pop()?.close()
      writeFileSync(path, 'y'.repeat(5000))
      open()
    }
    const damaged = readdirSync(dirname(path)).filter((name) => /damaged-\d+$/.test(name))
    expect(damaged.sort()).toEqual(['booth.sqlite.damaged-3', 'booth.sqlite.damaged-4'])
  })

  it('an empty file, left by a power cut at the first start, is a new database', () => {
    open()
    opened.pop()?.close()
    writeFileSync(path, '')
    expect(open().generations.add(input).sequence).toBe(1)
    expect(lines.join()).not.toContain('damaged')
  })

  it('of a newer program, or of another program, is an error and stays as it is', () => {
    open()
    opened.pop()?.close()
    const db = new Database(path)
    db.pragma('user_version = 99')
    db.close()
    const newer = thrown(open)
    expect(hasCode(newer, 'records.unreadable')).toBe(true)
    expect((newer as Error).message).toMatch(/schema 99.*update/)
    const other = new Database(path)
    other.pragma('application_id = 7')
    other.close()
    expect((thrown(open) as Error).message).toContain('another program')
    expect(readdirSync(dirname(path)).join()).not.toContain('damaged')
  })

  it('has one booth at a time, while a tool may look in and settles nothing', () => {
    const records = open()
    const { ledgerId } = records.ledger.add({ documentId: 'us-passport', paper: '4R' })
    records.ledger.update(ledgerId, { status: 'sending' })
    const error = thrown(open)
    expect(hasCode(error, 'records.unreadable')).toBe(true)
    expect((error as Error).message).toContain('Another booth server')
    const tool = open('tool')
    tool.values.write('staff.pin', 'x')
    expect(records.values.read('staff.pin')).toBe('x')
    expect(records.ledger.openRows()[0]?.status).toBe('sending')
  })

  it('that can not be opened at all is records.unreadable', () => {
    open()
    opened.pop()?.close()
    rmSync(path)
    const folder = dirname(path)
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file where the folder should be')
    expect(hasCode(thrown(open), 'records.unreadable')).toBe(true)
  })
})

describe('a full disk', () => {
  it('is disk.full, leaves nothing half-written, and works again when there is room', () => {
    const db = openDatabase(path)
    const records = recordsOver(db, { appVersion: '0.1.0', clock, logger })
    opened.push(records)
    db.exec('UPDATE booth SET epoch = 1')
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 8}`)
    const error = thrown(() => {
      for (;;) records.generations.add(input)
    })
    expect(hasCode(error, 'disk.full')).toBe(true)
    const count = raw<{ sequence: number }>('SELECT sequence FROM generation').length
    expect(count).toBeGreaterThan(20)
    expect(raw('SELECT sequence FROM outbox')).toHaveLength(count)
    db.pragma('max_page_count = 100000')
    expect(records.generations.add(input).sequence).toBe(count + 1)
  })
})

describe('migrations', () => {
  const last = migrations.length
  const broken = [...migrations, { version: last + 1, sql: 'CREATE TABLE extra (a); CREATE TABLE extra (a);' }]

  it('run whole or not at all', () => {
    const db = new Database(':memory:')
    expect(() => migrate(db, broken)).toThrow(/already exists/)
    expect(db.pragma('user_version', { simple: true })).toBe(last)
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").pluck().get()).toBe(0)
    const mended = [...migrations, { version: last + 1, sql: 'CREATE TABLE extra (a);' }]
    expect(migrate(db, mended)).toBe(1)
    expect(migrate(db, mended)).toBe(0)
    expect(db.pragma('application_id', { simple: true })).toBe(applicationId)
    db.close()
  })

  it('are numbered from 1 without gaps', () => {
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1))
  })
})

describe('audit', () => {
  const rows = () => raw<{ event: string; address: string | null }>('SELECT event, address FROM audit ORDER BY at_ms')

  it('keeps an address 30 days and the event 90, and leaves no trace of it in the files', () => {
    const records = open()
    records.audit.add({ event: 'staff.sign-in', address: '192.0.2.77' })
    records.audit.add({ event: 'staff.wrong-pin', address: 'X-Forwarded-For: anything' })
    wall.nowMs += 30 * dayMs
    records.housekeep()
    expect(rows().map((row) => row.address)).toEqual(['192.0.2.77', null])
    wall.nowMs += 1
    records.housekeep()
    expect(rows()).toEqual([
      { event: 'staff.sign-in', address: null },
      { event: 'staff.wrong-pin', address: null },
    ])
    for (const suffix of ['', '-wal']) expect(readFileSync(path + suffix).includes('192.0.2.77')).toBe(false)
    wall.nowMs += 60 * dayMs
    records.housekeep()
    expect(rows()).toEqual([])
  })

  it('counts what is repeated in one row of its address, until something else happens', () => {
    const { audit } = open()
    const locked = (address: string) => audit.addRepeated({ event: 'staff.sign-in-locked', address })
    audit.add({ event: 'staff.sign-in-refused', address: '::1' })
    for (const address of ['::1', '192.0.2.7', '::1', 'no address', '192.0.2.7', 'nor this']) locked(address)
    audit.add({ event: 'staff.sign-in-refused', address: '::1' })
    locked('::1')
    expect(raw('SELECT event, address, count FROM audit ORDER BY rowid')).toEqual([
      { event: 'staff.sign-in-refused', address: '::1', count: 1 },
      { event: 'staff.sign-in-locked', address: '::1', count: 2 },
      { event: 'staff.sign-in-locked', address: '192.0.2.7', count: 2 },
      { event: 'staff.sign-in-locked', address: null, count: 2 },
      { event: 'staff.sign-in-refused', address: '::1', count: 1 },
      { event: 'staff.sign-in-locked', address: '::1', count: 1 },
    ])
  })

  it('takes no free text as an event', () => {
    expect(() => open().audit.add({ event: 'Anna signed in', address: '::1' })).toThrow(/internal.invariant/)
  })
})

it('counts visits of the local day', () => {
  const records = open()
  records.counts.addVisit()
  records.counts.addVisit()
  expect(records.counts.read()).toEqual({ visitsToday: 2, sheetsToday: 0, sheetsTotal: 0 })
  wall.nowMs += dayMs
  expect(records.counts.read().visitsToday).toBe(0)
})
