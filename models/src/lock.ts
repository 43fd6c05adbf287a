import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lock } from 'proper-lockfile'
import type { Report } from './progress.ts'

/** The holder touches its lock this often. A conversion keeps it busy for seconds, so its silence may last a while. */
const HEARTBEAT_MS = 5_000
const STALE_AFTER_MS = 60_000
/** Of a holder that is known to be dead; the library's least. */
const STALE_WHEN_DEAD_MS = 2_000
const POLL_MS = 500

const LOCK = '.lock'
/** Who holds the lock, for those who wait. */
const HOLDER = '.lock-holder.json'

interface Holder {
  readonly pid: number
  readonly host: string
}

const readHolder = async (dir: string): Promise<Holder | null> => {
  try {
    const { pid, host } = JSON.parse(await readFile(join(dir, HOLDER), 'utf8')) as Partial<Holder>
    return { pid: Number(pid), host: String(host) }
  } catch {
    return null // gone meanwhile, or its writer died before writing it: then the lock's age decides
  }
}

const isDead = ({ pid, host }: Holder): boolean => {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** The lock, taken over from a holder that was silent for `staleMs`; null while somebody holds it. */
const tryLock = async (dir: string, staleMs: number): Promise<(() => Promise<void>) | null> => {
  try {
    return await lock(dir, {
      lockfilePath: join(dir, LOCK),
      realpath: false,
      stale: staleMs,
      update: HEARTBEAT_MS,
      // Taken over after a long silence: results are named by content and written atomically, so nothing is torn.
      onCompromised: () => {},
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return null
    throw error
  }
}

/**
 * Runs `work` as the only one that changes `dir`, waiting for another process to finish first. A lock left by a process
 * that died is taken over, within 2 s on the same machine and after a minute of silence from another.
 */
export const withLock = async <T>(
  dir: string,
  work: () => Promise<T>,
  options: { report?: Report | undefined; signal?: AbortSignal | undefined } = {},
): Promise<T> => {
  await mkdir(dir, { recursive: true })
  let release = await tryLock(dir, STALE_AFTER_MS)
  while (release === null) {
    options.signal?.throwIfAborted()
    const holder = await readHolder(dir)
    if (holder && isDead(holder)) await (await tryLock(dir, STALE_WHEN_DEAD_MS))?.()
    options.report?.({ step: `waiting for another process (${holder?.pid ?? 'unknown'}) that is fetching models` })
    await sleep(POLL_MS, undefined, { ...(options.signal && { signal: options.signal }) })
    release = await tryLock(dir, STALE_AFTER_MS)
  }
  try {
    await writeFile(join(dir, HOLDER), JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder))
    return await work()
  } finally {
    await rm(join(dir, HOLDER), { force: true })
    await release().catch(() => undefined) // it was taken over: nothing is ours to release
  }
}
