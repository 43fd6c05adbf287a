import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dayMs } from '../foundation/clock.ts'
import { createLogger } from '../foundation/log.ts'
import { openRecords } from './open-records.ts'
import type { Records } from './records.ts'
import { createRetention, type Retention } from './retention.ts'

const log = createLogger({ level: 'silent' })
const wall = { nowMs: Date.UTC(2026, 10, 23, 12) }
let folder = ''
let records: Records
let retention: Retention | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-retention-'))
  const clock = { nowMs: () => wall.nowMs, monotonicMs: () => 0 }
  records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0', clock })
})
afterEach(() => {
  retention?.stop()
  records.close()
  rmSync(folder, { recursive: true })
})

const addresses = (): unknown[] => {
  const db = new Database(join(folder, 'booth.sqlite'), { readonly: true })
  try {
    return db.prepare('SELECT address FROM audit').pluck().all()
  } finally {
    db.close()
  }
}

describe('promise P4: addresses are forgotten after 30 days', () => {
  it('at the start, and again and again by a timer that needs no fleet', async () => {
    records.audit.add({ event: 'staff.sign-in', address: '192.0.2.7' })
    wall.nowMs += 31 * dayMs
    retention = createRetention(records, log, 5)
    retention.start()
    expect(addresses()).toEqual([null])
    records.audit.add({ event: 'staff.sign-in', address: '192.0.2.8' })
    expect(addresses()).toEqual([null, '192.0.2.8'])
    wall.nowMs += 31 * dayMs
    await vi.waitFor(() => expect(addresses()).toEqual([null, null]))
  })

  it('also when one attempt fails', async () => {
    let attempts = 0
    const failing = {
      housekeep: () => {
        attempts += 1
        if (attempts === 1) throw new Error('disk full')
        records.housekeep()
      },
    }
    records.audit.add({ event: 'staff.sign-in', address: '192.0.2.7' })
    wall.nowMs += 31 * dayMs
    retention = createRetention(failing, log, 5)
    retention.start()
    expect(addresses()).toEqual(['192.0.2.7'])
    await vi.waitFor(() => expect(addresses()).toEqual([null]))
  })
})
