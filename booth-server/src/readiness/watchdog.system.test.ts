import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPrinter, type Printer } from '@quickid/printer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CameraStatus } from '../camera/camera.ts'
import { openCamera } from '../camera/open-camera.ts'
import { createLogger } from '../foundation/log.ts'
import { openRecords } from '../records/open-records.ts'
import type { Records } from '../records/records.ts'
import { createWatchdog } from './watchdog.ts'

const log = createLogger({ level: 'silent' })
let folder = ''
let records: Records
let printer: Printer

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-watchdog-'))
  records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.0.0', logger: log })
  printer = openPrinter('virtual:?fault=jam', { logger: log })
})
afterEach(() => {
  records.close()
  rmSync(folder, { recursive: true })
})

describe('the watchdog on the camera’s driver', () => {
  const running: CameraStatus = { state: 'running', framesPerSecond: 24 }
  const recovering = (attempt: number): CameraStatus => ({ state: 'recovering', attempt, detail: 'no device' })

  it.each<{ name: string; reports: [atMs: number, status: CameraStatus][]; askedAtMs: number; isAlive: boolean }>([
    { name: 'has just started', reports: [], askedAtMs: 0, isAlive: true },
    { name: 'has had its whole time to open the device', reports: [], askedAtMs: 60_000, isAlive: true },
    { name: 'has never reported at all', reports: [], askedAtMs: 60_001, isAlive: false },
    {
      name: 'reports its rate',
      reports: [
        [59_000, running],
        [60_000, running],
      ],
      askedAtMs: 61_000,
      isAlive: true,
    },
    { name: 'ran for an hour and went silent', reports: [[3_600_000, running]], askedAtMs: 3_660_001, isAlive: false },
    {
      name: 'retries a camera that is unplugged',
      reports: [
        [20_000, recovering(1)],
        [47_000, recovering(2)],
      ],
      askedAtMs: 100_000,
      isAlive: true,
    },
    {
      name: 'hangs in an attempt to open the device',
      reports: [[20_000, recovering(1)]],
      askedAtMs: 80_001,
      isAlive: false,
    },
    {
      name: 'was silent and reports again',
      reports: [
        [1_000, running],
        [90_000, recovering(1)],
      ],
      askedAtMs: 90_001,
      isAlive: true,
    },
    { name: 'was stopped for good', reports: [[1_000, { state: 'stopped' }]], askedAtMs: 61_001, isAlive: false },
  ])('answers $isAlive for one that $name', async ({ reports, askedAtMs, isAlive }) => {
    let nowMs = 0
    let report: (status: CameraStatus) => void = () => {}
    const camera = {
      onStatus: (listener: typeof report) => {
        report = listener
        return () => {}
      },
    }
    const watchdog = createWatchdog({ camera, printer, records, clock: { monotonicMs: () => nowMs } })
    for (const [atMs, status] of reports) {
      nowMs = atMs
      report(status)
    }
    nowMs = askedAtMs
    expect(await watchdog()).toBe(isAlive)
  })

  it('finds a real one alive while it delivers frames, and hung a minute after its last report', async () => {
    let skippedMs = 0
    const camera = await openCamera('virtual:', log, { stillMs: 6000 })
    const clock = { monotonicMs: () => performance.now() + skippedMs }
    const watchdog = createWatchdog({ camera, printer, records, clock })
    // Longer than it may be silent: only a report after this can count.
    skippedMs = 120_000
    const delivers = new Promise<void>((resolve) => {
      camera.onStatus((status) => status.state === 'running' && resolve())
    })
    await camera.start()
    await delivers
    expect(await watchdog()).toBe(true)
    await camera.stop()
    skippedMs += 60_001
    expect(await watchdog()).toBe(false)
  })
})

describe('the watchdog on printer and database', () => {
  const camera = { onStatus: () => () => {} }

  it('is satisfied by a printer that is out of order, because a restart would not fix it', async () => {
    expect(printer.status.fault).toBe('jam')
    expect(await createWatchdog({ camera, printer, records })()).toBe(true)
  })

  it('is satisfied by a printer that is unreachable, or that accepts a connection and never answers', async () => {
    const sockets: Socket[] = []
    const silent: Server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as { port: number }
    const mute = openPrinter(`ipp://127.0.0.1:${port}/ipp/print`, { logger: log })
    expect(await createWatchdog({ camera, printer: mute, records, printerWithinMs: 200 })()).toBe(true)
    for (const socket of sockets) socket.destroy()
    silent.close()
    await once(silent, 'close')
    const gone = openPrinter(`ipp://127.0.0.1:${port}/ipp/print`, { logger: log })
    expect(await createWatchdog({ camera, printer: gone, records })()).toBe(true)
    expect(gone.status.fault).toBe('unavailable')
  })

  it('is not satisfied by a printer’s driver that ignores its deadline', async () => {
    const hung: Pick<Printer, 'refresh'> = { refresh: () => new Promise(() => {}) }
    const startedMs = performance.now()
    expect(await createWatchdog({ camera, printer: hung, records, printerWithinMs: 100 })()).toBe(false)
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(100)
  })

  it('rejects when the database can’t be read', async () => {
    const watchdog = createWatchdog({ camera, printer, records })
    records.close()
    await expect(watchdog()).rejects.toThrow()
  })
})
