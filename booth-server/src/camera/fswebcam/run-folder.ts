import { readFileSync } from 'node:fs'
import { mkdir, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { BoothError } from '../../foundation/errors.ts'

/** Memory, not a disk: promise P3. */
const TMPFS_PATH = '/dev/shm'
/** `f_type` of tmpfs, statfs(2). */
const TMPFS_MAGIC = 0x01021994

const PREFIX = 'quickid-camera-'
const folderPattern = new RegExp(`^${PREFIX}(\\d+)-(\\d+)$`)

/** proc(5): when a process began, in clock ticks since boot; null when there is none. Tells a number that is used again. */
const startOf = (pid: number | 'self'): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

const isInMemory = async (path: string): Promise<boolean> =>
  await statfs(path).then(
    ({ type }) => type === TMPFS_MAGIC,
    () => false,
  )

/**
 * A folder in memory of this process's own, for pictures that must pass through a file: in systemd's run directory where
 * that is in memory, else in shared memory. Only this user can enter it.
 */
export class RunFolder {
  readonly #bases: readonly string[]
  readonly #name = `${PREFIX}${process.pid}-${startOf('self') ?? 0}`

  constructor(env: NodeJS.ProcessEnv = process.env) {
    // systemd joins several with colons.
    this.#bases = [...(env.RUNTIME_DIRECTORY?.split(':') ?? []), TMPFS_PATH]
  }

  /** Its path; it is made if missing. Throws BoothError `camera.unavailable` where a picture would reach a disk. */
  async open(): Promise<string> {
    for (const base of this.#bases) {
      if (!(await isInMemory(base))) continue
      const path = join(base, this.#name)
      await mkdir(path, { recursive: true, mode: 0o700 })
      return path
    }
    throw new BoothError('camera.unavailable', `${this.#bases.join(', ')}: no tmpfs, a picture would reach a disk`)
  }

  /** Removes what lies in it but `keep`, and the folders of processes that are gone. Never rejects. */
  async sweep(keep: string | null): Promise<void> {
    for (const base of this.#bases) {
      for (const name of await readdir(base).catch(() => [])) {
        const [, pid, start] = folderPattern.exec(name) ?? []
        if (pid === undefined) continue
        if (name === this.#name) await removeIn(join(base, name), keep)
        else if (startOf(Number(pid)) !== start) await remove(join(base, name))
      }
    }
  }

  async remove(): Promise<void> {
    for (const base of this.#bases) await remove(join(base, this.#name))
  }
}

const removeIn = async (folder: string, keep: string | null): Promise<void> => {
  for (const name of await readdir(folder).catch(() => [])) {
    if (join(folder, name) !== keep) await remove(join(folder, name))
  }
}

/** What can't be removed is another user's. */
const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true }).catch(() => {})
