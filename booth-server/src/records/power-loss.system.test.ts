import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRecords } from './open-records.ts'

/** Adds records as fast as it can and tells each one after its commit, until it is killed. */
const child = `
  import { writeSync } from 'node:fs'
  const { openRecords } = await import(process.env.MODULE_UNDER_TEST)
  const records = openRecords({ path: process.env.DATABASE, appVersion: '0.1.0' })
  for (;;) {
    const { epoch, sequence } = records.generations.add({
      interface: 'sheet.print', parameters: {}, status: 'succeeded', durationBucketMs: 250,
    })
    writeSync(1, epoch + ' ' + sequence + '\\n')
  }
`
const moduleUnderTest = new URL('./open-records.ts', import.meta.url).href

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-power-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs the child until it has told `count` records, kills it without warning; the last line it told. */
const insertUntilKilled = async (database: string, count: number): Promise<string> => {
  const running = spawn(
    process.execPath,
    ['--conditions=source', '--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', child],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: { ...process.env, MODULE_UNDER_TEST: moduleUnderTest, DATABASE: database },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = once(running, 'exit')
  let last = ''
  let told = 0
  for await (const line of createInterface({ input: running.stdout })) {
    last = line
    if (++told === count) running.kill('SIGKILL')
  }
  const [code, signal] = await exited
  expect([code, signal]).toEqual([null, 'SIGKILL'])
  return last
}

it('killed in the middle of its inserts, three times: nothing lost, doubled or half-written', async () => {
  const path = join(folder, 'booth.sqlite')
  let total = 0
  for (const count of [40, 150, 75]) {
    const [epoch = 0, sequence = 0] = (await insertUntilKilled(path, count)).split(' ').map(Number)
    const db = new Database(path)
    const generations = db.prepare('SELECT epoch, sequence FROM generation ORDER BY epoch, sequence').all()
    const outbox = db.prepare('SELECT epoch, sequence FROM outbox ORDER BY epoch, sequence').all()
    db.close()
    expect(outbox).toEqual(generations)
    // What was told is there; at most the one record whose telling the kill cut off is there besides.
    expect(generations.length - sequence).toBeGreaterThanOrEqual(0)
    expect(generations.length - sequence).toBeLessThanOrEqual(1)
    expect(generations).toEqual(generations.map((_, index) => ({ epoch, sequence: index + 1 })))
    expect(generations.length).toBeGreaterThan(total)
    total = generations.length
  }
  const records = openRecords({ path, appVersion: '0.1.0' })
  const next = records.generations.add({
    interface: 'sheet.print',
    parameters: {},
    status: 'succeeded',
    durationBucketMs: 250,
  })
  expect(next.sequence).toBe(total + 1)
  records.close()
})
