import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFleetClient, openIdentity } from '@quickid/provisioning/agent'
import { type RunningFleet, startFleet } from '@quickid/provisioning/fleet'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLogger } from '../foundation/log.ts'
import { openRecords } from '../records/open-records.ts'
import type { Records } from '../records/records.ts'
import { enrolTestBooth } from '../testing/enrol.ts'
import { createSync, type Sync } from './sync.ts'

const adminPassword = 'a long test password'
const logger = createLogger({ level: 'silent' })
const patience = { timeout: 45_000, interval: 10 }

let folder = ''
let fleet: RunningFleet
let line: Awaited<ReturnType<typeof startLine>>
let records: Records
let sync: Sync

const startRealFleet = () =>
  startFleet({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, 'fleet'),
    databaseUrl: null,
    secret: null,
    adminPassword,
  })

/** The wire between booth and fleet: it survives the fleet's restarts, and can lose an answer on its way back. */
const startLine = async () => {
  const sockets = new Set<Socket>()
  const state = { isLosingAnswer: false, lost: 0 }
  const server: Server = createServer((booth) => {
    const upstream = connect(Number(new URL(fleet.url).port), '127.0.0.1')
    for (const [socket, other] of [
      [booth, upstream],
      [upstream, booth],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    booth.on('data', (bytes) => upstream.write(bytes))
    upstream.on('data', (bytes) => {
      if (!state.isLosingAnswer) return void booth.write(bytes)
      state.isLosingAnswer = false
      state.lost++
      booth.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const openBooth = () => {
  records = openRecords({ path: join(folder, 'booth', 'booth.sqlite'), appVersion: '0.1.0' })
}
const startSync = async () => {
  const client = createFleetClient({ identity: await openIdentity(join(folder, 'booth')) })
  const timing = { backOff: { baseMs: 10, capMs: 200 }, nudgeDelayMs: 1, idleMs: 20 }
  sync = createSync({ records, fleet: client, logger, timing })
  sync.start()
}
const enrolBooth = () => enrolTestBooth({ url: fleet.url, adminPassword }, join(folder, 'booth'), line.url)
const add = (count: number) => {
  for (let index = 0; index < count; index++) {
    records.generations.add({ interface: 'sheet.print', parameters: {}, status: 'succeeded', durationBucketMs: 250 })
  }
}
const synced = () =>
  vi.waitFor(() => expect(sync.status()).toMatchObject({ toSync: 0, lastError: null, isEnrolled: true }), patience)
const stored = async () => {
  const rows = await fleet.db.query<{ epoch: number; sequence: number }>(
    'select epoch, sequence from generation_records order by epoch, sequence',
  )
  const first = Number(rows[0]?.epoch)
  return rows.map((row) => [Number(row.epoch) - first, Number(row.sequence)])
}
const range = (from: number, to: number, epoch = 0) =>
  Array.from({ length: to - from + 1 }, (_, index) => [epoch, from + index])

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-booth-fleet-'))
  fleet = await startRealFleet()
  line = await startLine()
  openBooth()
})
afterEach(async () => {
  await sync.stop()
  records.close()
  await line.close()
  await fleet.close()
  rmSync(folder, { recursive: true })
})

it('records made before the enrolment, while the fleet is away, and whose answer is lost arrive once each', async () => {
  add(3)
  await startSync()
  await vi.waitFor(() => expect(sync.status().lastError).toBeNull())
  expect(sync.status()).toMatchObject({ isEnrolled: false, toSync: 3 })
  await enrolBooth()
  await synced()
  expect(await stored()).toEqual(range(1, 3))

  await fleet.close()
  add(700)
  await vi.waitFor(() => expect(sync.status().lastError?.reason).toBe('unreachable'), patience)
  expect(sync.status()).toMatchObject({ isEnrolled: true, toSync: 700 })
  fleet = await startRealFleet()
  await synced()
  expect(await stored()).toEqual(range(1, 703))

  line.state.isLosingAnswer = true
  add(2)
  await synced()
  expect(line.state.lost).toBe(1)
  expect(await stored()).toEqual(range(1, 705))
})

it('an old copy of the database put back makes no clone of the booth', async () => {
  await enrolBooth()
  add(2)
  await startSync()
  await synced()
  const path = join(folder, 'booth', 'booth.sqlite')
  await sync.stop()
  records.close()
  const copy = readFileSync(path)
  openBooth()
  add(3)
  await startSync()
  await synced()
  await sync.stop()
  records.close()
  writeFileSync(path, copy)
  openBooth()
  add(1)
  await startSync()
  await synced()
  expect(await stored()).toEqual([...range(1, 5), ...range(1, 1, 1)])
})

it('rows of older software arrive as they were written, and no value of theirs that has no list is kept', async () => {
  await enrolBooth()
  add(3)
  records.close()
  // As the booth wrote them before there were lists: a size of one's own, a venue's garment, a model and where it ran.
  const older = [
    { parameters: { documentId: 'custom-35x45mm', outfitId: 'annas-dirndl' }, model: 'isnet-512-cpu-' },
    { parameters: { documentId: 'cn-1inch', paper: '4R' }, model: 'isnet-512' },
  ]
  const db = new Database(join(folder, 'booth', 'booth.sqlite'))
  for (const [index, values] of older.entries()) {
    db.prepare('UPDATE generation SET body = json_patch(body, ?) WHERE sequence = ?').run(
      JSON.stringify(values),
      index + 1,
    )
  }
  const bodies = () => db.prepare('SELECT body FROM generation ORDER BY sequence').pluck().all()
  const written = bodies()
  openBooth()
  // The answer to the first sending is lost: what comes again must be what was sent, or it would look like a cloned disk.
  line.state.isLosingAnswer = true
  await startSync()
  await synced()
  expect(line.state.lost).toBe(1)
  expect(bodies()).toEqual(written)
  db.close()
  const rows = await fleet.db.query('select parameters, model from generation_records order by sequence', [])
  expect(rows).toEqual([
    { parameters: { documentId: 'other', outfitId: 'other' }, model: 'other' },
    { parameters: { documentId: 'cn-1inch', paper: '4R' }, model: 'isnet-512' },
    { parameters: {}, model: null },
  ])
})
