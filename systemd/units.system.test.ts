import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { boothUrlOf, keyFileName } from '../booth-server/src/access/screen-key.ts'
import { defaultSettings } from '../booth-server/src/settings/read-settings.ts'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('.', import.meta.url))
const units = (await readdir(folder)).filter((name) => /\.(service|target)$/.test(name))

/** The settings of a unit, the last one of each name; lines that go on are joined. */
const settingsOf = async (name: string): Promise<ReadonlyMap<string, string>> => {
  const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\\\n', ' ')
  return new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()] as const))
}

const analyze = async (...args: string[]) => {
  try {
    const { stdout, stderr } = await run('systemd-analyze', args, { cwd: folder })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: `${stdout}${stderr}` }
  }
}

describe('systemd units', () => {
  it('are accepted by systemd-analyze verify, all of them, without a word', async () => {
    const { code, output } = await analyze('verify', '--man=no', ...units.map((name) => join(folder, name)))
    // Units of the machine that runs the test are loaded too; only what is said of ours counts.
    expect(output.split('\n').filter((line) => units.some((name) => line.includes(name)))).toEqual([])
    expect(code).toBe(0)
  })

  it.each([
    ['booth-server.service', 18],
    ['booth-kiosk.service', 23],
  ])('leave %s an exposure of at most %d tenths of 10', async (name, tenths) => {
    const { code, output } = await analyze('security', '--offline=true', `--threshold=${tenths}`, join(folder, name))
    expect(output).toContain('Overall exposure level')
    expect(code).toBe(0)
  })

  it('name only groups that the sysusers file creates', async () => {
    const sysusers = await readFile(join(folder, 'quickid-booth.sysusers.conf'), 'utf8')
    const created = [...sysusers.matchAll(/^[gu] +(\S+)/gm)].map(([, name]) => name)
    const texts = await Promise.all(units.map((name) => readFile(join(folder, name), 'utf8')))
    const named = [...texts.join('\n').matchAll(/^(?:Supplementary)?Groups?=(.*)$/gm)].flatMap(([, names]) =>
      names?.split(' '),
    )
    expect([...new Set(named)].sort()).toEqual(['quickid-booth', 'quickid-kiosk'])
    expect(created).toEqual(expect.arrayContaining([...named, 'video', 'render', 'plugdev']))
    expect(sysusers).toMatch(/^u quickid-kiosk 870 /m)
  })

  it('get their users and groups on a machine that has none of them', async () => {
    const root = await mkdtemp(join(tmpdir(), 'quickid-root-'))
    try {
      await mkdir(join(root, 'etc'))
      await run('systemd-sysusers', [`--root=${root}`, join(folder, 'quickid-booth.sysusers.conf')])
      const groups = await readFile(join(root, 'etc/group'), 'utf8')
      for (const device of ['video', 'render', 'plugdev']) {
        expect(groups).toMatch(new RegExp(`^${device}:x:\\d+:quickid-booth$`, 'm'))
      }
      // The slice's drop-in is named after the number.
      expect(await readFile(join(root, 'etc/passwd'), 'utf8')).toMatch(/^quickid-kiosk:x:870:/m)
    } finally {
      await rm(root, { recursive: true, force: true })
    }
  })

  it('overwrite what the server frees', async () => {
    expect(await readFile(join(folder, 'booth-server.service'), 'utf8')).toMatch(/^Environment=MALLOC_PERTURB_=255$/m)
  })

  it.each(['booth-kiosk.service', 'user-870.slice.d/quickid-kiosk.conf'])(
    'keep the browser on loopback: %s',
    async (name) => {
      expect(await readFile(join(folder, name), 'utf8')).toMatch(/^IPAddressDeny=any\nIPAddressAllow=localhost$/m)
    },
  )

  it.each(['booth-server.service', 'booth-kiosk.service'])('keep memory off the disk: %s', async (name) => {
    const unit = await readFile(join(folder, name), 'utf8')
    expect(unit).toMatch(/^LimitCORE=0$/m)
    expect(unit).toMatch(/^MemorySwapMax=0$/m)
    expect(unit).toMatch(/^PrivateTmp=yes$/m)
    expect(unit).not.toMatch(/--no-sandbox/)
  })

  it('let the kiosk read the screen’s key, and nobody else, and keep it while the server is started anew', async () => {
    const server = await settingsOf('booth-server.service')
    const kiosk = await settingsOf('booth-kiosk.service')
    const runDirectory = `/run/${server.get('RuntimeDirectory')}`
    expect(server.get('RuntimeDirectoryMode')).toBe('0750')
    expect(server.get('RuntimeDirectoryPreserve')).toBe('yes')
    expect(kiosk.get('SupplementaryGroups')?.split(' ')).toContain(server.get('Group'))
    expect(kiosk.get('User')).not.toBe(server.get('User'))
    // What else the server makes its group can't read.
    expect(server.get('UMask')).toBe('0077')
    expect(server.get('StateDirectoryMode')).toBe('0700')

    const keyFile = `file://${runDirectory}/${keyFileName}`
    expect(kiosk.get('ExecStart')?.split(/\s+/).at(-1)).toBe(keyFile)
    const policy = JSON.parse(await readFile(join(folder, 'chromium-policy.json'), 'utf8'))
    const { host, port } = defaultSettings
    expect(policy.URLAllowlist).toEqual([keyFile, boothUrlOf(host, port)])
    // The first takes in no page of the browser's own.
    expect(policy.URLBlocklist).toEqual(['*', 'chrome://*'])
  })
})
