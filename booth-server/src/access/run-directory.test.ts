import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeFile, prepareRunDirectory, runDirectoryFrom } from './run-directory.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-run-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const folderOf = (mode: number) => (path: string) => {
  mkdirSync(path)
  chmodSync(path, mode)
}
const modeOf = (path: string) => statSync(path).mode & 0o777

describe('the run directory', () => {
  it.each([
    ['the setting', '/srv/run', { RUNTIME_DIRECTORY: '/run/a', XDG_RUNTIME_DIR: '/run/user/7' }, /^\/srv\/run$/],
    ['systemd’s', null, { RUNTIME_DIRECTORY: '/run/a:/run/b', XDG_RUNTIME_DIR: '/run/user/7' }, /^\/run\/a$/],
    ['one of the user', null, { XDG_RUNTIME_DIR: '/run/user/7' }, /^\/run\/user\/7\/quickid-booth-\w+-[0-9a-f]{8}$/],
    ['one in the temporary folder', null, {}, /\/quickid-booth-\w+-[0-9a-f]{8}$/],
  ])('is %s', (_what, given, env, expected) => {
    expect(runDirectoryFrom(given, env, '/data')).toMatch(expected)
  })

  it('is another one for other records, and the same one for the same', () => {
    const of = (dataDir: string) => runDirectoryFrom(null, {}, dataDir)
    expect(of('/data/a')).toBe(of('/data/a'))
    expect(of('/data/a')).not.toBe(of('/data/b'))
  })

  it('is made for its user, with the group as a reader, whatever the umask', async () => {
    const path = join(folder, 'run')
    const before = process.umask(0o077)
    try {
      await prepareRunDirectory(path)
      await placeFile(join(path, 'page'), 'text', 0o640)
    } finally {
      process.umask(before)
    }
    expect(modeOf(path)).toBe(0o750)
    expect(modeOf(join(path, 'page'))).toBe(0o640)
  })

  it('is taken as it is, when it was there', async () => {
    mkdirSync(join(folder, 'run'), { mode: 0o700 })
    await prepareRunDirectory(join(folder, 'run'))
    expect(modeOf(join(folder, 'run'))).toBe(0o700)
  })

  it.each([
    ['others may write in', folderOf(0o777)],
    ['its group may write in', folderOf(0o770)],
    ['is a link to somewhere', (path: string) => symlinkSync(folder, path)],
  ])('is refused when it is one that %s', async (_what, prepare) => {
    const path = join(folder, 'run')
    prepare(path)
    await expect(prepareRunDirectory(path)).rejects.toThrow(/only this user may write in/)
  })

  it('holds whole files: one that is replaced leaves nothing beside it', async () => {
    const path = join(folder, 'page')
    await placeFile(path, 'the first', 0o640)
    await placeFile(path, 'next', 0o600)
    expect(readFileSync(path, 'utf8')).toBe('next')
    expect(modeOf(path)).toBe(0o600)
  })
})
