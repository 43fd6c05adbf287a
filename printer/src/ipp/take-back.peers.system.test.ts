import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { silentLogger } from '../logger.ts'
import type { LeftJob, PrintJob } from '../printer.ts'
import { startCupsServer } from '../testing/cups-server.ts'
import { EventRecorder } from '../testing/event-recorder.ts'
import { startIppevePrinter } from '../testing/ippeve-printer.ts'
import { makeTestSheet } from '../testing/test-sheet.ts'
import { IppPrinter } from './ipp-printer.ts'
import { defaultTimings } from './timings.ts'

// A print server that holds, and a printer that can only cancel: CUPS' own two.

const timings = { ...defaultTimings, jobPollMs: 50 }
const never = new AbortController().signal
const cleanups: (() => Promise<void>)[] = []
let pdf: Uint8Array
let paper: PrintJob['paper']

beforeAll(async () => {
  ;({ pdf, paper } = await makeTestSheet('4R'))
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const jobOf = (ledgerId: string): PrintJob => ({ ledgerId, data: pdf, format: 'application/pdf', paper })

/** Prints until `phase`, and never asks again what became of it: what a booth that loses its power leaves. */
const leaveAt = async (phase: 'printing' | 'needs-attention' | 'accepted', url: string, ledgerId: string) => {
  const former = new IppPrinter(url, silentLogger, { ...timings, jobPollMs: 20 })
  const recorder = new EventRecorder()
  const printing = former.print(jobOf(ledgerId), recorder.onEvent, never)
  await recorder.seen(phase, printing)
  const accepted = recorder.events.find((event) => event.phase === 'accepted')
  return {
    left: { ledgerId, jobId: accepted?.phase === 'accepted' ? accepted.jobId : null } satisfies LeftJob,
    printing,
  }
}

describe('a print server that stopped without paper', () => {
  const start = async () => {
    const server = await startCupsServer()
    cleanups.push(() => server.stop())
    await server.setPaper(false)
    const { left } = await leaveAt('needs-attention', server.url, 'sheet-former')
    const printer = new IppPrinter(server.url, silentLogger, timings)
    const ask = (wish: 'hold' | 'print' | 'cancel', recorder = new EventRecorder()) =>
      printer.takeBack(left, wish, recorder.onEvent, never)
    const refill = async () => {
      await server.setPaper(true)
      expect(await printer.resume()).toBe(true)
    }
    const printNext = () => printer.print(jobOf('sheet-next'), () => {}, never)
    return { server, printer, ask, refill, printNext }
  }

  test('prints the former sheet as soon as it is resumed, unless somebody takes it back', async () => {
    const { server, refill, printNext } = await start()
    await refill()
    expect(await printNext()).toEqual({ ok: true })
    expect(await server.sheets()).toEqual(['sheet-former', 'sheet-next'])
  })

  test('holds it: resumed, it prints the next customer’s sheet alone, and the former one when it is let go', async () => {
    const { server, ask, refill, printNext } = await start()
    expect(await ask('hold')).toMatchObject({ state: 'held' })
    // Under the eyes of nobody it stays, also when staff press too early.
    expect(await ask('print')).toMatchObject({ state: 'held' })
    await refill()
    expect(await printNext()).toEqual({ ok: true })
    expect(await server.sheets()).toEqual(['sheet-next'])
    expect(await ask('hold')).toMatchObject({ state: 'held' })
    expect(await ask('print')).toEqual({ state: 'ended', outcome: { ok: true } })
    expect(await server.sheets()).toEqual(['sheet-next', 'sheet-former'])
    expect(await ask('hold')).toEqual({ state: 'ended', outcome: { ok: true } })
  })

  test('destroys it, and knows so ever after', async () => {
    const { server, ask, refill, printNext } = await start()
    expect(await ask('hold')).toMatchObject({ state: 'held' })
    expect(await ask('cancel')).toMatchObject({ state: 'ended', outcome: { reason: 'not-printed' } })
    expect(await ask('hold')).toMatchObject({ state: 'ended', outcome: { reason: 'not-printed' } })
    await refill()
    expect(await printNext()).toEqual({ ok: true })
    expect(await server.sheets()).toEqual(['sheet-next'])
  })
})

test('a print server’s job that is on its way out is followed', async () => {
  const server = await startCupsServer()
  cleanups.push(() => server.stop())
  await server.setStuck(true)
  const { left } = await leaveAt('printing', server.url, 'sheet-former')
  const printer = new IppPrinter(server.url, silentLogger, timings)
  const recorder = new EventRecorder()
  const asking = printer.takeBack(left, 'hold', recorder.onEvent, never)
  await recorder.seen('printing', asking)
  await server.setStuck(false)
  expect(await asking).toEqual({ state: 'ended', outcome: { ok: true } })
  expect(await server.sheets()).toEqual(['sheet-former'])
})

describe('a printer without Hold-Job', () => {
  /** Its script goes on when `open` is called: no clock decides what a test sees. */
  const start = async (first: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'quickid-left-'))
    cleanups.push(() => rm(folder, { recursive: true, force: true }))
    const gate = join(folder, 'open')
    const script = `${first} while [ ! -e "${gate}" ]; do sleep 0.05; done`
    const peer = await startIppevePrinter({ spool: join(folder, 'spool'), script })
    cleanups.push(() => peer.stop())
    return { url: peer.url, open: () => writeFile(gate, '') }
  }

  test('follows what prints, and knows a moment later that it came out', async () => {
    const { url, open } = await start('')
    const { left } = await leaveAt('printing', url, 'sheet-former')
    const printer = new IppPrinter(url, silentLogger, timings)
    const recorder = new EventRecorder()
    const asking = printer.takeBack(left, 'hold', recorder.onEvent, never)
    await recorder.seen('printing', asking)
    await open()
    expect(await asking).toEqual({ state: 'ended', outcome: { ok: true } })
    const byName = { ...left, jobId: null }
    expect(await printer.takeBack(byName, 'hold', () => {}, never)).toEqual({ state: 'ended', outcome: { ok: true } })
  })

  test('cancels what waits for paper at once, and has it astray until that has ended', async () => {
    const { url, open } = await start('echo "STATE: +media-empty-error" >&2;')
    const { left } = await leaveAt('needs-attention', url, 'sheet-former')
    const hurried = new IppPrinter(url, silentLogger, { ...timings, cancelMs: 200 })
    expect(await hurried.takeBack(left, 'hold', () => {}, never)).toMatchObject({ state: 'stray' })
    await open()
    const printer = new IppPrinter(url, silentLogger, timings)
    const asked = () => printer.takeBack(left, 'hold', () => {}, never)
    expect(await asked()).toMatchObject({ state: 'ended', outcome: { ok: false, reason: 'not-printed' } })
  })
})
