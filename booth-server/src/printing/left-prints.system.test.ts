import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IppPrinter, papers, renderSheetPdf } from '@quickid/printer'
import { FakeIppPrinter } from '@quickid/printer/testing'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { GenerationLog } from '../records/generation-log.ts'
import { openRecords } from '../records/open-records.ts'
import type { LedgerStatus, Records } from '../records/records.ts'
import { LeftPrints } from './left-prints.ts'
import { PrintQueue } from './print-queue.ts'

const log = createLogger({ level: 'silent' })
const paper = papers.find(({ id }) => id === '4R')!
const sheet = Buffer.from('the former customer')
const timings = {
  pollMs: 20,
  maxPollMs: 40,
  jobPollMs: 5,
  requestTimeoutMs: 5000,
  documentTimeoutMs: 5000,
  reconcileMs: 200,
  busyMs: 5000,
  cancelMs: 200,
}

let folder = ''
let records: Records
let fake: FakeIppPrinter
/** The booth's parts of one life: a new one begins with the same file and the same printer. */
let life: { printer: IppPrinter; left: LeftPrints; queue: PrintQueue; generations: GenerationLog }

const begin = async (heldPrintMs = 60_000) => {
  records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0', logger: log })
  const printer = new IppPrinter(fake.url, log, timings)
  const generations = new GenerationLog(records.generations, log)
  const limits = () => ({ heldPrintMs, printMs: 60_000 })
  const left = new LeftPrints({ printer, records, generations, log, limits })
  life = { printer, left, generations, queue: new PrintQueue({ printer, records, generations, leftPrints: left, log }) }
  left.start()
  await printer.start()
}
const end = async () => {
  await life.left.stop()
  await life.printer.stop()
  records.close()
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-left-'))
  fake = new FakeIppPrinter()
  await fake.start()
  await begin()
})
afterEach(async () => {
  await end()
  await fake.stop()
  rmSync(folder, { recursive: true })
})

const copies = { 'cn-1inch': 8, 'custom-35.5x45mm': 2 }
/** A row as a booth leaves it that loses its power in that state, before the life that is to find it. */
const leave = (jobId: number | null, ...way: readonly LedgerStatus[]): string => {
  const { ledgerId } = records.ledger.add({ documentId: 'cn-1inch', paper: paper.id, copies })
  for (const status of way) records.ledger.update(ledgerId, { status, ...(jobId !== null && { jobId }) })
  return ledgerId
}
/** The same, with its job in the printer. */
const leaveJob = (state: 'pending' | 'held' | 'processing' | 'stopped', ...way: readonly LedgerStatus[]): string => {
  const ledgerId = leave(null, ...way)
  const jobId = fake.addJob(ledgerId, state, sheet)
  if (way.length > 0) records.ledger.update(ledgerId, { status: way.at(-1)!, jobId })
  return ledgerId
}
const powerCut = async (heldPrintMs?: number) => {
  await end()
  await begin(heldPrintMs)
  await life.left.answered()
}
const outOfPaper = () => {
  fake.state = 'stopped'
  fake.reasons = ['media-empty-error']
}
const refill = async () => {
  fake.mend()
  fake.runOn()
  await life.printer.refresh()
}
const without = (...names: string[]) => {
  fake.operations = fake.operations.filter((name) => !names.includes(name))
}

const print = async (signal = new AbortController().signal) => {
  const pdf = await renderSheetPdf({ paper, placements: [], cutMarks: [] }, new Map())
  const order = { pdf, documentId: 'us-passport', copies: { 'us-passport': 6 }, paper, sheets: 1 }
  return await life.queue.print(order, { signal, timeoutMs: 60_000 }, () => {})
}
const open = () => Object.fromEntries(records.ledger.openRows().map((row) => [row.ledgerId, row.status]))
const recorded = () =>
  records.outbox
    .nextBatch(100, 1_000_000)
    .records.map(({ interface: name, status, parameters }) => [name, status, parameters.documentId, parameters.copies])
const recordedAs = (status: string) => [
  ['sheet.print', status, 'cn-1inch', 8],
  ['sheet.print', status, 'custom', 2],
]

describe('at the start, a sheet that waits for paper', () => {
  it.each<[LedgerStatus, ...LedgerStatus[]]>([
    ['sending'],
    ['sending', 'printing'],
    ['sending', 'needs-attention'],
    ['sending', 'in-doubt'],
    ['sending', 'in-doubt', 'held'],
    ['sending', 'in-doubt', 'stray'],
    ['sending', 'in-doubt', 'unknown'],
  ])('is held, though its row was left as %s %s %s, and nothing comes out by itself', async (...way) => {
    outOfPaper()
    const ledgerId = leaveJob('pending', ...way)
    await powerCut()
    expect(open()).toEqual({ [ledgerId]: 'held' })
    await refill()
    expect(fake.printed).toEqual([])
    expect(await print()).toEqual({ ok: true })
    expect(fake.printed).toHaveLength(1)
    expect(fake.printed[0]).not.toEqual(sheet)
    expect(life.left.destroyedInMs(ledgerId)).toBeGreaterThan(50_000)
  })

  it('comes out when staff let it, and is counted and recorded', async () => {
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    outOfPaper()
    await powerCut()
    await refill()
    expect(['printing', 'printed']).toContain(await life.left.printNow(ledgerId))
    await vi.waitFor(() => expect(open()).toEqual({}))
    expect(fake.printed).toEqual([sheet])
    expect(records.counts.read().sheetsTotal).toBe(1)
    expect(recorded()).toEqual(recordedAs('succeeded'))
  })

  it('stays held while the printer has stopped, however staff press', async () => {
    outOfPaper()
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    await powerCut()
    expect(await life.left.printNow(ledgerId)).toBe('held')
    await refill()
    expect(fake.printed).toEqual([])
  })

  it('is destroyed when staff say so', async () => {
    outOfPaper()
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    await powerCut()
    expect(await life.left.destroy(ledgerId)).toBe('not-printed')
    await refill()
    expect(fake.printed).toEqual([])
    expect(open()).toEqual({})
    expect(recorded()).toEqual(recordedAs('cancelled'))
    expect(records.counts.read().sheetsTotal).toBe(0)
  })

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('is destroyed by itself when its time is over, while the wall clock steps %s', async (_way, stepMs) => {
    let nowMs = Date.UTC(2026, 10, 27)
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
      nowMs += stepMs
      return nowMs
    })
    onTestFinished(() => clock.mockRestore())
    outOfPaper()
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    await powerCut(300)
    expect(open()).toEqual({ [ledgerId]: 'held' })
    await vi.waitFor(() => expect(open()).toEqual({}), { timeout: 20_000 })
    expect(fake.countOf('Cancel-Job')).toBe(1)
    await refill()
    expect(fake.printed).toEqual([])
  })

  it('is cancelled at once by a printer that can’t hold', async () => {
    without('Hold-Job')
    outOfPaper()
    leaveJob('pending', 'sending', 'needs-attention')
    await powerCut()
    expect(open()).toEqual({})
    await refill()
    expect(fake.printed).toEqual([])
    expect(recorded()).toEqual(recordedAs('cancelled'))
  })
})

describe('a printer that neither holds nor cancels', () => {
  beforeEach(() => without('Hold-Job', 'Cancel-Job'))

  it('is told to have a sheet astray, and prints no other until that has come out', async () => {
    outOfPaper()
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    await powerCut()
    expect(open()).toEqual({ [ledgerId]: 'stray' })
    expect(life.left.fault).toBe('printer.stray-sheet')
    expect(await print()).toEqual({ ok: false, reason: 'not-printed', fault: 'printer.stray-sheet' })
    await refill()
    expect(fake.printed).toEqual([sheet])
    await vi.waitFor(() => expect(open()).toEqual({}), { timeout: 20_000 })
    expect(life.left.fault).toBeNull()
    expect(recorded()).toEqual(recordedAs('succeeded'))
    expect(await print()).toEqual({ ok: true })
  })

  it('takes it for closed when somebody closes the print while the printer is asked', async () => {
    outOfPaper()
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    await powerCut()
    // A row that has ended can't be written any more: that would be told as broken records.
    const asked = life.left.settle(ledgerId, 0)
    records.ledger.update(ledgerId, { status: 'settled' })
    expect(await asked).toBe('settled')
    expect(life.generations.fault).toBeNull()
  })

  it('prints again once somebody has closed the print by hand', async () => {
    outOfPaper()
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    await powerCut()
    fake.restart()
    fake.mend()
    records.ledger.update(ledgerId, { status: 'settled' })
    expect(life.left.fault).toBeNull()
    expect(await print()).toEqual({ ok: true })
  })
})

describe('at the start, what the printer can tell', () => {
  it('of 32 sheets that kills left unknown is that they all came out', async () => {
    const ids = Array.from({ length: 32 }, () => leaveJob('pending', 'sending', 'in-doubt', 'unknown'))
    fake.runOn()
    expect(fake.printed).toHaveLength(32)
    await powerCut()
    expect(ids.filter((id) => id in open())).toEqual([])
    expect(records.counts.read().sheetsTotal).toBe(32)
  })

  it('is that one prints right now: it is followed to its end, and no other is printed before', async () => {
    fake.stepsToPrint = 1_000_000
    const ledgerId = leaveJob('processing', 'sending', 'printing')
    await powerCut()
    expect(open()).toEqual({ [ledgerId]: 'printing' })
    fake.runOn()
    await vi.waitFor(() => expect(open()).toEqual({}))
    expect(fake.countOf('Cancel-Job') + fake.countOf('Hold-Job')).toBe(0)
    expect(recorded()).toEqual(recordedAs('succeeded'))
  })

  it('is nothing of what was never sent, or of a job that it has forgotten: that one waits for a person', async () => {
    const begun = leave(null)
    const unsent = leave(null, 'sending')
    const forgotten = leave(7, 'sending', 'printing')
    await powerCut()
    expect(open()).toEqual({ [forgotten]: 'unknown' })
    expect(begun in open() || unsent in open()).toBe(false)
    expect(recorded()).toEqual([...recordedAs('cancelled'), ...recordedAs('unknown')])
    // Asked again by each later start, and recorded once.
    await powerCut()
    expect(open()).toEqual({ [forgotten]: 'unknown' })
    expect(recorded()).toHaveLength(4)
  })

  it('comes late from a printer that is switched on after the booth: until then nothing prints', async () => {
    const ledgerId = leaveJob('pending', 'sending', 'printing')
    outOfPaper()
    await fake.stop()
    await powerCut()
    expect(open()).toEqual({ [ledgerId]: 'in-doubt' })
    expect(life.left.fault).toBe('printer.unavailable')
    expect(await print()).toMatchObject({ fault: 'printer.unavailable' })
    await fake.start()
    await vi.waitFor(() => expect(open()).toEqual({ [ledgerId]: 'held' }), { timeout: 20_000 })
    expect(life.left.fault).toBeNull()
  })
})

describe('a print of this run whose end is unknown', () => {
  it('is asked about at once: a job that the printer still has does not come out for the next customer', async () => {
    without('Cancel-Job')
    fake.stepsToPrint = 1_000_000
    const cancel = new AbortController()
    const printing = print(cancel.signal)
    // Its document is in the printer, and it has begun.
    await vi.waitFor(() => expect(fake.countOf('Get-Job-Attributes')).toBeGreaterThan(1))
    outOfPaper()
    cancel.abort()
    expect(await printing).toEqual({ ok: false, reason: 'unknown' })
    expect(Object.values(open())).toEqual(['stray'])
    fake.mend()
    expect(await print()).toMatchObject({ fault: 'printer.stray-sheet' })
  })

  it('stays unknown where the printer has forgotten it, with one record', async () => {
    fake.trouble = 'forget'
    expect(await print()).toEqual({ ok: false, reason: 'unknown' })
    expect(Object.values(open())).toEqual(['unknown'])
    expect(recorded()).toEqual([['sheet.print', 'unknown', 'us-passport', 6]])
  })
})
