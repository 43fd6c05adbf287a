import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openPrinter, papers, renderSheetPdf } from '@quickid/printer'
import { type CupsServer, startCupsServer } from '@quickid/printer/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { GenerationLog } from '../records/generation-log.ts'
import { openRecords } from '../records/open-records.ts'
import type { Records } from '../records/records.ts'
import { LeftPrints } from './left-prints.ts'
import { PrintQueue } from './print-queue.ts'

/** Prints one sheet as the booth does, and tells each phase, until it is killed. */
const child = `
  import { writeSync } from 'node:fs'
  const [{ openRecords }, { GenerationLog }, { LeftPrints }, { PrintQueue }, { createLogger }, printing] = await Promise.all(
    JSON.parse(process.env.MODULES).map((module) => import(module)),
  )
  const { openPrinter, papers, renderSheetPdf } = printing
  const log = createLogger({ level: 'silent' })
  const records = openRecords({ path: process.env.DATABASE, appVersion: '0.1.0' })
  const generations = new GenerationLog(records.generations, log)
  const printer = openPrinter(process.env.PRINTER, { logger: log })
  const limits = () => ({ heldPrintMs: 60_000, printMs: 60_000 })
  const leftPrints = new LeftPrints({ printer, records, generations, log, limits })
  const queue = new PrintQueue({ printer, records, generations, leftPrints, log })
  const paper = papers.find(({ id }) => id === '4R')
  const pdf = await renderSheetPdf({ paper, placements: [], cutMarks: [] }, new Map())
  const order = { pdf, documentId: 'cn-1inch', copies: { 'cn-1inch': 8 }, paper, sheets: 1 }
  const tell = ({ phase }) => writeSync(1, phase + '\\n')
  await queue.print(order, { signal: new AbortController().signal, timeoutMs: 60_000 }, tell)
  writeSync(1, 'ended\\n')
  setInterval(() => {}, 1000)
`
const modules = [
  ...['../records/open-records.ts', '../records/generation-log.ts', './left-prints.ts', './print-queue.ts'].map(
    (path) => new URL(path, import.meta.url).href,
  ),
  new URL('../foundation/log.ts', import.meta.url).href,
  '@quickid/printer',
]

const log = createLogger({ level: 'silent' })
const paper = papers.find(({ id }) => id === '4R')!
let folder = ''
let server: CupsServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-power-cut-'))
  server = await startCupsServer()
})
afterEach(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

/** A booth that loses its power `afterMs` after it told `phase`. */
const printUntilKilled = async (phase: string, afterMs = 0): Promise<void> => {
  const running = spawn(
    process.execPath,
    ['--conditions=source', '--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', child],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...process.env,
        MODULES: JSON.stringify(modules),
        DATABASE: join(folder, 'booth.sqlite'),
        PRINTER: server.url,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = once(running, 'exit')
  for await (const line of createInterface({ input: running.stdout })) {
    if (line !== phase) continue
    await delay(afterMs)
    running.kill('SIGKILL')
  }
  expect(await exited).toEqual([null, 'SIGKILL'])
}

/** The booth's next life, in the test's own process. */
const withBooth = async (
  use: (booth: {
    records: Records
    left: LeftPrints
    print: () => Promise<unknown>
    resume: () => Promise<boolean>
  }) => Promise<void>,
): Promise<void> => {
  const records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0' })
  const generations = new GenerationLog(records.generations, log)
  const printer = openPrinter(server.url, { logger: log })
  const limits = () => ({ heldPrintMs: 60_000, printMs: 60_000 })
  const left = new LeftPrints({ printer, records, generations, log, limits })
  const queue = new PrintQueue({ printer, records, generations, leftPrints: left, log })
  const print = async () => {
    const pdf = await renderSheetPdf({ paper, placements: [], cutMarks: [] }, new Map())
    const order = { pdf, documentId: 'us-passport', copies: { 'us-passport': 6 }, paper, sheets: 1 }
    return await queue.print(order, { signal: new AbortController().signal, timeoutMs: 60_000 }, () => {})
  }
  try {
    left.start()
    await left.answered()
    await use({ records, left, print, resume: () => printer.resume() })
  } finally {
    await left.stop()
    records.close()
  }
}
const open = (records: Records) => records.ledger.openRows().map(({ status }) => status)

it('killed while its sheet waits for paper: refilled, the print server prints the next customer’s alone', async () => {
  await server.setPaper(false)
  await printUntilKilled('needs-attention')
  await withBooth(async ({ records, left, print, resume }) => {
    expect(open(records)).toEqual(['held'])
    const [{ ledgerId } = { ledgerId: '' }] = records.ledger.openRows()
    await server.setPaper(true)
    expect(await resume()).toBe(true)
    // What would come out by itself would come out before this.
    expect(await print()).toEqual({ ok: true })
    const [first, ...more] = await server.sheets()
    expect(more).toEqual([])
    expect(first).not.toBe(ledgerId)

    expect(['printing', 'printed']).toContain(await left.printNow(ledgerId))
    await vi.waitFor(() => expect(open(records)).toEqual([]), { timeout: 20_000 })
    expect(await server.sheets()).toEqual([first, ledgerId])
    expect(records.counts.read().sheetsTotal).toBe(2)
  })
})

it('killed at any other moment: the next start asks, and knows what came out', async () => {
  const moments: [phase: string, afterMs: number][] = [
    ['sending', 0],
    ['sending', 15],
    ['sending', 40],
    ['printing', 0],
    ['printing', 10],
    ['ended', 0],
  ]
  for (const [phase, afterMs] of moments) {
    await printUntilKilled(phase, afterMs)
    await withBooth(async ({ records, left }) => {
      for (const { ledgerId, status } of records.ledger.openRows()) if (status === 'held') await left.destroy(ledgerId)
      await vi.waitFor(() => expect(open(records)).toEqual([]), { timeout: 20_000 })
      expect(records.counts.read().sheetsTotal).toBe((await server.sheets()).length)
    })
  }
  expect((await server.sheets()).length).toBeGreaterThanOrEqual(2)
})
