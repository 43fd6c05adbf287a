import { gunzipSync, gzipSync } from 'node:zlib'
import { type Static, Type } from 'typebox'
import type { GenerationRecord } from './generation-record.ts'

/** Limits of a batch: gzip over NDJSON, one record a line. */
export const batchLimits = { records: 500, packedBytes: 256 * 1024, unpackedBytes: 2 * 1024 * 1024 } as const
export const batchContentType = 'application/x-ndjson'

const strict = { additionalProperties: false } as const

/** Where a record stands in its booth's sequence. */
export const RecordKey = Type.Object(
  {
    epoch: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  },
  strict,
)
export type RecordKey = Static<typeof RecordKey>

export const compareRecordKeys = (a: RecordKey, b: RecordKey): number => a.epoch - b.epoch || a.sequence - b.sequence

/**
 * `ackedThrough`: every record of the batch up to this key, inclusive, is stored or is in `rejected`; null for an
 * empty batch. A rejected record will be rejected again: set it aside.
 */
export const RecordsAnswer = Type.Object(
  {
    ackedThrough: Type.Union([RecordKey, Type.Null()]),
    rejected: Type.Array(Type.Object({ ...RecordKey.properties, reason: Type.String({ maxLength: 200 }) }, strict), {
      maxItems: batchLimits.records,
    }),
  },
  strict,
)
export type RecordsAnswer = Static<typeof RecordsAnswer>

export interface PackedBatch {
  readonly body: Uint8Array
  /** How many of the records, from the first, fitted within the limits. */
  readonly count: number
}

/** Packs as many of the records, from the first, as the limits allow. Zero if even the first is too large. */
export const packRecords = (records: readonly GenerationRecord[]): PackedBatch => {
  const lines: string[] = []
  let bytes = 0
  for (const record of records.slice(0, batchLimits.records)) {
    const line = `${JSON.stringify(record)}\n`
    bytes += Buffer.byteLength(line)
    if (bytes > batchLimits.unpackedBytes) break
    lines.push(line)
  }
  let body = gzipSync(lines.join(''))
  while (body.length > batchLimits.packedBytes && lines.length > 0) {
    lines.length = Math.floor(lines.length / 2)
    body = gzipSync(lines.join(''))
  }
  return { body, count: lines.length }
}

export type UnpackedBatch =
  | { readonly ok: true; readonly values: readonly unknown[] }
  | { readonly ok: false; readonly reason: 'malformed' | 'too-large'; readonly message: string }

/** The lines of a batch as parsed JSON, not yet checked against the allow-list. Never allocates beyond the limits. */
export const unpackRecords = (body: Uint8Array): UnpackedBatch => {
  const tooLarge = (message: string) => ({ ok: false, reason: 'too-large', message }) as const
  if (body.length > batchLimits.packedBytes) return tooLarge(`more than ${batchLimits.packedBytes} bytes packed`)
  let text: string
  try {
    const bytes = gunzipSync(body, { maxOutputLength: batchLimits.unpackedBytes })
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const isBomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    if (isBomb) return tooLarge(`more than ${batchLimits.unpackedBytes} bytes unpacked`)
    return { ok: false, reason: 'malformed', message: 'not gzip over UTF-8' }
  }
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.length > batchLimits.records) return tooLarge(`more than ${batchLimits.records} records`)
  const values: unknown[] = []
  for (const [index, line] of lines.entries()) {
    try {
      values.push(JSON.parse(line))
    } catch {
      return { ok: false, reason: 'malformed', message: `line ${index + 1} is not JSON` }
    }
  }
  return { ok: true, values }
}
