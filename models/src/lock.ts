import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from './progress.ts'

/** The holder touches its lock this often; one that was not touched for the longer time belongs to nobody. */
const HEARTBEAT_MS = 5_000
const STALE_AFTER_MS = 60_000
const POLL_MS = 500

interface Holder {
  readonly token: string
  readonly pid: number
  readonly host: string
}

const readHolder = async (path: string): Promise<Holder | undefined> => {
  try {
    const parsed = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>
    return { token: String(parsed.token), pid: Number(parsed.pid), host: String(parsed.host) }
  } catch {
    return undefined // gone meanwhile, or its writer died between creating and writing it: then its age decides
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const ageMs = async (path: string): Promise<number> => {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch {
    return 0
  }
}

const create = async (path: string, holder: Holder): Promise<boolean> => {
  try {
    const handle = await open(path, 'wx')
    await handle.writeFile(JSON.stringify(holder))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const isStale = async (path: string, holder: Holder | undefined): Promise<boolean> =>
  (holder !== undefined && holder.host === hostname() && !isAlive(holder.pid)) || (await ageMs(path)) > STALE_AFTER_MS

/**
 * Takes away a lock whose holder is dead. A second lock file admits one remover at a time, which looks again before it
 * removes: else two that saw the same dead holder could remove each other's fresh lock.
 */
const removeStale = async (path: string, self: Holder): Promise<void> => {
  const guard = `${path}.recovery`
  if (!(await create(guard, self))) {
    if (await isStale(guard, await readHolder(guard))) await rm(guard, { force: true })
    return
  }
  try {
    if (await isStale(path, await readHolder(path))) await rm(path, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

/**
 * Runs `work` as the only one that changes `dir`, waiting for another process to finish first. A lock left by a process
 * that died is taken over. Works between processes of one machine, and by age alone between machines.
 */
export const withLock = async <T>(
  dir: string,
  work: () => Promise<T>,
  options: { report?: Report | undefined; signal?: AbortSignal | undefined } = {},
): Promise<T> => {
  await mkdir(dir, { recursive: true })
  const path = join(dir, '.lock')
  const self: Holder = { token: randomUUID(), pid: process.pid, host: hostname() }
  while (!(await create(path, self))) {
    options.signal?.throwIfAborted()
    const holder = await readHolder(path)
    if (await isStale(path, holder)) {
      await removeStale(path, self)
      continue
    }
    options.report?.({ step: `waiting for another process (${holder?.pid ?? 'unknown'}) that is fetching models` })
    await sleep(POLL_MS, undefined, { ...(options.signal && { signal: options.signal }) })
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined) // gone: the release below notices
  }, HEARTBEAT_MS)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    if ((await readHolder(path))?.token === self.token) await rm(path, { force: true })
  }
}
