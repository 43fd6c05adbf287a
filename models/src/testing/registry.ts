import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import tar from 'tar-stream'
import type { Manifest } from '../manifest.ts'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const NAME = 'quickid-test-package'
const VERSION = '1.0.0'

export const packOf = async (files: Readonly<Record<string, Buffer>>): Promise<Buffer> => {
  const pack = tar.pack()
  for (const [name, bytes] of Object.entries(files)) pack.entry({ name: `package/${name}` }, bytes)
  pack.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of pack) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks), { level: 0 })
}

export interface TarballRequest {
  readonly range: string | undefined
  readonly userAgent: string | undefined
}

/**
 * A small npm registry that really listens, with one package. `behave` may take over the answer to a request for the
 * tarball: it returns true when it did.
 */
export const startRegistry = async (tarball: Buffer) => {
  const requests: TarballRequest[] = []
  let behave: (request: TarballRequest, response: ServerResponse) => boolean = () => false
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  const server = createServer((request, response) => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    if (request.url === `/${NAME}`) {
      const dist = { tarball: `${origin}/${NAME}.tgz`, integrity }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          name: NAME,
          'dist-tags': { latest: VERSION },
          versions: { [VERSION]: { name: NAME, version: VERSION, dist } },
        }),
      )
      return
    }
    if (request.url !== `/${NAME}.tgz`) {
      response.writeHead(404).end('{}')
      return
    }
    const asked = { range: request.headers.range, userAgent: request.headers['user-agent'] }
    requests.push(asked)
    if (behave(asked, response)) return
    const start = Number(/^bytes=(\d+)-$/.exec(asked.range ?? '')?.[1] ?? 0)
    if (asked.range !== undefined)
      response.setHeader('content-range', `bytes ${start}-${tarball.length - 1}/${tarball.length}`)
    response.writeHead(asked.range === undefined ? 200 : 206, { 'content-length': tarball.length - start })
    response.end(tarball.subarray(start))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    tarballUrl: `${url}${NAME}.tgz`,
    integrity,
    requests,
    setBehaviour(next: typeof behave) {
      behave = next
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type Registry = Awaited<ReturnType<typeof startRegistry>>

/** A manifest whose one entry is a copy of `file` of the registry's package. */
export const manifestFor = (registry: Registry, tarball: Buffer, file: string, bytes: Buffer): Manifest => ({
  format: 1,
  entries: [
    {
      id: 'photograph-1',
      kind: 'photograph',
      title: 'test',
      source: {
        package: NAME,
        version: VERSION,
        integrity: registry.integrity,
        sizeBytes: tarball.length,
        files: [{ path: file, sha256: sha256(bytes) }],
      },
      recipe: { kind: 'photograph' },
      licence: { package: 'MIT', model: 'MIT', upstream: 'test' },
      files: [{ name: 'photograph-1.jpg', sizeBytes: bytes.length, sha256: sha256(bytes) }],
      crop: { left: 0, top: 0, width: 1, height: 1 },
    },
  ],
})

/** npm's environment for a registry of its own: nothing of the user's configuration or npm cache is used. */
export const npmEnvironment = (registry: Registry, dir: string): Record<string, string> => ({
  npm_config_registry: registry.url,
  npm_config_cache: join(dir, 'npm-cache'),
  npm_config_userconfig: join(dir, 'npmrc'),
  npm_config_fetch_retries: '0',
})

/** Without a folder of its own a test could meet what another one left. */
export const withTempDir = async <T>(work: (dir: string) => Promise<T>): Promise<T> => {
  const dir = await mkdtemp(join(tmpdir(), 'quickid-models-'))
  try {
    return await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
