import { crc32 } from 'node:zlib'

export type Random = () => number
type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer

const below = (random: Random, limit: number) => Math.floor(random() * Math.max(1, limit))
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!
const spanOf = (bytes: Buffer, random: Random, most: number) => {
  const from = below(random, bytes.length)
  return { from, to: Math.min(bytes.length, from + 1 + below(random, most)) }
}
const extremes = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const
const sides = [0, 1, 199, 200, 1000, 9000, 16383, 30000, 65535] as const

const noise = (length: number, random: Random) => Buffer.from(Array.from({ length }, () => below(random, 256)))

const withCopy = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(bytes)
  if (copy.length > 0) change(copy)
  return copy
}

const insertAt = (bytes: Buffer, at: number, piece: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])

/** Offset of the first JPEG frame header (ITU-T T.81, B.2.2), or -1. */
const frameHeaderOf = (bytes: Buffer): number => {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]!
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return at
    if (marker === 0xda) return -1
  }
  return -1
}

/** Header fields of width and height, by kind of file; anything else gets a changed byte. */
const lieAboutSize: Mutation = (bytes, random) =>
  withCopy(bytes, (copy) => {
    const width = pick(random, sides)
    const height = pick(random, sides)
    const frame = frameHeaderOf(copy)
    const ispe = copy.indexOf('ispe', 0, 'latin1')
    if (copy[0] === 0xff && frame > 0) {
      copy.writeUInt16BE(height, frame + 5)
      copy.writeUInt16BE(width, frame + 7)
    } else if (copy.length > 33 && copy.toString('latin1', 12, 16) === 'IHDR') {
      copy.writeUInt32BE(width * pick(random, [1, 1, 60_000]), 16)
      copy.writeUInt32BE(height, 20)
      copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29)
    } else if (copy.length > 30 && copy.toString('latin1', 12, 16) === 'VP8X') {
      copy.writeUIntLE(width, 24, 3)
      copy.writeUIntLE(height, 27, 3)
    } else if (copy.length > 30 && copy.toString('latin1', 12, 15) === 'VP8') {
      copy.writeUInt16LE(width & 0x3fff, 26)
      copy.writeUInt16LE(height & 0x3fff, 28)
    } else if (copy.length > 10 && copy.toString('latin1', 0, 3) === 'GIF') {
      copy.writeUInt16LE(width, 6)
      copy.writeUInt16LE(height, 8)
    } else if (ispe > 0 && ispe + 16 <= copy.length) {
      copy.writeUInt32BE(width, ispe + 8)
      copy.writeUInt32BE(height, ispe + 12)
    } else if (!lieInTiff(copy, random, [256, 257, 258, 277, 278])) {
      copy[below(random, copy.length)] = below(random, 256)
    }
  })

/** Changes the values of one of these tags in the first directory (TIFF 6.0, 2); false where there is none. */
const lieInTiff = (copy: Buffer, random: Random, tags: readonly number[]): boolean => {
  if (copy.length < 8 || copy.toString('latin1', 0, 2) !== 'II') return false
  const start = copy.readUInt32LE(4)
  if (start + 2 > copy.length) return false
  let isChanged = false
  for (let entry = 0, at = start + 2; entry < copy.readUInt16LE(start) && at + 12 <= copy.length; entry++, at += 12) {
    if (!tags.includes(copy.readUInt16LE(at)) || random() < 0.4) continue
    copy.writeUInt32LE(pick(random, [...sides, ...extremes]), at + 8)
    isChanged = true
  }
  return isChanged
}

/** The directory after the first is the first again. */
const loopDirectories: Mutation = (bytes) =>
  withCopy(bytes, (copy) => {
    if (copy.length < 8 || copy.toString('latin1', 0, 2) !== 'II') return
    const start = copy.readUInt32LE(4)
    if (start + 2 > copy.length) return
    const next = start + 2 + 12 * copy.readUInt16LE(start)
    if (next + 4 <= copy.length) copy.writeUInt32LE(start, next)
  })

/** An APP1 whose orientation, counts and offsets say what they like (Exif 2.32, 4.5). */
const lieInExif: Mutation = (bytes, random) => {
  if (bytes[0] !== 0xff) return lieInPngText(bytes, random, bytes)
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(pick(random, [1, 2, 2, 65535]), 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(pick(random, [3, 3, 3, 4, 12, 99]), 12)
  tiff.writeUInt32LE(pick(random, [1, 1, 0, 0xffffffff]), 14)
  tiff.writeUInt32LE(pick(random, [...extremes, 3, 4, 5, 6, 7, 8, 9]), 18)
  tiff.writeUInt16LE(0x8769, 22)
  tiff.writeUInt16LE(4, 24)
  tiff.writeUInt32LE(1, 26)
  tiff.writeUInt32LE(pick(random, [8, 0, 0xfffffff0]), 30)
  tiff.writeUInt32LE(pick(random, [0, 8, 0xffffffff]), 34)
  return insertAt(bytes, 2, segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])))
}

const segment = (marker: number, content: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

/** Megabytes of a profile that is none, in numbered parts that don't add up (ICC.1, B.4). */
const giantProfile: Mutation = (bytes, random) => {
  if (bytes[0] !== 0xff) return bytes
  const count = 1 + below(random, 30)
  const parts = Array.from({ length: count }, (_, index) => {
    const content = Buffer.alloc(65_000, below(random, 256))
    content.write('ICC_PROFILE\0', 0, 'latin1')
    content[12] = random() < 0.9 ? index + 1 : below(random, 256)
    content[13] = random() < 0.9 ? count : below(random, 256)
    return segment(0xe2, content)
  })
  return insertAt(bytes, 2, Buffer.concat(parts))
}

/** Damage inside a PNG chunk under a checksum that is right, so that it gets past the first door. */
const lieInPngText: Mutation = (bytes, random) =>
  withCopy(bytes, (copy) => {
    if (copy.length < 16 || copy[0] !== 0x89) return
    const chunks: { at: number; length: number }[] = []
    for (let at = 8; at + 12 <= copy.length; ) {
      const length = copy.readUInt32BE(at)
      if (at + 12 + length > copy.length) break
      chunks.push({ at, length })
      at += 12 + length
    }
    if (chunks.length === 0) return
    const { at, length } = pick(random, chunks)
    for (let flip = 0; flip < 4 && length > 0; flip++) copy[at + 8 + below(random, length)] = below(random, 256)
    copy.writeUInt32BE(crc32(copy.subarray(at + 4, at + 8 + length)), at + 8 + length)
  })

const mutations: Readonly<Record<string, Mutation>> = {
  'flip bits': (bytes, random) =>
    withCopy(bytes, (copy) => {
      for (let flip = 1 + below(random, 24); flip > 0; flip--) {
        const at = below(random, copy.length)
        copy[at] = copy[at]! ^ (1 << below(random, 8))
      }
    }),
  'flip bits of the header': (bytes, random) =>
    withCopy(bytes, (copy) => {
      for (let flip = 1 + below(random, 6); flip > 0; flip--) {
        const at = below(random, Math.min(copy.length, 600))
        copy[at] = copy[at]! ^ (1 << below(random, 8))
      }
    }),
  'extreme field': (bytes, random) =>
    withCopy(bytes, (copy) => {
      const at = below(random, Math.min(copy.length, 600) - 4)
      if (at + 4 > copy.length) return
      const value = pick(random, extremes)
      if (random() < 0.5) copy.writeUInt32BE(value, at)
      else copy.writeUInt32LE(value, at)
    }),
  truncate: (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  'cut a span': (bytes, random) => {
    const { from, to } = spanOf(bytes, random, 4000)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  'repeat a span': (bytes, random) => {
    const { from, to } = spanOf(bytes, random, 4000)
    return insertAt(bytes, to, bytes.subarray(from, to))
  },
  'insert noise': (bytes, random) =>
    insertAt(bytes, below(random, bytes.length), noise(1 + below(random, 300), random)),
  'zero a span': (bytes, random) => {
    const { from, to } = spanOf(bytes, random, 4000)
    return withCopy(bytes, (copy) => copy.fill(0, from, to))
  },
  'splice another file': (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, below(random, bytes.length)), other.subarray(below(random, other.length))]),
  'put another file inside': (bytes, random, other) => insertAt(bytes, below(random, bytes.length), other),
  'lie about size': lieAboutSize,
  'loop directories': loopDirectories,
  'lie in EXIF': lieInExif,
  'giant profile': giantProfile,
  'damage under a sound checksum': lieInPngText,
  nothing: (bytes) => bytes,
}
const names = Object.keys(mutations)

/** One to three kinds of damage, one after the other. */
export const mutate = (bytes: Buffer, other: Buffer, random: Random): { bytes: Buffer; how: string[] } => {
  const how = Array.from({ length: 1 + below(random, 3) }, () => pick(random, names))
  return { bytes: how.reduce((file, name) => mutations[name]!(file, random, other), bytes), how }
}
