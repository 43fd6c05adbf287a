import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { BoothError, isBoothError } from '../foundation/errors.ts'
import { migrate } from './migrations.ts'

/** Only the booth's own user may read it: it holds the staff's addresses and the hash of their PIN. */
const fileMode = 0o600
const directoryMode = 0o700
/** Below this much free space a failed write is taken for a full disk, whatever SQLite calls it. */
const fullBelowBytes = 1024 * 1024

/** The file is no database any more, or its pages contradict each other. */
export class DamagedDatabaseError extends Error {}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedDatabaseError || /^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error))

const isDiskFull = (error: unknown, path: string): boolean => {
  const code = errorCode(error)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return true
  // A file beside the database, whose writer says which one.
  if (error instanceof Error && error.cause !== undefined) return isDiskFull(error.cause, path)
  // On a full disk the WAL's shared-memory file fails with an I/O error before any page does.
  if (!/^SQLITE_(IOERR|CANTOPEN)/.test(code)) return false
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize < fullBelowBytes
  } catch {
    return false
  }
}

/** SQLite's and the file system's failures as the booth's own: `disk.full` or `records.unreadable`. */
export const asBoothError = (error: unknown, path: string): BoothError => {
  if (isBoothError(error)) return error
  const detail = error instanceof Error ? error.message : String(error)
  if (isDiskFull(error, path)) {
    return new BoothError('disk.full', `No room left for the records in ${dirname(path)}`, { cause: error })
  }
  return new BoothError('records.unreadable', `${path}: ${detail} ${errorCode(error)}`.trim(), { cause: error })
}

/**
 * Creates the folder and the empty file first, so that SQLite never creates either with wider rights. An existing file
 * isn't opened: closing it again would drop the POSIX locks that this process holds on it.
 */
export const preparePath = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: directoryMode })
  if (existsSync(path)) chmodSync(path, fileMode)
  else closeSync(openSync(path, 'a', fileMode))
}

/**
 * Opens, checks and migrates. Throws SQLite's own errors and DamagedDatabaseError for the caller to judge (`isDamage`),
 * BoothError `records.unreadable` for a newer schema or another program's file.
 */
export const openDatabase = (path: string): Database.Database => {
  preparePath(path)
  const db = new Database(path, { timeout: 5000 })
  try {
    const mode = db.pragma('journal_mode = WAL', { simple: true })
    if (mode !== 'wal') throw new BoothError('records.unreadable', `${path}: its file system allows no WAL (${mode})`)
    // FULL: in WAL mode the commit is on the disk when the call returns, so a power cut takes back nothing.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    // Deleted rows (addresses) are overwritten, not just unlinked.
    db.pragma('secure_delete = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('journal_size_limit = 4194304')
    const verdict = db.pragma('quick_check(1)', { simple: true })
    if (verdict !== 'ok') throw new DamagedDatabaseError(String(verdict))
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
