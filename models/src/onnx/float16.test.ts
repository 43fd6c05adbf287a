import { describe, expect, it } from 'vitest'
import { float16ToFloat32 } from './float16.ts'

const decode = (...halves: number[]): number[] =>
  [...float16ToFloat32(new Uint8Array(Uint16Array.from(halves).buffer))].map((value) => value)

describe('float16ToFloat32', () => {
  // IEEE 754-2019, table 3.5; the bit patterns are the limits of each range.
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x03ff, 2 ** -14 * (1023 / 1024)],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('reads %i as %d', (half, expected) => {
    expect(decode(half)).toEqual([expected])
  })

  it('reads from an odd address', () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0x3c, 0x00, 0xc0).subarray(1)
    expect([...float16ToFloat32(bytes)]).toEqual([1, -2])
  })
})
