import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { GenerationRecord } from '@quickid/provisioning/protocol'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { openRecords } from '../records/open-records.ts'
import type { Records } from '../records/records.ts'
import type { FleetSender, SendOutcome } from './fleet-sender.ts'
import { createSync, type Sync } from './sync.ts'

/** What the server answers to a batch; null: it hangs up without an answer, after having taken the batch. */
type Behaviour = (batch: readonly GenerationRecord[]) => SendOutcome | null

let folder = ''
let records: Records
let sync: Sync
let server: Server
let received: GenerationRecord[][] = []
let behave: Behaviour
let port = 0
let isEnrolled = true
const lines: string[] = []
const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } })

const takeAll: Behaviour = (batch) => {
  const last = batch.at(-1) as GenerationRecord
  return { ok: true, ackedThrough: { epoch: last.epoch, sequence: last.sequence }, rejected: [] }
}

/** Over real HTTP, as the agent does it, without its signatures (those are tested with the agent and the fleet). */
const fleet: FleetSender = {
  async sendRecords(batch, signal) {
    if (!isEnrolled) return { ok: false, reason: 'not-enrolled', retryAfterMs: null, detail: '' }
    if (batch.length === 0) return { ok: true, ackedThrough: null, rejected: [] }
    try {
      const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(batch), signal })
      return (await response.json()) as SendOutcome
    } catch (error) {
      return { ok: false, reason: 'unreachable', retryAfterMs: null, detail: String(error) }
    }
  },
}

const listen = async (at = 0) => {
  server = createServer(async (request, response) => {
    const batch = JSON.parse(await text(request)) as GenerationRecord[]
    received.push(batch)
    const outcome = behave(batch)
    if (outcome === null) response.destroy()
    else response.end(JSON.stringify(outcome))
  })
  server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
}
const hangUp = async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
const add = (count: number) => {
  for (let index = 0; index < count; index++) {
    records.generations.add({ interface: 'sheet.print', parameters: {}, status: 'succeeded', durationBucketMs: 250 })
  }
}
const sequences = () => received.flat().map((record) => record.sequence)
const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1)
const synced = () => vi.waitFor(() => expect(records.outbox.countWaiting()).toBe(0), { timeout: 30_000, interval: 5 })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-sync-'))
  records = openRecords({ path: join(folder, 'booth.sqlite'), appVersion: '0.1.0' })
  received = []
  lines.length = 0
  behave = takeAll
  isEnrolled = true
  await listen()
  const timing = { backOff: { baseMs: 2, capMs: 20 }, nudgeDelayMs: 1, idleMs: 60_000 }
  sync = createSync({ records, fleet, logger, timing })
})
afterEach(async () => {
  await sync.stop()
  records.close()
  if (server.listening) await hangUp()
  rmSync(folder, { recursive: true })
})

it('sends what waits, in order, at most 500 a batch, and says so', async () => {
  add(1101)
  expect(sync.status()).toEqual({ isEnrolled: false, lastSyncAt: null, toSync: 1101, lastError: null })
  sync.start()
  await synced()
  expect(received.map((batch) => batch.length)).toEqual([500, 500, 101])
  expect(sequences()).toEqual(range(1101))
  expect(sync.status()).toMatchObject({ isEnrolled: true, toSync: 0, lastError: null })
  expect(Date.parse(sync.status().lastSyncAt ?? '')).not.toBeNaN()
})

it('sends a new record by itself, without waiting for the idle time', async () => {
  sync.start()
  add(1)
  await synced()
  add(2)
  await synced()
  expect(sequences()).toEqual([1, 2, 3])
})

it('waits for a fleet that is away, and delivers when it is back', async () => {
  await hangUp()
  add(3)
  sync.start()
  await vi.waitFor(() => expect(sync.status().lastError?.reason).toBe('unreachable'))
  expect(sync.status()).toMatchObject({ isEnrolled: true, toSync: 3, lastSyncAt: null })
  add(2)
  await listen(port)
  await synced()
  expect(sequences()).toEqual(range(5))
  expect(sync.status().lastError).toBeNull()
  expect(lines.filter((line) => line.includes('Records wait for the fleet'))).toHaveLength(1)
})

it('sends a batch again whose answer was lost', async () => {
  let isLost = false
  behave = (batch) => {
    if (isLost) return takeAll(batch)
    isLost = true
    return null
  }
  add(3)
  sync.start()
  await synced()
  expect(sequences()).toEqual([1, 2, 3, 1, 2, 3])
})

it('has one batch in flight, however much it is nudged', async () => {
  let inFlight = 0
  let most = 0
  const watched: FleetSender = {
    async sendRecords(batch, signal) {
      most = Math.max(most, ++inFlight)
      const outcome = await fleet.sendRecords(batch, signal)
      inFlight--
      return outcome
    },
  }
  sync = createSync({ records, fleet: watched, logger, timing: { nudgeDelayMs: 0 } })
  sync.start()
  sync.start()
  for (let round = 0; round < 30; round++) {
    add(1)
    sync.nudge()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await synced()
  expect(most).toBe(1)
  expect(sequences()).toEqual(range(30))
})

it('sets a poisoned row aside and delivers the others', async () => {
  behave = (batch) =>
    batch.some((record) => record.sequence === 377)
      ? { ok: false, reason: 'refused', retryAfterMs: null, detail: 'malformed' }
      : takeAll(batch)
  add(600)
  sync.start()
  await synced()
  expect(new Set(sequences())).toEqual(new Set(range(600)))
  expect(lines.filter((line) => line.includes('set aside')).join()).toContain('377')
})

it('sends again what a restored fleet has lost', async () => {
  add(4)
  sync.start()
  await synced()
  let isTold = false
  behave = (batch) => {
    const answer = takeAll(batch)
    if (isTold || answer === null || !answer.ok) return answer
    isTold = true
    return { ...answer, sendAgainAfter: { epoch: batch[0]?.epoch ?? 0, sequence: 1 } }
  }
  add(1)
  await vi.waitFor(() => expect(sequences()).toEqual([1, 2, 3, 4, 5, 2, 3, 4, 5]), { timeout: 30_000 })
  await synced()
})

it('notices an enrolment made beside it', async () => {
  isEnrolled = false
  add(2)
  sync = createSync({ records, fleet, logger, timing: { nudgeDelayMs: 1, idleMs: 5 } })
  sync.start()
  await vi.waitFor(() => expect(sync.status()).toMatchObject({ isEnrolled: false, lastError: null }))
  isEnrolled = true
  await synced()
  expect(sync.status().isEnrolled).toBe(true)
})

it('survives an agent that throws', async () => {
  let isBroken = true
  const broken: FleetSender = {
    sendRecords: (batch, signal) =>
      isBroken ? Promise.reject(new Error('device.json is not a device state')) : fleet.sendRecords(batch, signal),
  }
  sync = createSync({ records, fleet: broken, logger, timing: { backOff: { baseMs: 2, capMs: 10 } } })
  add(1)
  sync.start()
  await vi.waitFor(() => expect(sync.status().lastError?.reason).toBe('internal'))
  isBroken = false
  await synced()
  expect(sync.status().lastError).toBeNull()
})

it('stops in the middle of a request, keeps the rows, and starts again', async () => {
  server.removeAllListeners('request')
  const asked = once(server, 'request')
  add(2)
  sync.start()
  await asked
  await sync.stop()
  expect(sync.status()).toMatchObject({ toSync: 2, lastError: null })
  await hangUp()
  await listen(port)
  sync.start()
  await synced()
  expect(sequences()).toEqual([1, 2])
})
