import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { GenerationRecord } from './generation-record.ts'
import { batchLimits, packRecords, unpackRecords } from './record-batch.ts'

const recordOf = (sequence: number): GenerationRecord => ({
  epoch: 1,
  sequence,
  hour: '2026-11-24T14:00:00Z',
  interface: 'sheet.print',
  parameters: { copies: 4 },
  status: 'succeeded',
  durationBucketMs: 10000,
  appVersion: '0.1.0',
})
const records = (count: number) => Array.from({ length: count }, (_, index) => recordOf(index + 1))

describe('record batches', () => {
  it('come out as they went in', () => {
    const { body, count } = packRecords(records(3))
    expect(count).toBe(3)
    expect(unpackRecords(body)).toEqual({ ok: true, values: records(3) })
  })

  it('hold 500 records at most', () => {
    const { body, count } = packRecords(records(501))
    expect(count).toBe(500)
    expect(body.length).toBeLessThan(batchLimits.packedBytes)
    expect(unpackRecords(body)).toMatchObject({ ok: true, values: { length: 500 } })
  })

  it('stay within both sizes with records that do not compress', () => {
    const noise = (sequence: number) => {
      const text = Array.from({ length: 4000 }, (_, index) =>
        Math.sin(sequence * 4001 + index)
          .toString(36)
          .slice(3, 9),
      ).join('')
      return { ...recordOf(sequence), model: text }
    }
    const { body, count } = packRecords(Array.from({ length: 100 }, (_, index) => noise(index + 1)))
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(100)
    expect(body.length).toBeLessThanOrEqual(batchLimits.packedBytes)
    expect(unpackRecords(body)).toMatchObject({ ok: true, values: { length: count } })
  })

  it('leave out a record that no batch can hold', () => {
    expect(packRecords([{ ...recordOf(1), model: 'x'.repeat(batchLimits.unpackedBytes) }]).count).toBe(0)
  })

  it('are empty for no records', () => {
    expect(unpackRecords(packRecords([]).body)).toEqual({ ok: true, values: [] })
  })

  it.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(50 * 1024 * 1024)), 'too-large'],
    ['too many lines', gzipSync('1\n'.repeat(501)), 'too-large'],
    ['too many bytes packed', Buffer.alloc(batchLimits.packedBytes + 1), 'too-large'],
    ['no gzip', Buffer.from('{}'), 'malformed'],
    ['nothing', Buffer.alloc(0), 'malformed'],
    ['truncated gzip', gzipSync('{"a":1}\n'.repeat(50)).subarray(0, -9), 'malformed'],
    ['a line that is not JSON', gzipSync('{"a":1}\n{"a":\n'), 'malformed'],
    ['an empty line', gzipSync('{"a":1}\n\n{"a":2}\n'), 'malformed'],
    ['bytes that are not UTF-8', gzipSync(Buffer.from([0xff, 0xfe, 0x0a])), 'malformed'],
  ])('refuse %s', (_name, body, reason) => {
    expect(unpackRecords(body)).toMatchObject({ ok: false, reason })
  })
})
