import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applicationId, type Migration, migrate, migrations } from './migrations.ts'
import { openRecords } from './open-records.ts'

type Row = Readonly<Record<string, unknown>>
/** Every row of every table, in an order that no rebuilt table changes. */
type Snapshot = Readonly<Record<string, readonly Row[]>>

/** What the tests know of a step of the schema. */
interface Step {
  /** SHA-256 of its SQL. A step that booths have run is never edited: a change is a new step. */
  readonly digest: string
  /** What it makes of a file of the version before. */
  readonly carries: (before: Snapshot) => Snapshot
  /** Rows as a booth of this version writes them, in every state, for each table that would be empty without. */
  readonly fill: string
}

const record = (sequence: number, documentId: string) => ({
  interface: 'sheet.print',
  parameters: { documentId, paper: '4R', copies: 6, sheets: 1 },
  status: 'succeeded',
  durationBucketMs: 5000,
  epoch: 498_000,
  sequence,
  hour: '2026-10-23T14:00:00Z',
  appVersion: '0.1.0',
})
const records = [record(1, 'us-passport'), record(2, 'cn-1inch'), record(3, 'in-passport'), record(4, 'jp-mynumber')]
const generationRows = records.map((one) => `(${one.epoch}, ${one.sequence}, '${JSON.stringify(one)}')`)

/** By version. A new migration needs an entry here: the tests fail without. */
const steps: Readonly<Record<number, Step>> = {
  1: {
    digest: 'f570a2ebdf70c2ff358e5bc9f39eef621ce76c352ae88d27efae0db5ef841612',
    carries: () => ({
      booth: [{ id: 1, epoch: 0, last_sequence: 0, opens: 0 }],
      generation: [],
      outbox: [],
      ledger: [],
      day_count: [],
      audit: [],
      setting: [],
    }),
    fill: `
      UPDATE booth SET epoch = 498000, last_sequence = 4, opens = 12;
      INSERT INTO generation VALUES ${generationRows.join(', ')};
      INSERT INTO outbox VALUES
        (498000, 1, 'acknowledged', NULL, 498100),
        (498000, 2, 'set-aside', 'unknown-interface', 498101),
        (498000, 3, 'waiting', NULL, NULL),
        (498000, 4, 'waiting', NULL, NULL);
      INSERT INTO ledger VALUES
        ('sheet-0000000000000001', 'us-passport', '4R', 'printed', 7, 'ipp://localhost/ipp/print/7', 1792764000000),
        ('sheet-0000000000000002', 'us-passport', '4R', 'not-printed', NULL, NULL, 1792764100000),
        ('sheet-0000000000000003', 'cn-1inch', '6R', 'settled', 8, 'ipp://localhost/ipp/print/8', 1792764200000),
        ('sheet-0000000000000004', 'cn-1inch', 'A4', 'unknown', 9, 'ipp://localhost/ipp/print/9', 1792764300000),
        ('sheet-0000000000000005', 'cn-1inch', '4R', 'needs-attention', 10, 'ipp://localhost/ipp/print/10', 1792764400000),
        ('sheet-0000000000000006', 'cn-1inch', '4R', 'printing', 11, 'ipp://localhost/ipp/print/11', 1792764500000),
        ('sheet-0000000000000007', 'cn-1inch', '4R', 'sending', NULL, NULL, 1792764600000),
        ('sheet-0000000000000008', 'cn-1inch', '4R', 'created', NULL, NULL, 1792764700000);
      INSERT INTO day_count VALUES ('2026-10-22', 31, 40), ('2026-10-23', 2, 1);
      INSERT INTO audit VALUES
        (1792764000000, 'staff.sign-in', '192.0.2.7'),
        (1792764001000, 'staff.wrong-pin', '2001:db8::7'),
        (1790000000000, 'staff.sign-in', NULL);
      INSERT INTO setting VALUES ('staff.pin', 'scrypt$AAAA$BBBB'), ('last-sync', '2026-10-23T13:59:00.000Z');
    `,
  },
  2: {
    digest: '67b597942540f3aab787e39e2f6381a7c5b70905c142edee00833e20f05f4e29',
    carries: ({ audit = [], ...rest }) => ({ ...rest, audit: audit.map((row) => ({ ...row, count: 1 })) }),
    fill: `INSERT INTO audit VALUES (1792764002000, 'staff.sign-in-locked', '192.0.2.7', 43);`,
  },
  3: {
    digest: '19434dbc4384c391e726b54d5fa8f5357ec16f64030129a455ff36af04a0ac08',
    carries: ({ ledger = [], ...rest }) => ({
      ...rest,
      ledger: ledger.map((row) => ({ ...row, unrecorded_copies: null })),
    }),
    fill: `
      INSERT INTO ledger VALUES
        ('sheet-0000000000000009', 'cn-1inch', '4R', 'in-doubt', 12, 'ipp://localhost/ipp/print/12', 1792764800000, '{"cn-1inch":8}'),
        ('sheet-000000000000000a', 'cn-1inch', '4R', 'held', 13, 'ipp://localhost/ipp/print/13', 1792764900000, '{"cn-1inch":8}'),
        ('sheet-000000000000000b', 'cn-1inch', '4R', 'stray', 14, 'ipp://localhost/ipp/print/14', 1792765000000, NULL);
    `,
  },
}

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-migrations-'))
  path = join(folder, 'booth.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const snapshotOf = (db: Database.Database): Snapshot => {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[]
  return Object.fromEntries(names.map((name) => [name, sorted(db.prepare(`SELECT * FROM "${name}"`).all() as Row[])]))
}
const sorted = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** Runs the steps one at a time on one file that is full at every version, and checks each. Returns what is in it. */
const upgrade = (known: readonly Migration[], notes: Readonly<Record<number, Step>>): Snapshot => {
  const db = new Database(path)
  try {
    db.pragma('foreign_keys = ON')
    let before: Snapshot = {}
    for (const [index, { version }] of known.entries()) {
      const note = notes[version]
      if (note === undefined)
        throw new Error(`Migration ${version} has no entry in the tests: add how it carries rows over`)
      expect(migrate(db, known.slice(0, index + 1))).toBe(1)
      expect(db.pragma('user_version', { simple: true })).toBe(version)
      expect(db.pragma('application_id', { simple: true })).toBe(applicationId)
      const expected = Object.entries(note.carries(before)).map(([name, rows]) => [name, sorted(rows)])
      expect(snapshotOf(db), `what migration ${version} made of the rows`).toEqual(Object.fromEntries(expected))
      db.exec(note.fill)
      expect(db.pragma('foreign_key_check')).toEqual([])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      before = snapshotOf(db)
      const empty = Object.keys(before).filter((name) => before[name]?.length === 0)
      expect(empty, `tables without rows at version ${version}`).toEqual([])
    }
    return before
  } finally {
    db.close()
  }
}

const digestOf = (sql: string): string => createHash('sha256').update(sql).digest('hex')

describe('the migrations of a filled database', () => {
  it('carry every row over, step by step', () => {
    const last = upgrade(migrations, steps)
    expect(Object.values(last).flat().length).toBeGreaterThan(20)
  })

  it('each have an entry in these tests, and no entry is left over', () => {
    expect(Object.keys(steps).map(Number)).toEqual(migrations.map(({ version }) => version))
  })

  it('are what booths have run: a released step is never edited', () => {
    const digests = Object.fromEntries(migrations.map(({ version, sql }) => [version, digestOf(sql)]))
    expect(digests).toEqual(Object.fromEntries(Object.entries(steps).map(([version, { digest }]) => [version, digest])))
  })

  it('leave a file that the booth opens with all that was in it', () => {
    upgrade(migrations, steps)
    const clock = { nowMs: () => Date.UTC(2026, 9, 23, 15), monotonicMs: () => 0 }
    const opened = openRecords({ path, appVersion: '0.1.0', clock, role: 'tool' })
    try {
      expect(opened.outbox.countWaiting()).toBe(2)
      expect(opened.outbox.nextBatch(10, 1e6).records).toEqual(records.slice(2))
      expect(opened.outbox.sendAgainAfter(null)).toBe(1)
      expect(opened.outbox.nextBatch(10, 1e6).records).toEqual([records[0], records[2], records[3]])
      expect(opened.ledger.openRows().map(({ ledgerId, status }) => [ledgerId.at(-1), status])).toEqual([
        ['4', 'unknown'],
        ['5', 'needs-attention'],
        ['6', 'printing'],
        ['7', 'sending'],
        ['8', 'created'],
        ['9', 'in-doubt'],
        ['a', 'held'],
        ['b', 'stray'],
      ])
      expect(opened.ledger.openRows()[0]).toEqual({
        ledgerId: 'sheet-0000000000000004',
        documentId: 'cn-1inch',
        paper: 'A4',
        status: 'unknown',
        jobId: 9,
        jobUri: 'ipp://localhost/ipp/print/9',
        unrecordedCopies: null,
        createdAt: new Date(1792764300000).toISOString(),
      })
      expect(opened.counts.read().sheetsTotal).toBe(41)
      expect(opened.values.read('staff.pin')).toBe('scrypt$AAAA$BBBB')
      expect(opened.values.read('last-sync')).toBe('2026-10-23T13:59:00.000Z')
    } finally {
      opened.close()
    }
  })

  it('leave a file in which the booth goes on: new records, and prints that were under way in doubt', () => {
    upgrade(migrations, steps)
    const opened = openRecords({ path, appVersion: '0.1.0' })
    try {
      opened.ledger.recover()
      const { epoch } = opened.generations.add({
        interface: 'sheet.print',
        parameters: { documentId: 'us-passport', paper: '4R', copies: 6, sheets: 1 },
        status: 'succeeded',
        durationBucketMs: 5000,
      })
      expect(epoch).toBeGreaterThanOrEqual(498_000)
      expect(opened.outbox.countWaiting()).toBe(3)
      expect(opened.ledger.openRows().map(({ status }) => status)).toEqual(Array(7).fill('in-doubt'))
    } finally {
      opened.close()
    }
  })
})

describe('these tests notice a next migration', () => {
  const next = migrations.length + 1
  const asBefore: Step = { digest: '', carries: (before) => before, fill: '' }
  const withNext = (sql: string, step: Step = asBefore) =>
    upgrade([...migrations, { version: next, sql }], { ...steps, [next]: step })

  it('that carries every row into a rebuilt table, and accept it', () => {
    const rebuild = `
      CREATE TABLE print (ledger_id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, paper TEXT NOT NULL, status TEXT NOT NULL,
        job_id INTEGER, job_uri TEXT, created_ms INTEGER NOT NULL, unrecorded_copies TEXT,
        copies INTEGER NOT NULL DEFAULT 1) STRICT;
      INSERT INTO print SELECT *, 1 FROM ledger;
      DROP TABLE ledger;`
    const carries = ({ ledger = [], ...rest }: Snapshot): Snapshot => ({
      ...rest,
      print: ledger.map((row) => ({ ...row, copies: 1 })),
    })
    expect(withNext(rebuild, { ...asBefore, carries }).print).toHaveLength(11)
  })

  it.each([
    ['that loses rows', "DELETE FROM ledger WHERE status = 'unknown'", asBefore, /what migration \d+ made of the rows/],
    ['that changes a value', "UPDATE setting SET value = 'x' WHERE key = 'staff.pin'", asBefore, /made of the rows/],
    ['that drops a column', 'ALTER TABLE ledger DROP COLUMN job_uri', asBefore, /made of the rows/],
    [
      'whose new table stays empty',
      'CREATE TABLE extra (a INTEGER) STRICT',
      { ...asBefore, carries: (before: Snapshot) => ({ ...before, extra: [] }) },
      /tables without rows/,
    ],
  ])('%s, and fail', (_name, sql, step, message) => {
    expect(() => withNext(sql, step)).toThrow(message)
  })

  it('without an entry of its own, and say what to add', () => {
    const known = [...migrations, { version: next, sql: 'CREATE TABLE extra (a INTEGER) STRICT' }]
    expect(() => upgrade(known, steps)).toThrow(/has no entry in the tests/)
  })
})
