import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import ssri from 'ssri'
import { reasonOf } from '../error.ts'
import type { Report } from '../progress.ts'
import { get, RefusedError } from './http.ts'
import type { NpmNetwork } from './npm.ts'

/** Waits between tries that brought nothing. A try that brought bytes starts the list anew. */
const BACK_OFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000]

export interface DownloadOptions {
  readonly url: string
  /** Where the finished file goes; it grows in `${path}.part`, which a later run goes on with. */
  readonly path: string
  /** Subresource integrity, `sha512-...`, that the whole file must have. */
  readonly integrity: string
  readonly network: NpmNetwork
  /** Named in the progress. */
  readonly title: string
  readonly report?: Report | undefined
  readonly signal?: AbortSignal | undefined
  /** Replaces the waits between tries; for tests. */
  readonly backOffMs?: readonly number[]
}

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

export const hasIntegrity = async (path: string, integrity: string): Promise<boolean> => {
  try {
    await ssri.checkStream(createReadStream(path, { highWaterMark: 1 << 20 }), integrity)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EINTEGRITY') return false
    throw error
  }
}

/** Codes of Node's TLS layer for a certificate that is not trusted: another try won't change it, npm's own way might. */
const isCertificateError = (error: unknown): boolean =>
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT)/.test(String((error as NodeJS.ErrnoException).code ?? ''))

/** Faults of this machine's disk: neither another try nor another way helps. */
const isDiskError = (error: unknown): boolean =>
  ['ENOSPC', 'EROFS', 'EACCES', 'EPERM', 'EDQUOT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')

/** The file's length, where the server states it: in `Content-Range` of a part, else as `Content-Length`. */
const totalOf = (status: number, headers: IncomingHttpHeaders): number | undefined => {
  const header = headers[status === 206 ? 'content-range' : 'content-length']
  const stated = typeof header === 'string' ? header : undefined
  const total = status === 206 ? stated?.split('/')[1] : stated
  return total === undefined || !/^\d+$/.test(total) ? undefined : Number(total)
}

/** One request, from where the part ends. Returns whether the server says that the file is whole. */
const fetchOnce = async (options: DownloadOptions, part: string): Promise<void> => {
  const have = await sizeOf(part)
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'quickid-booth' }
  if (have > 0) headers.range = `bytes=${have}-`
  const response = await get(options.url, headers, options.network, options.signal)
  const status = response.statusCode ?? 0
  if (status === 416) {
    response.resume()
    return // the part is as long as the file, or longer: its digest decides
  }
  if (status !== 200 && status !== 206) {
    response.resume()
    const message = `the registry answered ${status}`
    if (status === 408 || status === 429 || status >= 500) throw new Error(message)
    throw new RefusedError(message)
  }
  const isResumed = status === 206 && String(response.headers['content-range'] ?? '').startsWith(`bytes ${have}-`)
  if (status === 206 && !isResumed) {
    response.destroy()
    await rm(part, { force: true })
    throw new Error('the registry sent another part than was asked for')
  }
  let doneBytes = isResumed ? have : 0
  const totalBytes = totalOf(status, response.headers)
  const handle = await open(part, isResumed ? 'a' : 'w')
  try {
    for await (const chunk of response) {
      await handle.write(chunk as Buffer)
      doneBytes += (chunk as Buffer).length
      options.report?.({
        step: `fetching ${options.title}`,
        doneBytes,
        ...(totalBytes !== undefined && { totalBytes }),
      })
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (totalBytes !== undefined && doneBytes < totalBytes) throw new Error('the connection ended early')
}

/**
 * Downloads to `path`, going on where an earlier run stopped, trying again with growing waits while the network is
 * away. A file whose digest is wrong is thrown away and fetched once more from the start.
 * @throws RefusedError when the server or a proxy refuses, or its certificate is not trusted: try another way
 */
export const download = async (options: DownloadOptions): Promise<void> => {
  const part = `${options.path}.part`
  const waits = options.backOffMs ?? BACK_OFF_MS
  await mkdir(dirname(part), { recursive: true })
  let failures = 0
  let isSecondTry = false
  for (;;) {
    options.signal?.throwIfAborted()
    const before = await sizeOf(part)
    try {
      await fetchOnce(options, part)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (error instanceof RefusedError || isDiskError(error)) throw error
      if (isCertificateError(error)) throw new RefusedError(reasonOf(error), { cause: error })
      failures = (await sizeOf(part)) > before ? 0 : failures + 1
      const waitMs = waits[failures === 0 ? 0 : failures - 1]
      if (waitMs === undefined) throw error
      options.report?.({ step: `${reasonOf(error)}; trying ${options.title} again in ${waitMs / 1000} s` })
      await sleep(waitMs, undefined, { ...(options.signal && { signal: options.signal }) })
      continue
    }
    options.report?.({ step: `checking ${options.title}` })
    if (await hasIntegrity(part, options.integrity)) break
    await rm(part, { force: true })
    if (isSecondTry)
      throw new Error(`the registry's file for ${options.title} does not match the integrity that it states`)
    isSecondTry = true
  }
  await rename(part, options.path)
}
