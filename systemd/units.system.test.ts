import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('.', import.meta.url))
const units = (await readdir(folder)).filter((name) => /\.(service|target)$/.test(name))

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

  it('leave the server an exposure of at most 2.0 of 10', async () => {
    const { code, output } = await analyze(
      'security',
      '--offline=true',
      '--threshold=20',
      join(folder, 'booth-server.service'),
    )
    expect(output).toContain('Overall exposure level')
    expect(code).toBe(0)
  })

  it.each(['booth-server.service', 'booth-kiosk.service'])('keep memory off the disk: %s', async (name) => {
    const unit = await readFile(join(folder, name), 'utf8')
    expect(unit).toMatch(/^LimitCORE=0$/m)
    expect(unit).toMatch(/^MemorySwapMax=0$/m)
    expect(unit).toMatch(/^PrivateTmp=yes$/m)
    expect(unit).not.toMatch(/--no-sandbox/)
  })
})
