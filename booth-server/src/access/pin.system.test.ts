import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecords } from '../records/open-records.ts'
import type { Records } from '../records/records.ts'
import { createStaffPin, type StaffPin } from './pin.ts'
import { afterWrongPin, noFailures, parseFailures } from './pin-lock.ts'

const pin = '482913'
const time = { wallMs: 0, monotonicMs: 0 }
const clock = { nowMs: () => time.wallMs, monotonicMs: () => time.monotonicMs }
let folder = ''
let records: Records
let staff: StaffPin

/** A restart: the database opened anew, the monotonic clock back at 0. */
const start = () => {
  time.monotonicMs = 0
  records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0', clock })
  staff = createStaffPin({ values: records.values, clock })
}
const restart = () => {
  records.close()
  start()
}
const wrong = async (times: number) => {
  for (let index = 0; index < times; index++) await staff.check('111222')
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-pin-'))
  time.wallMs = Date.UTC(2026, 10, 23)
  start()
})
afterEach(() => {
  records.close()
  rmSync(folder, { recursive: true })
})

it('is not set at first; then the right one opens, also after a restart, and another does not', async () => {
  expect(staff.isSet()).toBe(false)
  expect(await staff.check(pin)).toEqual({ ok: false, reason: 'not-set', retryAfterMs: 0 })
  expect(await staff.set(pin)).toEqual({ ok: true })
  expect(await staff.check(pin)).toEqual({ ok: true })
  restart()
  expect(staff.isSet()).toBe(true)
  expect(await staff.check(pin)).toEqual({ ok: true })
  expect(await staff.check('482914')).toEqual({ ok: false, reason: 'wrong', retryAfterMs: 0 })
})

it('a weak one is refused and changes nothing', async () => {
  await staff.set(pin)
  expect(await staff.set('1234')).toEqual({ ok: false, reason: 'run' })
  expect(await staff.check(pin)).toEqual({ ok: true })
})

it('stands nowhere in the files, and the same PIN never hashes alike', async () => {
  await staff.set(pin)
  const first = records.values.read('staff.pin')
  await staff.set(pin)
  expect(records.values.read('staff.pin')).not.toBe(first)
  for (const suffix of ['', '-wal'])
    expect(readFileSync(join(folder, `booth.sqlite${suffix}`)).includes(pin)).toBe(false)
})

it('a damaged hash is an error, not an open door', async () => {
  records.values.write('staff.pin', 'scrypt$1$1$1$$')
  expect(staff.isSet()).toBe(true)
  await expect(staff.check(pin)).rejects.toThrow(/records.unreadable/)
})

describe('wrong PINs', () => {
  beforeEach(() => staff.set(pin))

  it('the fifth locks for 30 s, also for the right PIN; then each locks twice as long', async () => {
    await wrong(4)
    expect(await staff.check('111222')).toEqual({ ok: false, reason: 'wrong', retryAfterMs: 30_000 })
    expect(await staff.check(pin)).toEqual({ ok: false, reason: 'locked', retryAfterMs: 30_000 })
    time.monotonicMs += 29_999
    expect(await staff.check(pin)).toEqual({ ok: false, reason: 'locked', retryAfterMs: 1 })
    time.monotonicMs += 1
    expect(await staff.check('111222')).toEqual({ ok: false, reason: 'wrong', retryAfterMs: 60_000 })
    time.monotonicMs += 60_000
    expect(await staff.check(pin)).toEqual({ ok: true })
    await wrong(4)
    expect(await staff.check(pin)).toEqual({ ok: true })
  })

  it('grow from 30 s to 15 min', () => {
    const locks: number[] = []
    let failures = noFailures
    for (let index = 0; index < 40; index++) {
      failures = afterWrongPin(failures)
      locks.push(failures.lockMs / 1000)
    }
    expect(locks.slice(0, 11)).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900])
    expect(locks.at(-1)).toBe(900)
  })

  it('tries made at the same time are counted one by one', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => staff.check('111222')))
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'wrong')).toHaveLength(5)
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'locked')).toHaveLength(7)
  })

  it('a restart forgets nothing, and the lock runs in full from the start', async () => {
    await wrong(3)
    restart()
    await wrong(2)
    time.monotonicMs += 20_000
    restart()
    expect(await staff.check(pin)).toEqual({ ok: false, reason: 'locked', retryAfterMs: 30_000 })
    restart()
    // Nobody tried until now: the lock ran all the same.
    time.monotonicMs += 30_000
    expect(await staff.check(pin)).toEqual({ ok: true })
  })

  it.each([
    ['a year on', 365 * 86_400_000],
    ['a year back', -365 * 86_400_000],
  ])('the wall clock set %s, with or without a restart, unlocks nothing and locks no longer', async (_, jumpMs) => {
    await wrong(5)
    time.wallMs += jumpMs
    expect(await staff.check(pin)).toMatchObject({ reason: 'locked', retryAfterMs: 30_000 })
    restart()
    expect(await staff.check(pin)).toMatchObject({ reason: 'locked', retryAfterMs: 30_000 })
    time.monotonicMs += 30_000
    expect(await staff.check(pin)).toEqual({ ok: true })
  })

  it('a try that was cut off by pulling the plug counts as wrong', async () => {
    await wrong(4)
    const cutOff = staff.check('111222')
    // The try is written down before its slow comparison; what the disk holds then is what a power cut leaves.
    await Promise.resolve()
    expect(parseFailures(records.values.read('staff.pin-failures'))).toEqual({ count: 5, lockMs: 30_000 })
    await cutOff
  })

  it('a new PIN set beside the running booth ends the lock at once', async () => {
    await wrong(5)
    const tool = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0', role: 'tool' })
    await createStaffPin({ values: tool.values }).set('739104')
    tool.close()
    expect(await staff.check('739104')).toEqual({ ok: true })
    expect(await staff.check(pin)).toMatchObject({ reason: 'wrong' })
  })

  it('a tampered count locks', async () => {
    records.values.write('staff.pin-failures', '-100 0')
    expect(await staff.check(pin)).toEqual({ ok: false, reason: 'locked', retryAfterMs: 900_000 })
  })
})
