import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listGarments, shippedGarments } from '../garments/list-garments.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-command-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (
  name: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise((resolve) => {
    const entry = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
    const options = ['--conditions=source', '--import', import.meta.resolve('tsx'), entry, ...args]
    execFile(process.execPath, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })

// cspell:ignore sede valdate pasport
// Each run is a process that loads half the booth: one row for each kind of mistake, not for each flag.
describe.concurrent('commands', () => {
  it.each([
    ['bench', [], ['speed', 'matting', '--against']],
    ['bench', ['speed'], ['--isnet-size', '--runs', '--no-peer']],
    ['contact-sheet', [], ['--document', '--out', '--size', '--rows', '--isnet-size']],
    ['fuzz', [], ['--count', '--seed', '--first', '--save', 'Exit code 0']],
  ])('%s %j --help states the contract on stdout, exit 0', async (name, args, words) => {
    const { code, stdout, stderr } = await run(name, ...args, '--help')
    expect([code, stderr]).toEqual([0, ''])
    for (const word of words) expect(stdout).toContain(word)
  })

  it.each([
    ['bench', ['one', 'two'], 'Expected 1 argument but got 2'],
    ['bench', ['matting', '--only', 'bald,plaid'], 'Expected some of short, long'],
    ['contact-sheet', ['x.jpg', '--isnet-size', '500'], 'Expected 384, 512'],
    ['contact-sheet', ['x.jpg', '--document', 'us-pasport'], 'Did you mean us-passport'],
    ['contact-sheet', ['no-such-file.jpg'], 'no-such-file.jpg'],
    ['fuzz', ['--sede', '1'], 'Did you mean --seed'],
    ['fuzz', ['--count', '1.5'], 'whole number from 1'],
    ['outfits', ['valdate', 'x'], 'Did you mean validate'],
    ['outfits', ['preview', 'suit', 'x.jpg'], '--out'],
  ])('%s %j is refused with the reason, exit 2', async (name, args, reason) => {
    const { code, stdout, stderr } = await run(name, ...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(reason)
  })

  it('outfits without a command names its commands, exit 0', async () => {
    const { code, stdout } = await run('outfits')
    expect(code).toBe(0)
    for (const word of ['list', 'validate', 'thumbnail', 'preview']) expect(stdout).toContain(word)
  })

  it('outfits validates the garments that ship with the booth', async () => {
    const ids = (await listGarments()).map(({ garment }) => garment.id).sort()
    const { code, stdout, stderr } = await run('outfits', 'validate', shippedGarments)
    expect([code, stdout, stderr]).toEqual([0, ids.map((id) => `${id}: valid\n`).join(''), ''])
  })

  it('fuzz writes the file that it tried', async () => {
    const path = join(folder, 'tried')
    const { code, stdout, stderr } = await run('fuzz', '--count', '1', '--first', '3', '--save', path)
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ files: 1, isSound: true })
    expect((await readFile(path)).length).toBeGreaterThan(0)
  })
})
