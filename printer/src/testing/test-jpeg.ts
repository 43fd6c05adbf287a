/** Luminance DC code lengths of ITU-T T.81 table K.3, and an AC table that holds "end of block" alone. */
const dcCounts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
const dcCategories = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const acCounts = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

const segment = (marker: number, body: readonly number[]): number[] => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 0xff,
  ...body,
]

/**
 * A grey baseline JPEG of flat 8 x 8 blocks, for tests: a picture whose place and turn can be measured, from no
 * library. `greyAt` gives 0..255 for a block by its centre, x and y in 0..1.
 */
export const makeTestJpeg = (
  widthPx: number,
  heightPx: number,
  greyAt: (x: number, y: number) => number = () => 128,
): Uint8Array => {
  const bits = new BitWriter()
  const codes = huffmanCodes(dcCounts, dcCategories)
  let previous = 0
  for (let blockY = 0; blockY < Math.ceil(heightPx / 8); blockY++) {
    for (let blockX = 0; blockX < Math.ceil(widthPx / 8); blockX++) {
      // The quantizer is 8, and a flat block's DC is 8 times its level: one unit is one grey.
      const level = Math.round(greyAt((blockX * 8 + 4) / widthPx, (blockY * 8 + 4) / heightPx)) - 128
      const difference = level - previous
      previous = level
      const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference))
      const [code, length] = codes.get(category)!
      bits.write(code, length)
      if (category > 0) bits.write(difference > 0 ? difference : difference + 2 ** category - 1, category)
      // End of block: the one AC code, 00.
      bits.write(0, 2)
    }
  }
  const frame = [8, heightPx >> 8, heightPx & 0xff, widthPx >> 8, widthPx & 0xff, 1, 1, 0x11, 0]
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    ...segment(0xc0, frame),
    ...segment(0xc4, [0x00, ...dcCounts, ...dcCategories]),
    ...segment(0xc4, [0x10, ...acCounts, 0]),
    ...segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    ...bits.end(),
    ...[0xff, 0xd9],
  ])
}

/** Canonical codes by length (T.81 annex C). */
const huffmanCodes = (counts: readonly number[], symbols: readonly number[]): Map<number, [number, number]> => {
  const codes = new Map<number, [number, number]>()
  let code = 0
  let next = 0
  for (const [index, count] of counts.entries()) {
    for (let of = 0; of < count; of++) codes.set(symbols[next++]!, [code++, index + 1])
    code <<= 1
  }
  return codes
}

class BitWriter {
  readonly #bytes: number[] = []
  #pending = 0
  #count = 0

  write(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit--) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1)
      this.#count += 1
      if (this.#count === 8) this.#flush()
    }
  }

  end(): number[] {
    while (this.#count > 0) this.write(1, 1)
    return this.#bytes
  }

  #flush(): void {
    this.#bytes.push(this.#pending)
    // A data byte of 0xff is followed by a stuffed zero.
    if (this.#pending === 0xff) this.#bytes.push(0)
    this.#pending = 0
    this.#count = 0
  }
}
