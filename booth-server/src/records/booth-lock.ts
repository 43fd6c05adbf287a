import Database from 'better-sqlite3'
import { BoothError } from '../foundation/errors.ts'
import { preparePath } from './database.ts'

export const lockPath = (databasePath: string): string => `${databasePath}.lock`

/**
 * One booth per data directory: a second server would take the first one's prints for interrupted ones. Held through
 * SQLite's own file lock on an empty database, the one lock at hand that the kernel drops however the process ends.
 * Throws BoothError `records.unreadable` when another process has it. Returns the release.
 */
export const takeBoothLock = (databasePath: string): (() => void) => {
  const path = lockPath(databasePath)
  preparePath(path)
  const lock = new Database(path, { timeout: 0 })
  try {
    // Nothing is ever written to it, so it needs no journal file.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw new BoothError('records.unreadable', `Another booth server is using ${databasePath}`, { cause })
  }
  return () => lock.close()
}
