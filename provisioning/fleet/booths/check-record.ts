import { createHash } from 'node:crypto'
import { Compile } from 'typebox/compile'
import { type GenerationRecord, SentRecord, withKnownValues } from '../../protocol/generation-record.ts'
import { faultOfHour } from '../../protocol/plausible-hour.ts'
import { RecordKey } from '../../protocol/record-batch.ts'

const recordCheck = Compile(SentRecord)
const keyCheck = Compile(RecordKey)

/** The key of something that may not be a record at all; null if it has none. */
export const readRecordKey = (value: unknown): RecordKey | null => {
  if (typeof value !== 'object' || value === null) return null
  const { epoch, sequence } = value as Partial<RecordKey>
  const key = { epoch, sequence }
  return keyCheck.Check(key) ? key : null
}

/** Names a property only if it looks like one: what was sent is never echoed. */
const propertyText = (name: string | undefined): string =>
  name !== undefined && /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name) ? `unknown property "${name}"` : 'unknown property'

export type CheckedRecord =
  | {
      readonly ok: true
      readonly record: GenerationRecord
      /** SHA-256 of what was sent, in hexadecimal: it stays the same when this fleet learns more values. */
      readonly hash: string
      /** How many values this fleet doesn't know; they are `other` in `record`. */
      readonly unknownValues: number
    }
  | { readonly ok: false; readonly reason: string }

const reasonOf = (value: unknown): string => {
  for (const error of recordCheck.Errors(value)) {
    // The library reports an unknown property twice; this is the one that names it.
    if (error.keyword === 'additionalProperties') {
      const [name] = error.params.additionalProperties
      return `${propertyText(name)} in ${error.instancePath || '/'}`
    }
    if (error.keyword !== 'boolean') return `${error.instancePath || '/'} ${error.message}`.slice(0, 200)
  }
  return 'not a generation record'
}

/** The same text for the same record, whatever order its sender wrote the properties in. */
const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/**
 * Checks against the allow-list. Nothing is stripped: a record with anything else in it is rejected as a whole. A value
 * that a newer booth knows and this fleet does not is replaced by `other`.
 */
export const checkRecord = (value: unknown, nowMs: number): CheckedRecord => {
  if (!recordCheck.Check(value)) return { ok: false, reason: reasonOf(value) }
  const fault = faultOfHour(value.hour, nowMs)
  if (fault !== null) return { ok: false, reason: `/hour ${fault}` }
  const { record, replaced } = withKnownValues(value)
  const hash = createHash('sha256').update(canonicalJson(value)).digest('hex')
  return { ok: true, record, hash, unknownValues: replaced.length }
}
