import type Database from 'better-sqlite3'
import { type Clock, systemClock } from '../foundation/clock.ts'
import { createLogger, type Log } from '../foundation/log.ts'
import { createAudit } from './audit.ts'
import { takeBoothLock } from './booth-lock.ts'
import { createCounts } from './counts.ts'
import { setDamagedFileAside } from './damaged-file.ts'
import { asBoothError, isDamage, openDatabase } from './database.ts'
import { enterEpoch } from './epoch.ts'
import { checkAppVersion } from './generation-check.ts'
import { createGenerations } from './generations.ts'
import { createKeyValues } from './key-value.ts'
import { createLedger } from './ledger.ts'
import { createOutbox } from './outbox.ts'
import type { Records } from './records.ts'

export interface OpenRecordsOptions {
  /** Of the database file; its folder is made if need be. Beside it live `-wal`, `-shm`, `.epoch` and `.lock`. */
  readonly path: string
  readonly appVersion: string
  readonly clock?: Clock
  readonly logger?: Log
  /**
   * `booth` (default): the server itself; takes the folder's lock, begins an epoch where one is due, sets a damaged file
   * aside. `tool`: a command beside a running booth; touches none of that.
   */
  readonly role?: 'booth' | 'tool'
}

/** Settled rows wait this long for a fleet that may be restored from a backup. */
const keepAcknowledgedDays = 35

/**
 * Opens the booth's durable memory. A damaged file is set aside (`.damaged-N`) and a new one begun, with a new epoch.
 * Throws BoothError `records.unreadable` (no rights, in use, of a newer program) or `disk.full`.
 */
export const openRecords = (options: OpenRecordsOptions): Records => {
  const { path, appVersion, clock = systemClock, logger = createLogger({ level: 'silent' }), role = 'booth' } = options
  checkAppVersion(appVersion)
  try {
    if (role === 'tool') return recordsOver(openDatabase(path), { appVersion, clock, logger })
    const releaseLock = takeBoothLock(path)
    try {
      const db = openOrReplace(path, logger)
      try {
        return start(db, { appVersion, clock, logger, onClose: releaseLock })
      } catch (error) {
        db.close()
        throw error
      }
    } catch (error) {
      releaseLock()
      throw error
    }
  } catch (error) {
    throw asBoothError(error, path)
  }
}

const openOrReplace = (path: string, logger: Log): Database.Database => {
  try {
    return openDatabase(path)
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = setDamagedFileAside(path)
    const detail = error instanceof Error ? error.message : String(error)
    logger.error(
      { path, aside, detail },
      'The records were damaged: set aside, and new ones begun. Records not yet sent, open prints and the staff PIN in it are lost',
    )
    return openDatabase(path)
  }
}

interface Parts {
  readonly appVersion: string
  readonly clock: Clock
  readonly logger: Log
  readonly onClose?: () => void
}

const start = (db: Database.Database, parts: Parts): Records => {
  const { epoch, isNew } = enterEpoch(db, parts.clock.nowMs())
  if (isNew) parts.logger.info({ epoch }, 'A new epoch of records begins')
  return recordsOver(db, parts)
}

/** The stores over an open database, every failure of SQLite turned into the booth's own. */
export const recordsOver = (db: Database.Database, parts: Parts): Records => {
  const { appVersion, clock, logger, onClose } = parts

  const guarded =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return work(...args)
      } catch (error) {
        throw asBoothError(error, db.name)
      }
    }
  /** Each of a store's calls guarded. */
  const store = <S extends object>(calls: S): S =>
    Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, guarded(call)])) as S

  const generations = store(createGenerations(db, clock, appVersion))
  const outbox = store(createOutbox(db, clock))
  const counts = createCounts(db, clock)
  const ledger = createLedger(db, clock, counts)
  const audit = createAudit(db, clock)
  const listeners = new Set<() => void>()

  return {
    generations: {
      add(input) {
        const record = generations.add(input)
        for (const listener of listeners) listener()
        return record
      },
      onAdded(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    outbox,
    ledger: store(ledger),
    counts: store(counts),
    audit: store(audit),
    values: store(createKeyValues(db)),
    housekeep: guarded(() => {
      const records = outbox.prune(keepAcknowledgedDays)
      const prints = ledger.prune()
      const addresses = audit.prune()
      if (records + prints + addresses === 0) return
      // Else the dropped addresses would stand in the WAL until its pages happen to be written over.
      db.pragma('wal_checkpoint(TRUNCATE)')
      logger.info({ records, prints, addresses }, 'Dropped what is past its time')
    }),
    close() {
      db.close()
      onClose?.()
    },
  }
}
