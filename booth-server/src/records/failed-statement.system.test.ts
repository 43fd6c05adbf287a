import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { openRecords } from './open-records.ts'
import type { Records } from './records.ts'

/** A value that stands nowhere else. */
const canary = '8317.2968.4471'

/** What is done to each value that gets into `setting`. */
const onEachValue = (statement: string) => `CREATE TRIGGER provoke AFTER INSERT ON setting BEGIN ${statement}; END;`

describe('a failed statement of SQLite', () => {
  let folder: string
  let records: Records
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quickid-failed-statement-'))
    records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0' })
  })
  afterEach(() => {
    records.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (key: string, value: unknown = canary) => records.values.write(key, value as string)
  const change = (sql: string) => {
    const db = new Database(join(folder, 'booth.sqlite'))
    db.exec(sql)
    db.close()
  }

  it.each([
    ['CREATE UNIQUE INDEX one_value ON setting (value)', /UNIQUE constraint failed: setting\.value/],
    [
      `CREATE TABLE other (text TEXT CHECK (text NOT LIKE '8%')) STRICT;
       ${onEachValue('INSERT INTO other VALUES (new.value)')}`,
      /CHECK constraint failed/,
    ],
    [
      `CREATE TABLE other (number INTEGER) STRICT; ${onEachValue('INSERT INTO other VALUES (new.value)')}`,
      /cannot store TEXT value in INTEGER column other\.number/,
    ],
    [onEachValue('SELECT json(new.value)'), /malformed JSON/],
    [onEachValue('SELECT abs(-9223372036854775807 - 1), new.value'), /integer overflow/],
  ])('says what failed, and no value: %s', (sql, says) => {
    change(sql)
    expectSilence(() => {
      write('one')
      write('other')
    }, says)
  })

  it('says so of a value that can’t be bound', () => {
    expectSilence(() => write('one', Object.assign(new Date(), { canary })), /can only bind/)
  })

  it('says so of a database that is closed', () => {
    records.close()
    expectSilence(() => write('one'), /not open/)
  })

  const expectSilence = (work: () => void, says: RegExp) => {
    const lines: string[] = []
    const log = createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } })
    let error: unknown = null
    try {
      work()
    } catch (thrown) {
      error = thrown
    }
    log.error({ err: error }, 'The booth could not write to its records')
    expect(lines.join('')).toMatch(says)
    expect(lines.join('')).not.toContain(canary)
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(canary)
  }
})
