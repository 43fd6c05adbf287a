import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { silentLogger } from '../logger.ts'
import type { PrintEvent, PrintJob, PrintOutcome } from '../printer.ts'
import { EventRecorder } from '../testing/event-recorder.ts'
import { FakeIppPrinter, media } from '../testing/fake-ipp-printer.ts'
import { boolean, enumeration, integer, keywords, text } from '../testing/ipp-wire.ts'
import { makeTestSheet } from '../testing/test-sheet.ts'
import { IppPrinter } from './ipp-printer.ts'
import type { IppTimings } from './timings.ts'

// What ippeveprinter can't do: stop, lose replies, forget jobs, substitute attributes, send garbage. Over 500 lines,
// because the table of outcomes is one list: what a driver must survive.

const timings: IppTimings = {
  pollMs: 20,
  maxPollMs: 40,
  jobPollMs: 5,
  requestTimeoutMs: 20_000,
  documentTimeoutMs: 20_000,
  reconcileMs: 20_000,
  busyMs: 20_000,
  cancelMs: 20_000,
}

let pdf: Uint8Array
let paper: PrintJob['paper']
let fake: FakeIppPrinter
let printer: IppPrinter

beforeAll(async () => {
  ;({ pdf, paper } = await makeTestSheet('4R'))
})

beforeEach(async () => {
  fake = new FakeIppPrinter()
  await fake.start()
  printer = new IppPrinter(fake.url, silentLogger, timings)
})

afterEach(async () => {
  await printer.stop()
  await fake.stop()
})

const jobOf = (ledgerId: string): PrintJob => ({ ledgerId, data: pdf, format: 'application/pdf', paper })
const never = new AbortController().signal
const print = (onEvent: (event: PrintEvent) => void = () => {}, signal = never): Promise<PrintOutcome> =>
  printer.print(jobOf('ledger-1'), onEvent, signal)

const printed = { ok: true } as const
const notPrinted = (fault: string) => ({ ok: false, reason: 'not-printed', fault })
const unknown = { ok: false, reason: 'unknown' } as const

/** Busy is the one refusal that may be asked again. */
const BUSY = 0x0507
const SUBSTITUTED = 0x0001

describe('a print job ends with the truth about its sheet', () => {
  const cases: {
    name: string
    arrange: (fake: FakeIppPrinter) => void
    outcome: object
    /** Sheets that came out: never more than one. */
    sheets: number
    sends?: number
  }[] = [
    {
      name: 'a sheet is printed once when nothing goes wrong',
      arrange: () => {},
      outcome: printed,
      sheets: 1,
      sends: 1,
    },
    {
      name: 'a Create-Job that never arrived is sent again',
      arrange: ({ losses }) => losses.push({ operation: 'Create-Job', loss: 'before', times: 1 }),
      outcome: printed,
      sheets: 1,
    },
    {
      name: 'a job whose Create-Job reply is lost is found by its name and adopted',
      arrange: ({ losses }) => losses.push({ operation: 'Create-Job', loss: 'after', times: 1 }),
      outcome: printed,
      sheets: 1,
    },
    {
      name: 'a sheet is printed once when the replies to Create-Job and Get-Jobs are both lost',
      arrange: ({ losses }) =>
        losses.push(
          { operation: 'Create-Job', loss: 'after', times: 1 },
          { operation: 'Get-Jobs', loss: 'before', times: 3 },
        ),
      outcome: printed,
      sheets: 1,
    },
    {
      name: 'nothing is printed when Create-Job never gets through',
      arrange: ({ losses }) => losses.push({ operation: 'Create-Job', loss: 'before', times: 99 }),
      outcome: notPrinted('unavailable'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a document is sent again to a job that still waits for its data',
      arrange: ({ losses }) => losses.push({ operation: 'Send-Document', loss: 'before', times: 1 }),
      outcome: printed,
      sheets: 1,
      sends: 2,
    },
    {
      name: 'a job is cancelled when its document never gets through',
      arrange: ({ losses }) => losses.push({ operation: 'Send-Document', loss: 'before', times: 99 }),
      outcome: notPrinted('stopped'),
      sheets: 0,
      sends: 3,
    },
    {
      name: 'a document whose reply is lost is never sent again once the printer has it',
      arrange: ({ losses }) => losses.push({ operation: 'Send-Document', loss: 'after', times: 1 }),
      outcome: printed,
      sheets: 1,
      sends: 1,
    },
    {
      name: 'an unreadable reply to Send-Document is treated as a lost one',
      arrange: ({ nonsense }) => nonsense.push({ operation: 'Send-Document', bytes: Buffer.from('no IPP'), times: 1 }),
      outcome: printed,
      sheets: 1,
      sends: 1,
    },
    {
      name: 'a job that a restarted printer has forgotten ends as unknown',
      arrange: (one) => {
        one.trouble = 'forget'
      },
      outcome: unknown,
      sheets: 0,
      sends: 1,
    },
    {
      name: 'a job that the printer aborts is not printed when its sheet counter did not move',
      arrange: (one) => {
        one.trouble = 'abort'
      },
      outcome: notPrinted('stopped'),
      sheets: 0,
    },
    {
      name: 'a job that the printer aborts ends as unknown when its sheet counter moved',
      arrange: (one) => {
        one.trouble = 'abort-after-print'
      },
      outcome: unknown,
      sheets: 0,
    },
    {
      name: 'a job that is aborted is not printed when the paper level, in place of a counter, did not fall',
      arrange: (one) => {
        one.trouble = 'abort'
        one.countsSheets = false
      },
      outcome: notPrinted('stopped'),
      sheets: 0,
    },
    {
      name: 'a job that is aborted ends as unknown when the printer reports neither sheets nor paper',
      arrange: (one) => {
        one.trouble = 'abort'
        one.countsSheets = false
        one.printerAttributes = { 'printer-input-tray': [] }
      },
      outcome: unknown,
      sheets: 0,
    },
    {
      name: 'a printer that is busy at Create-Job and at Send-Document is asked again',
      arrange: ({ refusals }) =>
        refusals.push(
          { operation: 'Create-Job', status: BUSY, times: 2 },
          { operation: 'Send-Document', status: BUSY, times: 2 },
        ),
      outcome: printed,
      sheets: 1,
      sends: 3,
    },
    {
      name: 'nothing is sent when Validate-Job says that the printer would substitute attributes',
      arrange: ({ refusals }) =>
        refusals.push({ operation: 'Validate-Job', status: SUBSTITUTED, times: 1, unsupported: 'media-col' }),
      outcome: notPrinted('rejected'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a job is cancelled when Create-Job substitutes attributes',
      arrange: ({ refusals }) =>
        refusals.push({ operation: 'Create-Job', status: SUBSTITUTED, times: 1, unsupported: 'print-scaling' }),
      outcome: notPrinted('rejected'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a job is cancelled when its document is refused',
      arrange: ({ refusals }) => refusals.push({ operation: 'Send-Document', status: 0x0411, times: 1 }),
      outcome: notPrinted('rejected'),
      sheets: 0,
      sends: 1,
    },
    {
      name: 'a printer without Create-Job is sent Print-Job',
      arrange: (one) => {
        one.operations = one.operations.filter((name) => name !== 'Create-Job' && name !== 'Send-Document')
      },
      outcome: printed,
      sheets: 1,
      sends: 0,
    },
    {
      name: 'a job whose Print-Job reply is lost is found by its name',
      arrange: (one) => {
        one.operations = one.operations.filter((name) => name !== 'Create-Job')
        one.losses.push({ operation: 'Print-Job', loss: 'after', times: 1 })
      },
      outcome: printed,
      sheets: 1,
      sends: 0,
    },
    {
      name: 'a Print-Job that leaves no trace ends as unknown',
      arrange: (one) => {
        one.operations = one.operations.filter((name) => name !== 'Create-Job')
        one.losses.push({ operation: 'Print-Job', loss: 'before', times: 1 })
      },
      outcome: unknown,
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a printer that is busy at Print-Job is asked again',
      arrange: (one) => {
        one.operations = one.operations.filter((name) => name !== 'Create-Job')
        one.refusals.push({ operation: 'Print-Job', status: BUSY, times: 2 })
      },
      outcome: printed,
      sheets: 1,
      sends: 0,
    },
    {
      name: 'a printer that is out of paper is sent no job',
      arrange: (one) => {
        one.state = 'stopped'
        one.reasons = ['media-empty-error']
      },
      outcome: notPrinted('media-empty'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a printer with another paper loaded is out of this one',
      arrange: (one) => {
        one.printerAttributes = { 'media-col-ready': [media(21000, 29700)] }
      },
      outcome: notPrinted('media-empty'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a printer that can only scale is refused',
      arrange: (one) => {
        one.printerAttributes = { 'print-scaling-supported': keywords('auto', 'fit') }
      },
      outcome: notPrinted('rejected'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a printer that takes no PDF is refused',
      arrange: (one) => {
        one.printerAttributes = { 'document-format-supported': [text('mime', 'image/jpeg')] }
      },
      outcome: notPrinted('rejected'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a printer whose margins would cut the pictures is refused',
      arrange: (one) => {
        one.printerAttributes = { 'media-col-ready': [media(10160, 15240, 600)] }
      },
      outcome: notPrinted('rejected'),
      sheets: 0,
      sends: 0,
    },
    {
      name: 'a printer whose margins clear the pictures prints the sheet',
      arrange: (one) => {
        one.printerAttributes = { 'media-col-ready': [media(10160, 15240, 250)] }
      },
      outcome: printed,
      sheets: 1,
    },
  ]

  test.each(cases)('$name', async ({ arrange, outcome, sheets, sends }) => {
    arrange(fake)
    expect(await print()).toMatchObject(outcome)
    expect(fake.printed).toHaveLength(sheets)
    for (const document of fake.printed) expect(Buffer.compare(document, pdf)).toBe(0)
    if (sends !== undefined) expect(fake.countOf('Send-Document')).toBe(sends)
  })
})

test('a job asks for the exact size, no scaling, colour, best quality and one copy', async () => {
  await print()
  const { attributes, jobAttributes } = fake.requests.find(({ operation }) => operation === 'Create-Job')!
  expect(Object.keys(attributes).slice(0, 3)).toEqual([
    'attributes-charset',
    'attributes-natural-language',
    'printer-uri',
  ])
  expect(attributes).toMatchObject({
    'job-name': [{ tag: 'name', value: 'ledger-1' }],
    'ipp-attribute-fidelity': [boolean(true)],
  })
  expect(jobAttributes).toEqual({
    copies: [integer(1)],
    'media-col': [media(10160, 15240)],
    'print-quality': [enumeration(5)],
    'print-scaling': keywords('none'),
    'print-color-mode': keywords('color'),
  })
})

test('a vendor-specific media type is sent back to the printer as a keyword', async () => {
  fake.printerAttributes = { 'media-col-ready': [media(10160, 15240, 0, 'com.example-luster')] }
  expect(await print()).toEqual(printed)
  const { jobAttributes } = fake.requests.find(({ operation }) => operation === 'Create-Job')!
  expect(jobAttributes['media-col']).toEqual([media(10160, 15240, 0, 'com.example-luster')])
})

test('a stopped printer keeps its job, reports needs-attention, and finishes once the fault is cleared', async () => {
  fake.trouble = 'stop'
  fake.reasons = ['media-jam-warning']
  const recorder = new EventRecorder()
  const printing = print(recorder.onEvent)
  expect(await recorder.seen('needs-attention', printing)).toEqual({ phase: 'needs-attention', fault: 'jam' })
  expect(await printer.resume()).toBe(true)
  expect(await printing).toEqual(printed)
  expect(fake.countOf('Send-Document')).toBe(1)
})

test('a printer that stops answering during a job is reported and waited for', async () => {
  fake.stepsToPrint = 1000
  const recorder = new EventRecorder()
  const printing = print(recorder.onEvent)
  await recorder.seen('printing', printing)
  await fake.stop()
  expect(await recorder.seen('needs-attention', printing)).toEqual({ phase: 'needs-attention', fault: 'unavailable' })
  fake.stepsToPrint = 0
  await fake.start()
  expect(await printing).toEqual(printed)
  expect(fake.printed).toHaveLength(1)
})

test('a job whose reference could not be kept is cancelled before its document is sent', async () => {
  const outcome = await print(({ phase }) => {
    if (phase === 'accepted') throw new Error('disk full')
  })
  expect(outcome).toMatchObject(notPrinted('stopped'))
  expect(fake.countOf('Send-Document')).toBe(0)
  expect(fake.countOf('Cancel-Job')).toBe(1)
})

test('a sheet that went out with its job is followed, whether or not its reference could be kept', async () => {
  fake.operations = fake.operations.filter((name) => name !== 'Create-Job')
  const outcome = await print(({ phase }) => {
    if (phase === 'accepted') throw new Error('disk full')
  })
  expect(outcome).toEqual(printed)
})

describe('aborting a print', () => {
  test('sends nothing when it comes first', async () => {
    const outcome = await print(() => {}, AbortSignal.abort())
    expect(outcome).toMatchObject(notPrinted('stopped'))
    expect(fake.requests).toEqual([])
  })

  test('cancels the job and reads from the counter that nothing came out', async () => {
    fake.stepsToPrint = 1_000_000
    const cancel = new AbortController()
    const recorder = new EventRecorder()
    const printing = print(recorder.onEvent, cancel.signal)
    await recorder.seen('printing', printing)
    cancel.abort()
    expect(await printing).toMatchObject(notPrinted('stopped'))
    expect(fake.countOf('Cancel-Job')).toBe(1)
  })

  test('names the empty tray that the job was waiting for', async () => {
    fake.trouble = 'stop'
    fake.reasons = ['media-empty-warning']
    const cancel = new AbortController()
    const recorder = new EventRecorder()
    const printing = print(recorder.onEvent, cancel.signal)
    await recorder.seen('needs-attention', printing)
    cancel.abort()
    expect(await printing).toMatchObject(notPrinted('media-empty'))
  })

  test('reports the sheet as printed when the cancel comes too late', async () => {
    fake.stepsToPrint = 1_000_000
    fake.refusals.push({ operation: 'Cancel-Job', status: 0x0404, times: 1 })
    const cancel = new AbortController()
    const recorder = new EventRecorder()
    const printing = print(recorder.onEvent, cancel.signal)
    await recorder.seen('printing', printing)
    fake.stepsToPrint = 0
    cancel.abort()
    expect(await printing).toEqual(printed)
  })

  test('ends as unknown while the printer does not answer', async () => {
    printer = new IppPrinter(fake.url, silentLogger, { ...timings, cancelMs: 50 })
    fake.stepsToPrint = 1_000_000
    const cancel = new AbortController()
    const recorder = new EventRecorder()
    const printing = print(recorder.onEvent, cancel.signal)
    await recorder.seen('printing', printing)
    await fake.stop()
    cancel.abort()
    expect(await printing).toMatchObject(unknown)
  })
})

test.each([
  ['media-low', printed],
  ['toner-low', printed],
  ['marker-supply-low', printed],
  ['marker-waste-almost-full', printed],
  ['media-low-report', printed],
  ['media-empty', notPrinted('media-empty')],
  ['media-jam', notPrinted('jam')],
  ['cover-open', notPrinted('cover-open')],
  ['marker-supply-empty', notPrinted('supply-empty')],
])('an idle printer that says %s', async (reason, outcome) => {
  fake.reasons = [reason]
  expect(await print()).toMatchObject(outcome)
})

describe.each([
  ['forward', 3_600_000],
  ['back', -3_600_000],
])('while the wall clock steps an hour %s at each look at it', (_way, stepMs) => {
  beforeEach(() => {
    let nowMs = Date.now()
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
      nowMs += stepMs
      return nowMs
    })
    onTestFinished(() => clock.mockRestore())
  })

  test('a busy printer is asked again until it prints', async () => {
    fake.refusals.push(
      { operation: 'Create-Job', status: BUSY, times: 3 },
      { operation: 'Send-Document', status: BUSY, times: 3 },
    )
    expect(await print()).toEqual(printed)
  })

  test('a lost reply is asked for until the printer answers', async () => {
    fake.losses.push(
      { operation: 'Send-Document', loss: 'after', times: 1 },
      { operation: 'Get-Job-Attributes', loss: 'before', times: 3 },
    )
    expect(await print()).toEqual(printed)
  })

  test('a cancelled job that never ends is given up on in its time', async () => {
    printer = new IppPrinter(fake.url, silentLogger, { ...timings, cancelMs: 50 })
    fake.stepsToPrint = 1_000_000
    fake.operations = fake.operations.filter((name) => name !== 'Cancel-Job')
    const cancel = new AbortController()
    const recorder = new EventRecorder()
    const printing = print(recorder.onEvent, cancel.signal)
    await recorder.seen('printing', printing)
    cancel.abort()
    expect(await printing).toMatchObject(unknown)
  })
})

test('a second job is refused while one is printing', async () => {
  const first = print()
  await expect(print()).rejects.toMatchObject({ code: 'printer.busy' })
  expect(await first).toEqual(printed)
})

describe('the status of an IPP printer', () => {
  test('includes supplies and paper, with null for an unknown level', async () => {
    expect(await printer.refresh()).toEqual({
      name: 'Fake printer',
      state: 'idle',
      reasons: [],
      fault: null,
      mediaLeft: 17,
      supplies: [{ name: 'Ribbon', percent: null }],
      detail: fake.url,
    })
  })

  test('is polled, and listeners hear of a fault and of its end', async () => {
    await printer.start()
    const heard = (fault: string | null) =>
      new Promise<void>((resolve) => {
        const stop = printer.onStatus((status) => {
          if (status.fault !== fault) return
          stop()
          resolve()
        })
      })
    const empty = heard('media-empty')
    fake.reasons = ['media-empty']
    await empty
    const mended = heard(null)
    fake.reasons = ['media-low-report', 'media-empty-warning']
    await mended
    expect(printer.status.reasons).toEqual(['media-low-report', 'media-empty-warning'])
    const gone = heard('unavailable')
    await fake.stop()
    await gone
    expect(printer.status.state).toBe('unreachable')
  })

  test('reaches every listener even if one of them throws', async () => {
    let heard = 0
    printer.onStatus(() => {
      throw new Error('listener')
    })
    printer.onStatus(() => {
      heard += 1
    })
    await printer.refresh()
    expect(heard).toBe(1)
  })

  test('reveals a restart, which is logged', async () => {
    const warnings: string[] = []
    printer = new IppPrinter(fake.url, { info: () => {}, warn: (_fields, message) => warnings.push(message) }, timings)
    expect(await print()).toEqual(printed)
    fake.restart()
    await printer.refresh()
    expect(warnings).toEqual(['The printer was restarted'])
  })

  test.each([
    ['text', Buffer.from('hello')],
    ['an empty body', Buffer.alloc(0)],
    ['a truncated message', Buffer.from([2, 0, 0, 0, 0, 0, 0, 1, 1, 0x47, 0, 18, 0x61])],
  ])('is unreachable, with the reason, when the printer answers with %s', async (_name, bytes) => {
    fake.nonsense.push({ operation: 'Get-Printer-Attributes', bytes, times: 1 })
    const status = await printer.refresh()
    expect(status).toMatchObject({ state: 'unreachable', fault: 'unavailable' })
    expect(status.detail).toContain('not IPP')
  })

  test('stays as it is when the printer has no Resume-Printer', async () => {
    fake.operations = fake.operations.filter((name) => name !== 'Resume-Printer')
    expect(await printer.resume()).toBe(false)
  })
})

test('CUPS’ ipptool accepts the fake printer as an IPP printer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quickid-ipptool-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'sheet.pdf')
  await writeFile(file, pdf)
  const names = ['get-printer-attributes', 'validate-job', 'create-job', 'get-jobs', 'print-job'].map(
    (name) => `${name}.test`,
  )
  const { code, said } = await ipptool(['-t', '-f', file, fake.url, ...names])
  expect(said).not.toContain('[FAIL]')
  expect(code).toBe(0)
})

const ipptool = (args: string[]): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn('ipptool', args)
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.on('error', (cause) => reject(new Error('ipptool can’t be run: "apt-get install cups-ipp-utils"', { cause })))
    child.on('close', (code) => resolve({ code, said }))
  })
