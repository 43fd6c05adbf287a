import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { silentLogger } from '../logger.ts'
import type { PrintEvent, PrintJob } from '../printer.ts'
import { type IppevePrinter, startIppevePrinter } from '../testing/ippeve-printer.ts'
import { makeTestSheet } from '../testing/test-sheet.ts'
import { IppPrinter } from './ipp-printer.ts'
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

const jobOf = (ledgerId: string): PrintJob => ({ ledgerId, data: pdf, format: 'application/pdf', paper })

const never = new AbortController().signal

/** Resolves with the first event of that phase. */
const recorder = () => {
  const events: PrintEvent[] = []
  const waiting: { phase: PrintEvent['phase']; resolve: (event: PrintEvent) => void }[] = []
  return {
    events,
    onEvent: (event: PrintEvent) => {
      events.push(event)
      for (const { phase, resolve } of waiting) if (phase === event.phase) resolve(event)
    },
    seen: (phase: PrintEvent['phase']) =>
      new Promise<PrintEvent>((resolve) => {
        const already = events.find((event) => event.phase === phase)
        if (already !== undefined) resolve(already)
        else waiting.push({ phase, resolve })
      }),
  }
}

test('a sheet arrives byte for byte, under its ledger id', async () => {
  const { peer, printer } = await startPeer()
  expect(printer.status).toMatchObject({ state: 'idle', fault: null, reasons: [] })
  expect(printer.status.supplies).toContainEqual({ name: 'Cyan Ink', percent: 50 })

  const { events, onEvent } = recorder()
  const outcome = await printer.print(jobOf('ledger-1'), onEvent, never)

  expect(outcome).toEqual({ ok: true })
  expect(events.map((event) => event.phase).slice(0, 2)).toEqual(['sending', 'accepted'])
  expect(events[1]).toEqual({ phase: 'accepted', jobId: 1, jobUri: `${peer.url}/1` })
  const files = await peer.spoolFiles()
  expect(files).toHaveLength(1)
  expect(files[0]).toMatch(/ledger-1\.pdf$/)
  expect(Buffer.compare(await readFile(files[0]!), pdf)).toBe(0)
})

test('an empty tray in the middle of a job asks for help, and the job ends once it is filled', async () => {
  const flag = join(await mkdtemp(join(tmpdir(), 'quickid-flag-')), 'filled')
  cleanups.push(() => rm(join(flag, '..'), { recursive: true, force: true }))
  const { printer } = await startPeer(
    `echo "STATE: +media-empty-error" >&2; while [ ! -e "${flag}" ]; do sleep 0.1; done; echo "STATE: -media-empty-error" >&2; sleep 1`,
  )
  const { events, onEvent, seen } = recorder()
  const printing = printer.print(jobOf('ledger-2'), onEvent, never)
  expect(await seen('needs-attention')).toEqual({ phase: 'needs-attention', fault: 'media-empty' })
  const { writeFile } = await import('node:fs/promises')
  await writeFile(flag, '')
  expect(await printing).toEqual({ ok: true })
  expect(events.at(-1)?.phase).toBe('printing')
})

test('a script that fails aborts the job: nothing came out', async () => {
  const { printer } = await startPeer('exit 1')
  const outcome = await printer.print(jobOf('ledger-3'), () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed' })
  expect(outcome).toHaveProperty('detail', expect.stringContaining('aborted-by-system'))
})

test('a printer that is busy with another one’s job is asked again until it is free', async () => {
  const { peer, printer } = await startPeer('sleep 2')
  const other = new IppPrinter(peer.url, silentLogger, timings)
  const { onEvent, seen } = recorder()
  const first = other.print(jobOf('someone-else'), onEvent, never)
  await seen('accepted')
  const second = printer.print(jobOf('ledger-4'), () => {}, never)
  expect(await Promise.all([first, second])).toEqual([{ ok: true }, { ok: true }])
  expect(await peer.spoolFiles()).toHaveLength(2)
})

test('a printer that stays busy ends in not-printed', async () => {
  const { peer, printer } = await startPeer('sleep 30')
  const { onEvent, seen } = recorder()
  const cancel = new AbortController()
  const first = printer.print(jobOf('ledger-5'), onEvent, cancel.signal)
  await seen('accepted')
  const hurried = new IppPrinter(peer.url, silentLogger, { ...timings, busyMs: 500 })
  const outcome = await hurried.print(jobOf('ledger-6'), () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed', fault: 'unavailable' })
  cancel.abort()
  expect(await first).toMatchObject({ ok: false, reason: 'not-printed' })
})

test('an abort cancels the job and tells that nothing came out', async () => {
  const { printer } = await startPeer('sleep 5')
  const { onEvent, seen } = recorder()
  const cancel = new AbortController()
  const printing = printer.print(jobOf('ledger-7'), onEvent, cancel.signal)
  await seen('printing')
  cancel.abort()
  expect(await printing).toMatchObject({ ok: false, reason: 'not-printed' })
})

test('a paper that is not loaded is refused before anything is sent', async () => {
  const { peer, printer } = await startPeer()
  const a4 = await makeTestSheet('A4')
  const outcome = await printer.print({ ...jobOf('ledger-8'), data: a4.pdf, paper: a4.paper }, () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed', fault: 'media-empty' })
  expect(await peer.spoolFiles()).toEqual([])
})

test('a printer that is switched off is unreachable, and found again', async () => {
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
