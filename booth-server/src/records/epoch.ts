import { readFileSync } from 'node:fs'
import { writeTextFile } from '@quickid/provisioning/storage'
import type Database from 'better-sqlite3'
import { hourMs } from '../foundation/clock.ts'

/**
 * A record's key is (booth, epoch, sequence), so a sequence may never run twice within an epoch. A new epoch begins
 *  - with every new database (first start, or the old one was damaged and set aside), and
 *  - when the database isn't the one that was last open here: somebody put an old copy back.
 *
 * The second is seen by a mark beside the database, `booth.sqlite.epoch`: both count how often the booth opened them,
 * and the mark also keeps the highest epoch. Any disagreement, a lost mark or a power cut between the two writes
 * included, just begins another epoch, which costs nothing.
 *
 * The number is the hour since 1970, or one more than any epoch known here if that is higher: it goes up even when both
 * files are lost, and it tells no more than the hour in each record does. A whole disk that is cloned, mark and all,
 * can't be seen from here: the fleet compares contents and quarantines.
 */
interface Mark {
  readonly epoch: number
  readonly opens: number
}

const highestEpoch = 2 ** 31 - 1

export const markPath = (databasePath: string): string => `${databasePath}.epoch`

const readMark = (path: string): Mark | null => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null || !('epoch' in value) || !('opens' in value)) return null
    const { epoch, opens } = value
    return Number.isSafeInteger(epoch) && Number.isSafeInteger(opens)
      ? { epoch: Number(epoch), opens: Number(opens) }
      : null
  } catch {
    return null
  }
}

/** Counts this opening and begins a new epoch where one is due. Returns the epoch and whether it is new. */
export const enterEpoch = (db: Database.Database, nowMs: number): { epoch: number; isNew: boolean } => {
  const path = markPath(db.name)
  const mark = readMark(path)
  const booth = db.prepare('SELECT epoch, opens FROM booth WHERE id = 1').get() as Mark
  const isContinued = mark !== null && booth.epoch > 0 && mark.epoch === booth.epoch && mark.opens === booth.opens
  const known = Math.max(booth.epoch, mark?.epoch ?? 0)
  const epoch = isContinued ? booth.epoch : Math.min(highestEpoch, Math.max(known + 1, Math.floor(nowMs / hourMs)))
  const opens = Math.max(booth.opens, mark?.opens ?? 0) + 1
  // The mark first: if the power goes in between, the two disagree and the next start begins a new epoch.
  writeTextFile(path, `${JSON.stringify({ epoch, opens } satisfies Mark)}\n`)
  db.prepare(
    isContinued
      ? 'UPDATE booth SET opens = @opens WHERE id = 1'
      : 'UPDATE booth SET epoch = @epoch, last_sequence = 0, opens = @opens WHERE id = 1',
  ).run(isContinued ? { opens } : { epoch, opens })
  return { epoch, isNew: !isContinued }
}
