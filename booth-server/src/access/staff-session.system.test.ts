import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openRecords } from '../records/open-records.ts'
import { createStaffPin } from './pin.ts'
import { StaffSession } from './staff-session.ts'

it('tries at a locked PIN are one row of the audit with a count; every try that is looked at has its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quickid-session-'))
  const path = join(folder, 'booth.sqlite')
  const time = { monotonicMs: 0 }
  const clock = { nowMs: () => Date.UTC(2026, 10, 23), monotonicMs: () => time.monotonicMs }
  const records = openRecords({ path, appVersion: '0.1.0', clock })
  const pin = createStaffPin({ values: records.values, clock })
  await pin.set('482913')
  const session = new StaffSession({ pin, audit: records.audit })
  const tryTimes = async (count: number, typed: string) => {
    for (let index = 0; index < count; index++) await session.signIn(typed, '127.0.0.1', () => true)
  }
  try {
    await tryTimes(500, '111222')
    time.monotonicMs += 30_000
    await tryTimes(1, '482913')
    session.signOut()
    const db = new Database(path, { readonly: true })
    const rows = db
      .prepare('SELECT event, address, sum(count) AS tries, count(*) AS rows FROM audit GROUP BY event')
      .all()
    db.close()
    expect(rows).toEqual([
      { event: 'staff.sign-in', address: '127.0.0.1', tries: 1, rows: 1 },
      { event: 'staff.sign-in-locked', address: '127.0.0.1', tries: 495, rows: 1 },
      { event: 'staff.sign-in-refused', address: '127.0.0.1', tries: 5, rows: 5 },
    ])
  } finally {
    records.close()
    rmSync(folder, { recursive: true })
  }
})
