import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { withTempDir } from './testing/registry.ts'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

const run = (args: readonly string[], cacheDir: string) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', CLI, ...args],
      { env: { ...process.env, QUICKID_MODELS_DIR: cacheDir } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

describe('the models command', () => {
  it('lists an empty cache', () =>
    withTempDir(async (dir) => {
      const { code, stdout } = await run(['list'], dir)
      expect(code).toBe(0)
      expect(stdout).toMatch(/^blazeface-back +0\.6 MB +missing +Apache-2\.0 +jp\.keijiro/m)
      expect(stdout).toMatch(/^isnet-original .* missing \(optional\) /m)
      expect(stdout).toContain(dir)
    }))

  it('says by its exit code that something is missing, and what to do', () =>
    withTempDir(async (dir) => {
      const { code, stdout, stderr } = await run(['verify'], dir)
      expect(code).toBe(1)
      expect(stdout).toMatch(/^missing {2}.*facemesh\.onnx$/m)
      expect(stderr).toContain('npm run models -- pull')
    }))

  it.each([[[]], [['nonsense']], [['pull', 'nonsense']], [['list', 'more']]])('answers %j with 2', (args) =>
    withTempDir(async (dir) => {
      const { code, stderr } = await run(args, dir)
      expect(code).toBe(2)
      expect(stderr).toMatch(/Usage|there is no nonsense/)
    }),
  )
})
