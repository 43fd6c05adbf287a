import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { delay } from '../delay.ts'
import { silentLogger } from '../logger.ts'
import type { PrintJob } from '../printer.ts'
import { EventRecorder } from '../testing/event-recorder.ts'
import { type IppevePrinter, startIppevePrinter } from '../testing/ippeve-printer.ts'
import { makeTestSheet } from '../testing/test-sheet.ts'
import { parseEndpoint } from './endpoint.ts'
import { IppClient } from './ipp-client.ts'
import { IppPrinter } from './ipp-printer.ts'
import { Jobs } from './jobs.ts'
import { defaultTimings } from './timings.ts'

// Against CUPS' own reference printer. Its finished jobs, spool and state are its own doing.

const timings = { ...defaultTimings, pollMs: 200, jobPollMs: 200 }
const cleanups: (() => Promise<void>)[] = []
let pdf: Uint8Array
let paper: PrintJob['paper']

beforeAll(async () => {
  ;({ pdf, paper } = await makeTestSheet('4R'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const startPeer = async (script?: string): Promise<{ peer: IppevePrinter; printer: IppPrinter }> => {
  const spool = await mkdtemp(join(tmpdir(), 'quickid-spool-'))
  cleanups.push(() => rm(spool, { recursive: true, force: true }))
  const peer = await startIppevePrinter({ spool, ...(script === undefined ? {} : { script }) })
  cleanups.push(() => peer.stop())
  const printer = new IppPrinter(peer.url, silentLogger, timings)
  cleanups.push(() => printer.stop())
  await printer.start()
  return { peer, printer }
}

/** A script that goes on until `open` is called: no clock decides what a test sees. */
const makeGate = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quickid-gate-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  const flag = join(folder, 'open')
  return { wait: `while [ ! -e "${flag}" ]; do sleep 0.1; done`, open: () => writeFile(flag, '') }
}

const jobOf = (ledgerId: string): PrintJob => ({ ledgerId, data: pdf, format: 'application/pdf', paper })

const never = new AbortController().signal

test('ippeveprinter receives a sheet byte for byte under its ledger id', async () => {
  const { peer, printer } = await startPeer()
  expect(printer.status).toMatchObject({ state: 'idle', fault: null, reasons: [] })
  expect(printer.status.supplies).toContainEqual({ name: 'Cyan Ink', percent: 50 })

  const { events, onEvent } = new EventRecorder()
  const outcome = await printer.print(jobOf('ledger-1'), onEvent, never)

  expect(outcome).toEqual({ ok: true })
  expect(events.map((event) => event.phase).slice(0, 2)).toEqual(['sending', 'accepted'])
  expect(events[1]).toEqual({ phase: 'accepted', jobId: 1, jobUri: `${peer.url}/1` })
  const files = await peer.spoolFiles()
  expect(files).toHaveLength(1)
  expect(files[0]).toMatch(/ledger-1\.pdf$/)
  expect(Buffer.compare(await readFile(files[0]!), pdf)).toBe(0)
})

test('a tray that runs empty during a job is reported, and the job finishes once it is filled', async () => {
  const gate = await makeGate()
  const { printer } = await startPeer(
    `echo "STATE: +media-empty-error" >&2; ${gate.wait}; echo "STATE: -media-empty-error" >&2`,
  )
  const recorder = new EventRecorder()
  const printing = printer.print(jobOf('ledger-2'), recorder.onEvent, never)
  expect(await recorder.seen('needs-attention', printing)).toEqual({ phase: 'needs-attention', fault: 'media-empty' })
  await gate.open()
  expect(await printing).toEqual({ ok: true })
})

test('a job that ippeveprinter aborts ends as not printed', async () => {
  const { printer } = await startPeer('exit 1')
  const outcome = await printer.print(jobOf('ledger-3'), () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed' })
  expect(outcome).toHaveProperty('detail', expect.stringContaining('aborted-by-system'))
})

test('a printer that is busy with another client’s job is asked again until it is free', async () => {
  const { peer, printer } = await startPeer('sleep 2')
  const other = new IppPrinter(peer.url, silentLogger, timings)
  const recorder = new EventRecorder()
  const first = other.print(jobOf('someone-else'), recorder.onEvent, never)
  await recorder.seen('accepted', first)
  const second = printer.print(jobOf('ledger-4'), () => {}, never)
  expect(await Promise.all([first, second])).toEqual([{ ok: true }, { ok: true }])
  expect(await peer.spoolFiles()).toHaveLength(2)
})

test('a job for a printer that stays busy ends as not printed', async () => {
  const gate = await makeGate()
  const { peer, printer } = await startPeer(gate.wait)
  const recorder = new EventRecorder()
  const first = printer.print(jobOf('ledger-5'), recorder.onEvent, never)
  await recorder.seen('accepted', first)
  const hurried = new IppPrinter(peer.url, silentLogger, { ...timings, busyMs: 500 })
  const outcome = await hurried.print(jobOf('ledger-6'), () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed', fault: 'unavailable' })
  await gate.open()
  expect(await first).toEqual({ ok: true })
})

test('aborting a print cancels the job, which ends as not printed', async () => {
  const gate = await makeGate()
  const { peer, printer } = await startPeer(gate.wait)
  const recorder = new EventRecorder()
  const cancel = new AbortController()
  const printing = printer.print(jobOf('ledger-7'), recorder.onEvent, cancel.signal)
  await recorder.seen('printing', printing)
  cancel.abort()
  // The printer ends a cancelled job when its script ends, so the script is let go once the cancel has arrived.
  const jobs = new Jobs(new IppClient(parseEndpoint(peer.url)), timings.requestTimeoutMs)
  const isCancelling = async () => {
    const reply = await jobs.read(1)
    return (
      reply.kind === 'done' &&
      (reply.value.state === 'canceled' || reply.value.reasons.includes('processing-to-stop-point'))
    )
  }
  while (!(await isCancelling())) await delay(50)
  await gate.open()
  expect(await printing).toMatchObject({ ok: false, reason: 'not-printed' })
})

test('a sheet for a paper that is not loaded is refused before anything is sent', async () => {
  const { peer, printer } = await startPeer()
  const a4 = await makeTestSheet('A4')
  const outcome = await printer.print({ ...jobOf('ledger-8'), data: a4.pdf, paper: a4.paper }, () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed', fault: 'media-empty' })
  expect(await peer.spoolFiles()).toEqual([])
})

test('a printer that is switched off is unreachable, and is found again once it is back', async () => {
  const { peer, printer } = await startPeer()
  const port = Number(new URL(peer.url).port)
  await peer.stop()
  expect(await printer.refresh()).toMatchObject({ state: 'unreachable', fault: 'unavailable' })
  expect(await printer.print(jobOf('ledger-9'), () => {}, never)).toMatchObject({
    reason: 'not-printed',
    fault: 'unavailable',
  })
  const back = new Promise((resolve) => printer.onStatus((status) => status.fault === null && resolve(status)))
  const spool = await mkdtemp(join(tmpdir(), 'quickid-spool-'))
  cleanups.push(() => rm(spool, { recursive: true, force: true }))
  const again = await startIppevePrinter({ spool, port })
  cleanups.push(() => again.stop())
  expect(await back).toMatchObject({ state: 'idle' })
})
