import { randomBytes } from 'node:crypto'
import type Database from 'better-sqlite3'
import { type Clock, dayMs } from '../foundation/clock.ts'
import { BoothError } from '../foundation/errors.ts'
import type { LedgerChange, LedgerRow, LedgerStatus, LedgerStore } from './records.ts'

/** Where a row may go from each status. The ends lead nowhere, so a sheet that came out can't be printed again. */
export const ledgerTransitions: { readonly [from in LedgerStatus]: readonly LedgerStatus[] } = {
  // Only `sending` leads on to the printer. It is committed before the first byte goes out, so a row that is still
  // `created` after a power cut certainly wasn't printed.
  created: ['sending', 'not-printed'],
  sending: ['printing', 'needs-attention', 'printed', 'not-printed', 'in-doubt'],
  printing: ['needs-attention', 'printed', 'not-printed', 'in-doubt', 'held', 'stray', 'unknown'],
  'needs-attention': ['printing', 'printed', 'not-printed', 'in-doubt', 'held', 'stray', 'unknown'],
  // What the printer answers when it is asked what became of the sheet.
  'in-doubt': ['printing', 'printed', 'not-printed', 'held', 'stray', 'unknown'],
  held: ['printing', 'printed', 'not-printed', 'in-doubt', 'stray', 'unknown'],
  stray: ['printing', 'printed', 'not-printed', 'in-doubt', 'held', 'unknown', 'settled'],
  // The next start asks again; else a person settles it.
  unknown: ['in-doubt', 'settled'],
  printed: [],
  'not-printed': [],
  settled: [],
}

/** Ended rows are kept this long, for the staff's questions about yesterday's sheet. */
const keepDays = 35

interface Row {
  ledger_id: string
  document_id: string
  paper: string
  status: LedgerStatus
  job_id: number | null
  job_uri: string | null
  created_ms: number
  unrecorded_copies: string | null
}

const fromRow = (row: Row): LedgerRow => ({
  ledgerId: row.ledger_id,
  documentId: row.document_id,
  paper: row.paper,
  status: row.status,
  jobId: row.job_id,
  jobUri: row.job_uri,
  unrecordedCopies: row.unrecorded_copies === null ? null : JSON.parse(row.unrecorded_copies),
  createdAt: new Date(row.created_ms).toISOString(),
})

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Random, 80 bits, 16 characters that staff can read out: it becomes the IPP `job-name`, so it must tell nothing. */
const newLedgerId = (): string => `sheet-${Array.from(randomBytes(16), (byte) => alphabet[byte & 31]).join('')}`

/** The print ledger. A sheet that came out is counted in the same transaction. */
export const createLedger = (db: Database.Database, clock: Clock, counts: { addSheet(): void }) => {
  const insert = db.prepare(
    `INSERT INTO ledger (ledger_id, document_id, paper, status, created_ms, unrecorded_copies)
     VALUES (@ledgerId, @documentId, @paper, 'created', @createdMs, @copies)`,
  )
  const read = db.prepare('SELECT * FROM ledger WHERE ledger_id = ?')
  const update = db.prepare(
    `UPDATE ledger SET status = @status, job_id = coalesce(@jobId, job_id), job_uri = coalesce(@jobUri, job_uri),
       unrecorded_copies = iif(@isRecorded, NULL, unrecorded_copies)
     WHERE ledger_id = @ledgerId`,
  )
  const open = db.prepare(
    `SELECT * FROM ledger WHERE status IN
       ('created', 'sending', 'printing', 'needs-attention', 'in-doubt', 'held', 'stray', 'unknown')
     ORDER BY rowid`,
  )
  const endCreated = db.prepare("UPDATE ledger SET status = 'not-printed' WHERE status = 'created'")
  const doubtOpen = db.prepare(
    `UPDATE ledger SET status = 'in-doubt' WHERE status IN
       ('sending', 'printing', 'needs-attention', 'in-doubt', 'held', 'stray', 'unknown')`,
  )
  const prune = db.prepare(
    "DELETE FROM ledger WHERE status IN ('printed', 'not-printed', 'settled') AND created_ms < ?",
  )

  const rowOf = (ledgerId: string): Row => {
    const row = read.get(ledgerId) as Row | undefined
    if (row === undefined) throw new BoothError('internal.invariant', `No ledger row ${ledgerId}`)
    return row
  }

  return {
    add({ documentId, paper, copies }: Parameters<LedgerStore['add']>[0]): LedgerRow {
      const ledgerId = newLedgerId()
      const copiesText = copies === undefined ? null : JSON.stringify(copies)
      insert.run({ ledgerId, documentId, paper, copies: copiesText, createdMs: clock.nowMs() })
      return fromRow(rowOf(ledgerId))
    },

    update: db.transaction((ledgerId: string, change: LedgerChange): void => {
      const { status } = rowOf(ledgerId)
      if (status !== change.status && !ledgerTransitions[status].includes(change.status)) {
        throw new BoothError('internal.invariant', `Ledger row ${ledgerId}: ${status} can't become ${change.status}`)
      }
      const { jobId = null, jobUri = null, isRecorded = false } = change
      update.run({ ledgerId, status: change.status, jobId, jobUri, isRecorded: isRecorded ? 1 : 0 })
      if (status !== 'printed' && change.status === 'printed') counts.addSheet()
    }).immediate,

    openRows: (): readonly LedgerRow[] => (open.all() as Row[]).map(fromRow),

    /** After a start: what is open is in doubt, but what hadn't begun certainly wasn't printed. */
    recover: db.transaction(() => ({
      notPrinted: endCreated.run().changes,
      inDoubt: doubtOpen.run().changes,
    })).immediate,

    prune: (): number => prune.run(clock.nowMs() - keepDays * dayMs).changes,
  }
}
