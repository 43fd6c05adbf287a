import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPrinter, type Printer } from '@quickid/printer'
import { FakeIppPrinter } from '@quickid/printer/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Role, roles } from '../access/roles.ts'
import { openCamera } from '../camera/open-camera.ts'
import { createLogger } from '../foundation/log.ts'
import { LeftPrints } from '../printing/left-prints.ts'
import { actionIds, actionInputs } from '../protocol/actions.ts'
import { GenerationLog } from '../records/generation-log.ts'
import { openRecords } from '../records/open-records.ts'
import type { LedgerStatus, Records } from '../records/records.ts'
import type { ActionDeps } from './action.ts'
import { actions, runAction } from './run-action.ts'

const log = createLogger({ level: 'silent' })
let folder = ''
let deps: ActionDeps

const leftPrintsOf = (printer: Printer, records: Records) =>
  new LeftPrints({
    printer,
    records,
    generations: new GenerationLog(records.generations, log),
    log,
    limits: () => ({ heldPrintMs: 60_000, printMs: 60_000 }),
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-actions-'))
  const printer = openPrinter('virtual:?fault=stopped', { logger: log })
  const records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.0.0', logger: log })
  deps = {
    log,
    printer,
    camera: await openCamera('virtual:', log, { stillMs: 6000 }),
    records,
    leftPrints: leftPrintsOf(printer, records),
  }
  await deps.printer.start()
})
afterEach(async () => {
  await Promise.all([deps.camera.stop(), deps.printer.stop()])
  deps.records.close()
  rmSync(folder, { recursive: true })
})

/** The real part, but for what `changed` does in its place. */
const but = <T extends object>(real: T, changed: Partial<T>): T =>
  new Proxy(real, {
    get(target, key) {
      if (key in changed) return changed[key as keyof T]
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

/** A print that has come as far as `statuses` lead. */
const printThatIs = (...statuses: readonly LedgerStatus[]): string => {
  const { ledgerId } = deps.records.ledger.add({ documentId: 'cn-1inch', paper: '4R' })
  for (const status of statuses) deps.records.ledger.update(ledgerId, { status })
  return ledgerId
}
const settle = (ledgerId: string) => ({ action: 'settle-print', input: { ledgerId } }) as const
const open = () => deps.records.ledger.openRows().map(({ ledgerId }) => ledgerId)

describe('every action', () => {
  it.each(actionIds)('%s states its input and who may run it', (id) => {
    expect(actions[id].input).toBe(actionInputs[id])
    expect(actions[id].roles.length).toBeGreaterThan(0)
    for (const role of actions[id].roles) expect(roles).toContain(role)
  })

  it('is refused to who may not run it, and then does nothing', async () => {
    const print = printThatIs('sending', 'in-doubt', 'unknown')
    expect(await runAction(settle(print), 'fleet', deps)).toEqual({ status: 'refused', why: 'not-allowed' })
    expect(open()).toEqual([print])
  })

  it('has failed when it outlives its deadline or one of its parts breaks', async () => {
    const camera = but(deps.camera, { start: () => new Promise<void>(() => {}) })
    const outcome = await runAction({ action: 'reopen-camera', input: {} }, 'staff', { ...deps, camera }, 50)
    expect(outcome).toEqual({ status: 'failed' })
    const print = printThatIs('sending', 'in-doubt', 'unknown')
    deps.records.close()
    expect(await runAction(settle(print), 'staff', deps)).toEqual({ status: 'failed' })
  })
})

describe('settling a print', () => {
  it('ends the one that it names and no other', async () => {
    const [one, other] = [printThatIs('sending', 'in-doubt', 'unknown'), printThatIs('sending', 'in-doubt', 'unknown')]
    expect(await runAction(settle(one), 'staff', deps)).toEqual({ status: 'done' })
    expect(open()).toEqual([other])
  })

  it('refuses a print that still runs, and one that is not there', async () => {
    const print = printThatIs('sending', 'printing')
    expect(await runAction(settle(print), 'staff', deps)).toEqual({ status: 'refused', why: 'nothing-to-settle' })
    expect(await runAction(settle('another'), 'staff', deps)).toEqual({ status: 'refused', why: 'no-such-print' })
    expect(open()).toEqual([print])
  })
})

describe('a sheet that the printer holds', () => {
  let fake: FakeIppPrinter
  let ledgerId = ''
  beforeEach(async () => {
    fake = new FakeIppPrinter()
    await fake.start()
    ledgerId = printThatIs('sending', 'in-doubt')
    fake.addJob(ledgerId, 'held', Buffer.from('the former customer'))
    const printer = openPrinter(fake.url, { logger: log })
    deps = { ...deps, printer, leftPrints: leftPrintsOf(printer, deps.records) }
    deps.leftPrints.start()
    await deps.leftPrints.answered()
  })
  afterEach(async () => {
    await deps.leftPrints.stop()
    await fake.stop()
  })
  const wish = (action: 'print-held' | 'destroy-held', role: Role = 'staff') =>
    runAction({ action, input: { ledgerId } }, role, deps)

  it('comes out when staff print it', async () => {
    expect(await wish('print-held')).toEqual({ status: 'done' })
    await vi.waitFor(() => expect(open()).toEqual([]), { timeout: 20_000 })
    expect(fake.printed).toHaveLength(1)
    expect(await wish('print-held')).toEqual({ status: 'refused', why: 'no-such-print' })
  })

  it('is destroyed when staff say so', async () => {
    expect(await wish('destroy-held')).toEqual({ status: 'done' })
    expect(open()).toEqual([])
    fake.runOn()
    expect(fake.printed).toEqual([])
  })

  it('is not let go by a printer that has stopped', async () => {
    fake.state = 'stopped'
    expect(await wish('print-held')).toEqual({ status: 'refused', why: 'printer-not-ready' })
    expect(open()).toEqual([ledgerId])
  })

  it('is nobody’s from afar', async () => {
    for (const action of ['print-held', 'destroy-held'] as const) {
      expect(await wish(action, 'fleet')).toEqual({ status: 'refused', why: 'not-allowed' })
    }
    expect(open()).toEqual([ledgerId])
  })

  it('is not closed by hand; one that the printer can’t stop is', async () => {
    expect(await runAction(settle(ledgerId), 'staff', deps)).toEqual({ status: 'refused', why: 'nothing-to-settle' })
    const stray = printThatIs('sending', 'in-doubt', 'stray')
    expect(await runAction(settle(stray), 'staff', deps)).toEqual({ status: 'done' })
    const asked = printThatIs('sending', 'in-doubt')
    for (const action of ['settle-print', 'print-held', 'destroy-held'] as const) {
      const outcome = await runAction({ action, input: { ledgerId: asked } }, 'staff', deps)
      expect(outcome).toMatchObject({ status: 'refused' })
    }
  })
})

describe('resuming the printer', () => {
  it('is done when it prints again', async () => {
    expect(await runAction({ action: 'resume-printer', input: {} }, 'staff', deps)).toEqual({ status: 'done' })
    expect(deps.printer.status.state).toBe('idle')
  })

  it('is refused by a printer that takes it from its own panel only', async () => {
    const printer = but(deps.printer, { resume: async () => false })
    const outcome = await runAction({ action: 'resume-printer', input: {} }, 'staff', { ...deps, printer })
    expect(outcome).toEqual({ status: 'refused', why: 'own-panel-only' })
  })
})

describe('reopening the camera', () => {
  it('starts its driver anew', async () => {
    expect(await runAction({ action: 'reopen-camera', input: {} }, 'fleet', deps)).toEqual({ status: 'done' })
    expect(deps.camera.status.state).not.toBe('stopped')
  })
})
