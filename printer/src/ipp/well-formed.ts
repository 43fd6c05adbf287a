import { PrinterError } from '../printer-error.ts'

/** Version, code, request id (RFC 8010 3.1.1). */
const HEADER_BYTES = 8
const END_OF_ATTRIBUTES = 0x03
const LAST_DELIMITER = 0x0f

/** Values of one length only (RFC 8010 3.9): integer, boolean, enum, dateTime, resolution, rangeOfInteger. */
const fixedLengths: Readonly<Record<number, number>> = { 33: 4, 34: 1, 35: 4, 49: 11, 50: 9, 51: 8 }

/** Longer lengths would be negative to the package's parser, which then reads backwards, for ever at worst. */
const MAX_LENGTH = 0x7fff

/**
 * Walks a message's fields without interpreting them, so that the parser only ever meets lengths that hold: what comes
 * over the network must not be able to hang a booth. Throws PrinterError `printer.protocol`.
 */
export const assertWellFormed = (bytes: Buffer): void => {
  let position = HEADER_BYTES
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
  for (;;) {
    const tag = bytes[position]
    if (tag === undefined) return fail('it ends')
    position += 1
    if (tag === END_OF_ATTRIBUTES) return
    if (tag <= LAST_DELIMITER) continue
    // Name, then value.
    skipField()
    const length = skipField()
    if (fixedLengths[tag] !== undefined && fixedLengths[tag] !== length) fail('a value is too short or too long')
  }
}
