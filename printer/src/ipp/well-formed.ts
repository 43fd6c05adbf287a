import { PrinterError } from '../printer-error.ts'

/** Version, code, request id (RFC 8010 3.1.1). */
const HEADER_BYTES = 8
const END_OF_ATTRIBUTES = 0x03
const LAST_DELIMITER = 0x0f

/** Values of one length only (RFC 8010 3.9): integer, boolean, enum, dateTime, resolution, rangeOfInteger. */
const fixedLengths: Readonly<Record<number, number>> = { 33: 4, 34: 1, 35: 4, 49: 11, 50: 9, 51: 8 }

/** Values of any length: strings and the like, a collection's begin and end, a member's name (RFC 8010 3.5.2). */
const openLengths = new Set([0x30, 0x34, 0x37, 0x41, 0x42, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a])
/** textWithLanguage, nameWithLanguage: two strings, each with its length, in one value (RFC 8010 3.9). */
const withLanguage = new Set([0x35, 0x36])
const BEGIN_COLLECTION = 0x34
const END_COLLECTION = 0x37
const MEMBER_NAME = 0x4a

/** Longer lengths would be negative to the package's parser, which then reads backwards, in the worst case forever. */
const MAX_LENGTH = 0x7fff

/**
 * Walks a message's fields without interpreting them, so that the parser only ever meets valid lengths and a
 * structure that it stays in step with: once it takes a value's bytes for a length, it may read backwards and collect
 * values until the memory is full. Nothing from the network may hang a booth. Throws PrinterError
 * `printer.protocol`.
 */
export const assertWellFormed = (bytes: Buffer): void => {
  let position = HEADER_BYTES
  let depth = 0
  /** A member's name was read: its value comes next. */
  let isNamed = false
  const fail = (what: string): never => {
    throw new PrinterError('printer.protocol', `The printer's answer is not IPP: ${what} at byte ${position}`)
  }
  const skipField = (): number => {
    if (position + 2 > bytes.length) fail('it ends')
    const length = bytes.readUInt16BE(position)
    if (length > MAX_LENGTH || position + 2 + length > bytes.length) fail('a length is wrong')
    position += 2 + length
    return length
  }
  const skipValue = (tag: number): void => {
    const start = position + 2
    const length = skipField()
    const end = position
    if (withLanguage.has(tag)) {
      position = start
      skipField()
      skipField()
      if (position !== end) fail('a language or its text is too short or too long')
      return
    }
    // What the parser doesn't know, it doesn't skip: out-of-band values, which have no bytes, and tags of the future.
    const expected = fixedLengths[tag] ?? (openLengths.has(tag) ? length : 0)
    if (length !== expected) fail('a value is too short or too long')
  }
  for (;;) {
    const tag = bytes[position]
    if (tag === undefined) return fail('it ends')
    position += 1
    if (tag <= LAST_DELIMITER) {
      if (depth > 0) fail('a collection has no end')
      if (tag === END_OF_ATTRIBUTES) return
      if (tag === 0) fail('a reserved tag')
      continue
    }
    const isMember = tag === MEMBER_NAME
    const isEnd = tag === END_COLLECTION
    // Members stand in collections only, each a name and then its values.
    if ((isMember || isEnd) && (depth === 0 || isNamed)) fail('a collection is out of order')
    isNamed = isMember
    if (tag === BEGIN_COLLECTION) depth += 1
    else if (isEnd) depth -= 1
    // Name, then value.
    skipField()
    skipValue(tag)
  }
}
