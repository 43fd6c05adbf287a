import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dayMs } from '../foundation/clock.ts'
import { ledgerTransitions } from './ledger.ts'
import { openRecords } from './open-records.ts'
import type { LedgerStatus, Records } from './records.ts'

const wall = { nowMs: 0 }
let folder = ''
let records: Records
const open = () =>
  openRecords({
    path: join(folder, 'booth.sqlite'),
    appVersion: '0.1.0',
    clock: { nowMs: () => wall.nowMs, monotonicMs: () => 0 },
  })
beforeEach(() => {
  wall.nowMs = Date.UTC(2026, 10, 23, 12)
  folder = mkdtempSync(join(tmpdir(), 'quickid-ledger-'))
  records = open()
})
afterEach(() => {
  records.close()
  rmSync(folder, { recursive: true })
})

/** The shortest way from `created` to each status. */
const ways: { readonly [status in LedgerStatus]: readonly LedgerStatus[] } = {
  created: [],
  sending: ['sending'],
  printing: ['sending', 'printing'],
  'needs-attention': ['sending', 'needs-attention'],
  printed: ['sending', 'printed'],
  'not-printed': ['not-printed'],
  'in-doubt': ['sending', 'in-doubt'],
  held: ['sending', 'in-doubt', 'held'],
  stray: ['sending', 'in-doubt', 'stray'],
  unknown: ['sending', 'in-doubt', 'unknown'],
  settled: ['sending', 'in-doubt', 'unknown', 'settled'],
}
const statuses = Object.keys(ways) as LedgerStatus[]
const rowIn = (status: LedgerStatus): string => {
  const { ledgerId } = records.ledger.add({ documentId: 'us-passport', paper: '4R' })
  for (const step of ways[status]) records.ledger.update(ledgerId, { status: step })
  return ledgerId
}

it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
  const ledgerId = rowIn(from)
  const change = () => records.ledger.update(ledgerId, { status: to })
  if (from === to || ledgerTransitions[from].includes(to)) expect(change).not.toThrow()
  else expect(change).toThrow(`${from} can't become ${to}`)
})

it('staff settle only what the printer was asked about', () => {
  const settled = statuses.filter((from) => ledgerTransitions[from].includes('settled'))
  expect(settled.sort()).toEqual(['stray', 'unknown'])
})

it('nothing leads from an end, and only `sending` leads from `created` towards the printer', () => {
  for (const end of ['printed', 'not-printed', 'settled'] as const) expect(ledgerTransitions[end]).toEqual([])
  expect(ledgerTransitions.created).toEqual(['sending', 'not-printed'])
})

it.each([
  ['created', null],
  ['sending', 'in-doubt'],
  ['printing', 'in-doubt'],
  ['needs-attention', 'in-doubt'],
  ['in-doubt', 'in-doubt'],
  ['held', 'in-doubt'],
  ['stray', 'in-doubt'],
  ['unknown', 'in-doubt'],
  ['printed', null],
  ['not-printed', null],
  ['settled', null],
] as const)('after a restart %s is %s among the open rows', (status, after) => {
  rowIn(status)
  records.close()
  records = open()
  records.ledger.recover()
  expect(records.ledger.openRows().map((row) => row.status)).toEqual(after === null ? [] : [after])
})

it('keeps the job through later changes, in the order they were asked for', () => {
  const first = rowIn('sending')
  records.ledger.update(first, { status: 'printing', jobId: 17, jobUri: 'ipp://localhost/jobs/17' })
  records.ledger.update(first, { status: 'needs-attention' })
  const second = rowIn('created')
  const rows = records.ledger.openRows()
  expect(rows.map((row) => row.ledgerId)).toEqual([first, second])
  expect(rows[0]).toMatchObject({
    jobId: 17,
    jobUri: 'ipp://localhost/jobs/17',
    createdAt: '2026-11-23T12:00:00.000Z',
  })
  expect(first).toMatch(/^sheet-[0-9a-z]{16}$/)
})

it('keeps what is on a sheet until that is recorded', () => {
  const copies = { 'us-passport': 6, 'custom-35.5x45mm': 2 }
  const { ledgerId, unrecordedCopies } = records.ledger.add({ documentId: 'us-passport', paper: '4R', copies })
  expect(unrecordedCopies).toEqual(copies)
  records.ledger.update(ledgerId, { status: 'sending' })
  records.ledger.update(ledgerId, { status: 'in-doubt' })
  expect(records.ledger.openRows()[0]?.unrecordedCopies).toEqual(copies)
  records.ledger.update(ledgerId, { status: 'unknown', isRecorded: true })
  expect(records.ledger.openRows()[0]?.unrecordedCopies).toBeNull()
})

it('counts a printed sheet once, on the day it came out', () => {
  const ledgerId = rowIn('printed')
  records.ledger.update(ledgerId, { status: 'printed' })
  rowIn('settled')
  expect(records.counts.read()).toMatchObject({ sheetsToday: 1, sheetsTotal: 1 })
  wall.nowMs += dayMs
  rowIn('printed')
  expect(records.counts.read()).toMatchObject({ sheetsToday: 1, sheetsTotal: 2 })
})

it('drops ended rows after 35 days and keeps open ones', () => {
  const ended = rowIn('printed')
  const open = rowIn('unknown')
  wall.nowMs += 36 * dayMs
  records.housekeep()
  expect(() => records.ledger.update(ended, { status: 'printed' })).toThrow(/No ledger row/)
  expect(records.ledger.openRows().map((row) => row.ledgerId)).toEqual([open])
})
