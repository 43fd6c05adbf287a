import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, open, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BoothError } from '../foundation/errors.ts'

/** The server writes in it, its group reads. */
const DIRECTORY_MODE = 0o750
const WRITABLE_BY_OTHERS = 0o022

/**
 * Where the booth keeps what lasts until the machine is switched off: the setting `runDirectory`, else systemd's
 * RUNTIME_DIRECTORY, else a folder of this user and these records below XDG_RUNTIME_DIR or the temporary folder.
 */
export const runDirectoryFrom = (given: string | null, env: NodeJS.ProcessEnv, dataDir: string): string => {
  if (given !== null) return given
  // systemd.exec(5): several RuntimeDirectory= are joined by colons.
  const [ofUnit] = (env.RUNTIME_DIRECTORY ?? '').split(':')
  if (ofUnit) return ofUnit
  const booth = createHash('sha256').update(dataDir).digest('hex').slice(0, 8)
  return join(env.XDG_RUNTIME_DIR || tmpdir(), `quickid-booth-${process.getuid?.() ?? 'user'}-${booth}`)
}

/**
 * Makes the run directory where it is missing. Throws BoothError `config.invalid` for one that somebody else could
 * write in, as the temporary folder lets anybody prepare: whoever puts the page there decides what the kiosk opens.
 */
export const prepareRunDirectory = async (path: string): Promise<void> => {
  const made = await mkdir(path, { recursive: true, mode: DIRECTORY_MODE }).catch((cause: unknown) => {
    throw new BoothError('config.invalid', `The run directory ${path} can't be made`, { cause })
  })
  // The process's umask took the group's part.
  if (made !== undefined) await chmod(path, DIRECTORY_MODE)
  const found = await lstat(path)
  const isOurs = process.getuid === undefined || found.uid === process.getuid()
  if (found.isDirectory() && isOurs && (found.mode & WRITABLE_BY_OTHERS) === 0) return
  throw new BoothError('config.invalid', `The run directory ${path} must be a folder that only this user may write in`)
}

/** Puts a whole file in its place with exactly that mode: a reader sees the old one or the new one. */
export const placeFile = async (path: string, text: string, mode: number): Promise<void> => {
  const part = `${path}.${process.pid}.part`
  const file = await open(part, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.chmod(mode)
  } finally {
    await file.close()
  }
  await rename(part, path)
}
