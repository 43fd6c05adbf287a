import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createStaffPin } from '../access/pin.ts'
import { openRecords } from '../records/open-records.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-staff-pin-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const command = fileURLToPath(new URL('./staff-pin.ts', import.meta.url))
const run = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, ['--conditions=source', '--import', import.meta.resolve('tsx'), command, ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, QUICKID_DATA_DIR: folder },
  })
const opens = async (pin: string, dataDir = folder) => {
  const records = openRecords({ path: join(dataDir, 'booth.sqlite'), appVersion: '0.1.0' })
  try {
    return await createStaffPin({ values: records.values }).check(pin)
  } finally {
    records.close()
  }
}

it('sets the PIN of its argument', async () => {
  const { status, stderr } = run(['482913', '--data', join(folder, 'other')])
  expect([status, stderr]).toEqual([0, ''])
  expect(await opens('482913', join(folder, 'other'))).toEqual({ ok: true })
})

it('takes the PIN from a pipe', async () => {
  expect(run([], '739104\n').status).toBe(0)
  expect(await opens('739104')).toEqual({ ok: true })
})

it.each([
  [['1234'], '', 'count up or down'],
  [['482913', '739104'], '', 'Expected 1 argument but got 2'],
  [['--dta', 'x'], '', '--dta'],
  [[], '', 'cancelled'],
])('%j is refused with the reason, exit 2', (args, input, reason) => {
  const { status, stderr } = run(args, input)
  expect(status).toBe(2)
  expect(stderr).toContain(reason)
})
