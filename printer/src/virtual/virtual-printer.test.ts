import { beforeAll, describe, expect, test } from 'vitest'
import { silentLogger } from '../logger.ts'
import type { PrintEvent, PrintJob } from '../printer.ts'
import { EventRecorder } from '../testing/event-recorder.ts'
import { makeTestSheet } from '../testing/test-sheet.ts'
import { VirtualPrinter } from './virtual-printer.ts'

let job: PrintJob
const never = new AbortController().signal

beforeAll(async () => {
  const { pdf, paper } = await makeTestSheet('4R')
  job = { ledgerId: 'ledger-1', data: pdf, format: 'application/pdf', paper }
})

const printerOf = (query = '') => new VirtualPrinter(`virtual:?seconds=0${query}`, silentLogger)

test('the virtual printer uses up paper and ribbon and refills them on resume', async () => {
  const printer = printerOf('&sheets=2')
  const recorder = new EventRecorder()
  expect(await printer.print(job, recorder.onEvent, never)).toEqual({ ok: true })
  expect(recorder.phases).toEqual(['sending', 'accepted', 'printing'])
  expect(printer.status).toMatchObject({
    state: 'idle',
    fault: null,
    mediaLeft: 1,
    reasons: ['media-low-warning'],
    supplies: [{ name: 'Ribbon', percent: 75 }],
  })
  expect(await printer.print(job, () => {}, never)).toEqual({ ok: true })
  expect(printer.status).toMatchObject({ state: 'stopped', fault: 'media-empty', mediaLeft: 0 })
  expect(await printer.print(job, () => {}, never)).toMatchObject({ reason: 'not-printed', fault: 'media-empty' })
  expect(await printer.resume()).toBe(true)
  expect(printer.status).toMatchObject({ state: 'idle', fault: null, mediaLeft: 2 })
})

test('the virtual printer refuses a page of another size without using paper', async () => {
  const printer = printerOf()
  const a4 = await makeTestSheet('A4')
  const outcome = await printer.print({ ...job, data: a4.pdf }, () => {}, never)
  expect(outcome).toMatchObject({ ok: false, reason: 'not-printed', fault: 'rejected' })
  expect(outcome).toHaveProperty('detail', expect.stringContaining('102 x 152 mm (4R) but received 210.00 x 297.00'))
  const noPdf = await printer.print({ ...job, data: Buffer.from('no PDF') }, () => {}, never)
  expect(noPdf).toMatchObject({ reason: 'not-printed', fault: 'rejected' })
  expect(printer.status.mediaLeft).toBe(20)
})

test('the virtual printer holds a sheet at a fault and prints it once the fault is cleared', async () => {
  const printer = printerOf('&fault=jam&faultAt=printing')
  expect(printer.status.fault).toBeNull()
  const recorder = new EventRecorder()
  const printing = printer.print(job, recorder.onEvent, never)
  expect(await recorder.seen('needs-attention', printing)).toEqual({ phase: 'needs-attention', fault: 'jam' })
  expect(printer.status).toMatchObject({ state: 'stopped', fault: 'jam' })
  await printer.resume()
  expect(await printing).toEqual({ ok: true })
  expect(recorder.phases).toEqual(['sending', 'accepted', 'printing', 'needs-attention', 'printing'])
})

test('the virtual printer prints nothing when a held sheet is aborted', async () => {
  const printer = printerOf('&fault=media-empty&faultAt=printing')
  const cancel = new AbortController()
  const recorder = new EventRecorder()
  const printing = printer.print(job, recorder.onEvent, cancel.signal)
  await recorder.seen('needs-attention', printing)
  cancel.abort()
  expect(await printing).toMatchObject({ ok: false, reason: 'not-printed', fault: 'media-empty' })
  expect(printer.status.mediaLeft).toBe(20)
})

test('the virtual printer refuses a second job while one is printing', async () => {
  const printer = printerOf()
  const first = printer.print(job, () => {}, never)
  await expect(printer.print(job, () => {}, never)).rejects.toMatchObject({ code: 'printer.busy' })
  expect(await first).toEqual({ ok: true })
})

test('the virtual printer tells its listeners of each fault that is set or cleared', async () => {
  const printer = printerOf('&fault=cover-open')
  const heard: unknown[] = []
  const stop = printer.onStatus((status) => heard.push(status.fault))
  printer.setFault(null)
  printer.setSheets(0)
  stop()
  printer.setSheets(5)
  expect(heard).toEqual([null, 'media-empty'])
})

describe('the URL of the virtual printer', () => {
  test.each(['seconds=-1', 'seconds=', 'sheets=many', 'fault=tired', 'faultAt=night', 'colour=red'])(
    'may not say %s',
    (query) => {
      expect(() => new VirtualPrinter(`virtual:?${query}`, silentLogger)).toThrow(/printer\.url/)
    },
  )
})

test('the virtual printer reports no phase after sending when it cannot print', async () => {
  const events: PrintEvent[] = []
  await printerOf('&fault=stopped').print(job, (event) => events.push(event), never)
  expect(events).toEqual([{ phase: 'sending' }])
})
