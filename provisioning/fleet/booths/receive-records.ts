import type { Refusal } from '../../protocol/api.ts'
import type { GenerationRecord } from '../../protocol/generation-record.ts'
import { compareRecordKeys, type RecordKey, type RecordsAnswer } from '../../protocol/record-batch.ts'
import { dayOf } from '../audit.ts'
import type { Database, Queryable } from '../database/database.ts'
import type { BoothStatus } from './booth-status.ts'
import { checkRecord, readRecordKey } from './check-record.ts'

export type ReceiptOutcome =
  | { readonly ok: true; readonly answer: RecordsAnswer }
  | { readonly ok: false; readonly reason: Refusal['reason']; readonly message: string }

type Rejected = RecordsAnswer['rejected'][number]
type Row = GenerationRecord & { readonly hash: string; readonly unknownValues: number }

/** Thrown inside the transaction to undo it: what a cloned disk sent must leave no row. */
class ConflictFound extends Error {
  readonly key: RecordKey
  constructor(key: RecordKey) {
    super('two records with one key')
    this.key = key
  }
}

const recordColumns = `epoch integer, sequence bigint, hour timestamptz, interface text, parameters jsonb, status text,
  error text, "durationBucketMs" integer, model text, "appVersion" text, hash text`

const insertRows = (tx: Queryable, boothId: string, rows: string, day: string) =>
  tx.query<RecordKey>(
    `insert into generation_records (booth_id, epoch, sequence, hour, interface, parameters, status, error,
       duration_bucket_ms, model, app_version, content_hash, received_on)
     select $1, epoch, sequence, hour, interface, parameters, status, error, "durationBucketMs", model, "appVersion",
       decode(hash, 'hex'), $3::date
     from jsonb_to_recordset($2::jsonb) as r(${recordColumns})
     on conflict (booth_id, epoch, sequence) do nothing
     returning epoch, sequence`,
    [boothId, rows, day],
  )

/** Keys that are stored with another content than the batch has. */
const findConflicts = (tx: Queryable, boothId: string, rows: string) =>
  tx.query<RecordKey>(
    `select g.epoch, g.sequence
     from jsonb_to_recordset($2::jsonb) as r(epoch integer, sequence bigint, hash text)
     join generation_records g on g.booth_id = $1 and g.epoch = r.epoch and g.sequence = r.sequence
     where g.content_hash <> decode(r.hash, 'hex')
     order by g.epoch, g.sequence`,
    [boothId, rows],
  )

/** Only of what is new here: a batch sent twice counts once. */
const unknownValuesIn = (rows: readonly Row[], inserted: readonly RecordKey[]): number => {
  const isNew = new Set(inserted.map(({ epoch, sequence }) => `${epoch}/${sequence}`))
  return rows
    .filter(({ epoch, sequence }) => isNew.has(`${epoch}/${sequence}`))
    .reduce((sum, { unknownValues }) => sum + unknownValues, 0)
}

const storeRows = async (
  db: Database,
  boothId: string,
  rows: readonly Row[],
  day: string,
): Promise<{ readonly status: BoothStatus; readonly rejected: readonly Rejected[] }> =>
  db.transaction(async (tx) => {
    // The lock orders two disks that speak with one key, and keeps the count right.
    const [booth] = await tx.query<{ status: BoothStatus; epoch: number; sequence: number }>(
      `select status, conflicts_settled_epoch as epoch, conflicts_settled_sequence as sequence
       from booths where id = $1 for update`,
      [boothId],
    )
    const last = rows.at(-1)
    if (booth === undefined || booth.status !== 'active' || last === undefined) {
      return { status: booth?.status ?? 'retired', rejected: [] }
    }
    const text = JSON.stringify(rows)
    const inserted = await insertRows(tx, boothId, text, day)
    const conflicts = inserted.length < rows.length ? await findConflicts(tx, boothId, text) : []
    const unsettled = conflicts.find((key) => compareRecordKeys(key, booth) > 0)
    if (unsettled !== undefined) throw new ConflictFound(unsettled)
    await tx.query(
      `update booths set record_count = record_count + $2, unknown_value_count = unknown_value_count + $3,
         app_version = $4
       where id = $1`,
      [boothId, inserted.length, unknownValuesIn(rows, inserted), last.appVersion],
    )
    return {
      status: booth.status,
      rejected: conflicts.map((key) => ({ ...key, reason: 'differs from what is stored' })),
    }
  })

const quarantine = async (db: Database, boothId: string, key: RecordKey): Promise<void> => {
  await db.query(
    `update booths set status = 'quarantined', quarantine_reason = $2 where id = $1 and status = 'active'`,
    [boothId, `record ${key.epoch}/${key.sequence} came twice with different content`],
  )
}

/** Checks keys and order, then each record. A batch whose rows can't be named or told apart is malformed. */
const sortOut = (
  values: readonly unknown[],
  nowMs: number,
): { rows: Row[]; rejected: Rejected[]; last: RecordKey | null } | string => {
  const rows: Row[] = []
  const rejected: Rejected[] = []
  let last: RecordKey | null = null
  for (const [index, value] of values.entries()) {
    const key = readRecordKey(value)
    if (key === null) return `line ${index + 1} has no epoch and sequence`
    if (last !== null && compareRecordKeys(last, key) >= 0) return `line ${index + 1} is not in ascending order`
    last = key
    const checked = checkRecord(value, nowMs)
    if (!checked.ok) {
      rejected.push({ ...key, reason: checked.reason })
      continue
    }
    const { record, hash, unknownValues } = checked
    rows.push({ ...record, hash, unknownValues })
  }
  return { rows, rejected, last }
}

/**
 * Stores a batch, all of it or nothing. Sent twice it changes nothing and gets the same answer. A key that is stored
 * with other content means that two disks speak for one booth: nothing is stored and the booth is quarantined.
 */
export const receiveRecords = async (
  deps: { db: Database; now: () => number },
  boothId: string,
  values: readonly unknown[],
): Promise<ReceiptOutcome> => {
  const nowMs = deps.now()
  const sorted = sortOut(values, nowMs)
  if (typeof sorted === 'string') return { ok: false, reason: 'malformed', message: sorted }
  const { rows, rejected, last } = sorted
  const quarantined = { ok: false, reason: 'quarantined', message: 'two disks speak for this booth' } as const
  try {
    if (rows.length > 0) {
      const stored = await storeRows(deps.db, boothId, rows, dayOf(nowMs))
      if (stored.status === 'quarantined') return quarantined
      if (stored.status !== 'active')
        return { ok: false, reason: stored.status, message: `the booth is ${stored.status}` }
      rejected.push(...stored.rejected)
    }
  } catch (error) {
    if (!(error instanceof ConflictFound)) throw error
    await quarantine(deps.db, boothId, error.key)
    return quarantined
  }
  return { ok: true, answer: { ackedThrough: last, rejected: rejected.toSorted(compareRecordKeys) } }
}
