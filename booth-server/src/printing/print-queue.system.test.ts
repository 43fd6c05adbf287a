import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPrinter, papers } from '@quickid/printer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { GenerationLog } from '../records/generation-log.ts'
import { openRecords } from '../records/open-records.ts'
import type { LedgerStatus, Records } from '../records/records.ts'
import { PrintQueue } from './print-queue.ts'

const log = createLogger({ level: 'silent' })
let folder = ''
let records: Records
const open = () => openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0', logger: log })
const queueOver = (over: Records) =>
  new PrintQueue({
    printer: openPrinter('virtual:?seconds=0.01', { logger: log }),
    records: over,
    generations: new GenerationLog(over.generations, log),
    log,
  })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-printing-'))
  records = open()
})
afterEach(() => {
  records.close()
  rmSync(folder, { recursive: true })
})

/** A row as a booth leaves it that loses its power in that state. */
const leave = (...way: readonly LedgerStatus[]): string => {
  const { ledgerId } = records.ledger.add({ documentId: 'cn-1inch', paper: papers[0]!.id })
  for (const status of way) records.ledger.update(ledgerId, { status })
  return ledgerId
}
const statuses = () => Object.fromEntries(records.ledger.openRows().map((row) => [row.ledgerId, row.status]))

describe('the print queue at the booth’s start', () => {
  it('puts what was under way in doubt, ends what had not begun, and leaves what a person looks at', () => {
    const begun = leave()
    const sending = leave('sending')
    const printing = leave('sending', 'printing')
    const jammed = leave('sending', 'needs-attention')
    records.close()
    records = open()
    expect(statuses()).toMatchObject({ [begun]: 'created', [sending]: 'sending' })
    queueOver(records).settleInterrupted()
    expect(statuses()).toEqual({ [sending]: 'unknown', [printing]: 'unknown', [jammed]: 'needs-attention' })
  })

  it('changes nothing where nothing was under way, however often it is asked', () => {
    leave('sending', 'printed')
    const queue = queueOver(records)
    queue.settleInterrupted()
    queue.settleInterrupted()
    expect(statuses()).toEqual({})
    expect(records.counts.read().sheetsTotal).toBe(1)
  })
})
