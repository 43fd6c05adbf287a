/** Bytes that tell a piece of a picture from everything else: `NEEDLE_BYTES` in a row, with a name for the report. */
export interface Needle {
  readonly bytes: Uint8Array
  readonly label: string
}

export const NEEDLE_BYTES = 32

const BLOOM_BITS = 22
const MULTIPLIER = 0x9e3779b1
const ZEROS = Buffer.alloc(4096)

const u32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24) | 0

/**
 * Finds any of many needles at any offset. A filter over the first four bytes of each (one bit of 2^22) rejects nearly
 * every position, so that a gigabyte takes seconds; what passes is compared byte by byte, so nothing is found that is not
 * there.
 */
export class NeedleIndex {
  readonly #bloom = new Uint32Array(1 << (BLOOM_BITS - 5))
  readonly #byKey = new Map<number, Needle[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Takes only needles that stand out (`isTelling`); says how many it took. */
  add(needles: Iterable<Needle>): number {
    let taken = 0
    for (const needle of needles) {
      if (!isTelling(needle.bytes)) continue
      const key = u32(needle.bytes, 0)
      const known = this.#byKey.get(key)
      if (known) known.push(needle)
      else this.#byKey.set(key, [needle])
      const bit = Math.imul(key, MULTIPLIER) >>> (32 - BLOOM_BITS)
      this.#bloom[bit >>> 5]! |= 1 << (bit & 31)
      taken++
    }
    this.#size += taken
    return taken
  }

  /** What lies in memory without any visit tells nothing. */
  drop(needles: Iterable<Needle>): void {
    for (const needle of needles) {
      const key = u32(needle.bytes, 0)
      const rest = this.#byKey.get(key)?.filter((other) => other !== needle) ?? []
      if (rest.length === (this.#byKey.get(key)?.length ?? 0)) continue
      this.#size--
      if (rest.length > 0) this.#byKey.set(key, rest)
      else this.#byKey.delete(key)
    }
  }

  /** Calls `onHit` with each needle in `bytes` and its offset. */
  search(bytes: Uint8Array, onHit: (needle: Needle, offset: number) => void): void {
    const last = bytes.length - NEEDLE_BYTES
    for (let from = 0; from <= last; from += ZEROS.length) {
      const to = Math.min(from + ZEROS.length - 1, last)
      // No needle begins in zeros, and much of memory is.
      if (to - from === ZEROS.length - 1 && ZEROS.equals(bytes.subarray(from, to + 1))) continue
      this.#searchFrom(bytes, from, to, onHit)
    }
  }

  #searchFrom(bytes: Uint8Array, from: number, last: number, onHit: (needle: Needle, offset: number) => void): void {
    const bloom = this.#bloom
    let key = u32(bytes, from)
    for (let at = from; ; ) {
      const bit = Math.imul(key, MULTIPLIER) >>> (32 - BLOOM_BITS)
      if (bloom[bit >>> 5]! & (1 << (bit & 31))) {
        for (const needle of this.#byKey.get(key) ?? []) if (isAt(bytes, at, needle.bytes)) onHit(needle, at)
      }
      if (++at > last) return
      key = (key >>> 8) | (bytes[at + 3]! << 24)
    }
  }
}

const isAt = (haystack: Uint8Array, at: number, needle: Uint8Array): boolean => {
  for (let index = 4; index < NEEDLE_BYTES; index++) if (haystack[at + index] !== needle[index]) return false
  return true
}

/** A row of one colour, a table or a ramp may be anybody's. */
const MIN_DISTINCT_BYTES = 8

const isTelling = (bytes: Uint8Array): boolean =>
  bytes.length === NEEDLE_BYTES && new Set(bytes).size >= MIN_DISTINCT_BYTES && new Set(bytes.subarray(0, 4)).size >= 3
