import { randomBytes } from 'node:crypto'
import type Database from 'better-sqlite3'
import { type Clock, dayMs } from '../foundation/clock.ts'
import { BoothError } from '../foundation/errors.ts'
import type { LedgerRow, LedgerStatus } from './records.ts'

/** Where a row may go from each status. The ends lead nowhere, so a sheet that came out can't be printed again. */
export const ledgerTransitions: { readonly [from in LedgerStatus]: readonly LedgerStatus[] } = {
  // Only `sending` leads on to the printer. It is committed before the first byte goes out, so a row that is still
  // `created` after a power cut certainly wasn't printed.
  created: ['sending', 'not-printed'],
  sending: ['printing', 'needs-attention', 'printed', 'not-printed', 'unknown'],
  printing: ['needs-attention', 'printed', 'not-printed', 'unknown'],
  'needs-attention': ['printing', 'printed', 'not-printed', 'unknown', 'settled'],
  // Asking the printer for the job again may still tell; else a person settles it.
  unknown: ['printed', 'not-printed', 'settled'],
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
}

const fromRow = (row: Row): LedgerRow => ({
  ledgerId: row.ledger_id,
  documentId: row.document_id,
  paper: row.paper,
  status: row.status,
  jobId: row.job_id,
  jobUri: row.job_uri,
  createdAt: new Date(row.created_ms).toISOString(),
})

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Random, 80 bits, 16 characters that staff can read out: it becomes the IPP `job-name`, so it must tell nothing. */
const newLedgerId = (): string => `sheet-${Array.from(randomBytes(16), (byte) => alphabet[byte & 31]).join('')}`

/** The print ledger. A sheet that came out is counted in the same transaction. */
export const createLedger = (db: Database.Database, clock: Clock, counts: { addSheet(): void }) => {
  const insert = db.prepare(
    `INSERT INTO ledger (ledger_id, document_id, paper, status, created_ms)
     VALUES (@ledgerId, @documentId, @paper, 'created', @createdMs)`,
  )
  const read = db.prepare('SELECT * FROM ledger WHERE ledger_id = ?')
  const update = db.prepare(
    `UPDATE ledger SET status = @status, job_id = coalesce(@jobId, job_id), job_uri = coalesce(@jobUri, job_uri)
     WHERE ledger_id = @ledgerId`,
  )
  const open = db.prepare(
    `SELECT * FROM ledger WHERE status IN ('created', 'sending', 'printing', 'needs-attention', 'unknown')
     ORDER BY rowid`,
  )
  const endCreated = db.prepare("UPDATE ledger SET status = 'not-printed' WHERE status = 'created'")
  const doubtSent = db.prepare("UPDATE ledger SET status = 'unknown' WHERE status IN ('sending', 'printing')")
  const prune = db.prepare(
    "DELETE FROM ledger WHERE status IN ('printed', 'not-printed', 'settled') AND created_ms < ?",
  )

  const rowOf = (ledgerId: string): Row => {
    const row = read.get(ledgerId) as Row | undefined
    if (row === undefined) throw new BoothError('internal.invariant', `No ledger row ${ledgerId}`)
    return row
  }

  return {
    add({ documentId, paper }: { documentId: string; paper: string }): LedgerRow {
      const ledgerId = newLedgerId()
      insert.run({ ledgerId, documentId, paper, createdMs: clock.nowMs() })
      return fromRow(rowOf(ledgerId))
    },

    update: db.transaction(
      (ledgerId: string, change: { status: LedgerStatus; jobId?: number; jobUri?: string }): void => {
        const { status } = rowOf(ledgerId)
        if (status !== change.status && !ledgerTransitions[status].includes(change.status)) {
          throw new BoothError('internal.invariant', `Ledger row ${ledgerId}: ${status} can't become ${change.status}`)
        }
        update.run({ ledgerId, status: change.status, jobId: change.jobId ?? null, jobUri: change.jobUri ?? null })
        if (status !== 'printed' && change.status === 'printed') counts.addSheet()
      },
    ).immediate,

    openRows: (): readonly LedgerRow[] => (open.all() as Row[]).map(fromRow),

    /** After a start: what was under way is in doubt, what hadn't begun certainly wasn't printed. */
    recover: db.transaction(() => ({
      notPrinted: endCreated.run().changes,
      unknown: doubtSent.run().changes,
    })).immediate,

    prune: (): number => prune.run(clock.nowMs() - keepDays * dayMs).changes,
  }
}
