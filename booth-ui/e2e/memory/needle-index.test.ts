import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NEEDLE_BYTES, type Needle, NeedleIndex } from './needle-index.ts'

const needleOf = (seed: number): Needle => ({
  bytes: Uint8Array.from(
    { length: NEEDLE_BYTES },
    (_, index) => (seed * 31 + index * 97 + ((index * seed) >> 3)) & 0xff,
  ),
  label: String(seed),
})
const found = (index: NeedleIndex, bytes: Uint8Array) => {
  const hits: [string, number][] = []
  index.search(bytes, ({ label }, offset) => hits.push([label, offset]))
  return hits
}

it('finds each needle where it lies, over pages of zeros and across their edges, and nothing else', () => {
  const places = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(places, fc.nat(4096), fc.array(fc.nat(255), { maxLength: 50 }), (slots, shift, litter) => {
      const index = new NeedleIndex()
      const needles = slots.map((_, seed) => needleOf(seed + 1))
      expect(index.add(needles)).toBe(needles.length)
      const bytes = new Uint8Array(41 * 1024 + 4096 + NEEDLE_BYTES)
      bytes.set(litter, 12)
      const expected = slots.map((slot, at): [string, number] => {
        const offset = slot * 1024 + shift
        bytes.set(needles[at]?.bytes ?? [], offset)
        return [String(at + 1), offset]
      })
      expect(found(index, bytes)).toEqual(expected.sort((a, b) => a[1] - b[1]))
      // All but the last byte is no find.
      for (const [, offset] of expected) bytes[offset + NEEDLE_BYTES - 1]! ^= 1
      expect(found(index, bytes)).toEqual([])
    }),
  )
})

it('takes no needle that could be anybody’s, and drops one that is known', () => {
  const index = new NeedleIndex()
  const flat: Needle = { bytes: new Uint8Array(NEEDLE_BYTES).fill(200), label: 'flat' }
  const [one, other] = [needleOf(1), needleOf(2)]
  expect(index.add([flat, one, other])).toBe(2)
  index.drop([one])
  expect(index.size).toBe(1)
  expect(found(index, Uint8Array.of(...one.bytes, ...other.bytes, ...flat.bytes))).toEqual([['2', NEEDLE_BYTES]])
})
