import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeIppPrinter } from '@quickid/printer/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ActionRequest } from '../protocol/actions.ts'
import type { ServerMessage } from '../protocol/messages.ts'
import { databaseFileName } from '../records/data-dir.ts'
import { openRecords } from '../records/open-records.ts'
import { asleep, startTestBooth, type TestBooth, type TestScreen } from '../testing/booth.ts'

const PIN = '739182'
const sheet = Buffer.from('the former customer')
let fake: FakeIppPrinter
let booth: TestBooth
let screen: TestScreen
let ledgerId = ''

beforeEach(async () => {
  fake = new FakeIppPrinter()
  await fake.start()
})
afterEach(async () => {
  await booth.stop()
  await fake.stop()
}, 30_000)

/** A booth that lost its power while its sheet waited in the printer, and is switched on again. */
const switchOnAgain = async (state: 'pending' | 'held'): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'quickid-booth-'))
  const records = openRecords({ path: join(dataDir, databaseFileName), appVersion: '0.0.0' })
  ;({ ledgerId } = records.ledger.add({ documentId: 'cn-1inch', paper: '4R', copies: { 'cn-1inch': 8 } }))
  records.ledger.update(ledgerId, { status: 'sending' })
  const jobId = fake.addJob(ledgerId, state, sheet)
  records.ledger.update(ledgerId, { status: 'needs-attention', jobId })
  records.close()
  booth = await startTestBooth({ printer: fake.url, darkroom: asleep, pin: PIN, dataDir })
  screen = await booth.connect()
  await screen.hello()
}
const signIn = async () => {
  screen.send({ kind: 'staff-sign-in', pin: PIN })
  await screen.until('the panel', () => screen.messages.some(({ kind }) => kind === 'staff'))
}
const act = async (request: ActionRequest) => {
  const requestId = `request-${screen.messages.length}`
  screen.send({ kind: 'staff-action', requestId, request })
  const isEnd = (told: ServerMessage) => told.kind === 'action-ended' && told.requestId === requestId
  const ended = await screen.until('its end', () => screen.messages.find(isEnd))
  return ended.kind === 'action-ended' ? ended.outcome : null
}
/** The queue's card once it `isSo`. */
const queue = (isSo: (statuses: readonly string[]) => boolean) =>
  screen.until('the queue', () => {
    const told = screen.messages.findLast((message) => message.kind === 'staff')
    return told?.view && isSo(told.view.queue.map(({ status }) => status)) ? told.view.queue : null
  })

describe('a booth that is switched on after a power cut', { timeout: 60_000 }, () => {
  it('shows the sheet to the staff, who print it once the paper is back', async () => {
    fake.state = 'stopped'
    await switchOnAgain('pending')
    await signIn()
    const [held] = await queue(([status]) => status === 'held')
    expect(held).toMatchObject({ ledgerId, documentId: 'cn-1inch' })
    // 15 minutes by default.
    expect(held?.destroyedInS).toBeGreaterThan(840)
    expect(held?.destroyedInS).toBeLessThanOrEqual(900)
    expect(await act({ action: 'print-held', input: { ledgerId } })).toEqual({
      status: 'refused',
      why: 'printer-not-ready',
    })
    fake.mend()
    fake.runOn()
    expect(fake.printed).toEqual([])
    await booth.printer.refresh()
    expect(await act({ action: 'print-held', input: { ledgerId } })).toEqual({ status: 'done' })
    await queue((statuses) => statuses.length === 0)
    expect(fake.printed).toEqual([sheet])
    expect(booth.records.counts.read().sheetsTotal).toBe(1)
  })

  it('whose printer neither holds nor cancels says so before a visit, until staff have closed the print', async () => {
    fake.operations = fake.operations.filter((name) => name !== 'Hold-Job' && name !== 'Cancel-Job')
    // Until an hour of the printer's own.
    await switchOnAgain('held')
    const isStray = ({ ok, ...rest }: { ok: boolean; fault?: string }) => !ok && rest.fault === 'printer.stray-sheet'
    await screen.until('the words', () =>
      screen.messages.some((told) => told.kind === 'booth' && isStray(told.status.printer)),
    )
    expect(screen.messages.some((told) => told.kind === 'booth' && told.status.needsStaff)).toBe(true)
    expect(screen.view?.state).toBe('attract')
    expect((await fetch(`${booth.url}/readyz`)).status).toBe(503)

    await signIn()
    await queue(([status]) => status === 'stray')
    fake.restart()
    expect(await act({ action: 'settle-print', input: { ledgerId } })).toEqual({ status: 'done' })
    await screen.until('a printer that is well', () => {
      const told = screen.messages.findLast((message) => message.kind === 'booth')
      return told?.status.printer.ok
    })
    expect(booth.records.ledger.openRows()).toEqual([])
  })
})
