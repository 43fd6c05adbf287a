/**
 * IPP's encoding (RFC 8010 section 3) once more, for tests: written for this project, so that what the drivers send and
 * read is checked against a second opinion, value tags included.
 */

/** A value with its tag (RFC 8010 3.5.2). */
export type WireValue =
  | { readonly tag: 'integer' | 'enum'; readonly value: number }
  | { readonly tag: 'boolean'; readonly value: boolean }
  | { readonly tag: 'range'; readonly value: readonly [number, number] }
  | { readonly tag: 'no-value'; readonly value: null }
  | { readonly tag: 'collection'; readonly value: WireGroup }
  | { readonly tag: TextTag; readonly value: string }

type TextTag = 'octets' | 'text' | 'name' | 'keyword' | 'uri' | 'charset' | 'language' | 'mime'

export type WireGroup = Readonly<Record<string, readonly WireValue[]>>

export interface WireMessage {
  /** A reply bears its request's (RFC 8011 4.1.8). */
  readonly version: readonly [major: number, minor: number]
  /** The operation of a request, the status of a response. */
  readonly code: number
  readonly requestId: number
  readonly groups: readonly { readonly tag: number; readonly attributes: WireGroup }[]
  readonly data: Buffer
}

export const groupTags = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05 } as const

const valueTags = {
  'no-value': 0x13,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octets: 0x30,
  range: 0x33,
  collection: 0x34,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
  mime: 0x49,
} as const satisfies Record<WireValue['tag'], number>

const END_COLLECTION = 0x37
const MEMBER_NAME = 0x4a

export const integer = (value: number): WireValue => ({ tag: 'integer', value })
export const enumeration = (value: number): WireValue => ({ tag: 'enum', value })
export const boolean = (value: boolean): WireValue => ({ tag: 'boolean', value })
export const keywords = (...values: string[]): WireValue[] => values.map((value) => ({ tag: 'keyword', value }))
export const text = (tag: TextTag, value: string): WireValue => ({ tag, value })
export const collection = (value: WireGroup): WireValue => ({ tag: 'collection', value })

export const encodeMessage = ({ version, code, requestId, groups }: Omit<WireMessage, 'data'>): Buffer => {
  const parts: Buffer[] = [Buffer.from(version), uint16(code), int32(requestId)]
  for (const { tag, attributes } of groups) {
    parts.push(Buffer.from([tag]))
    for (const [name, values] of Object.entries(attributes)) {
      for (const [index, value] of values.entries()) parts.push(encodeValue(index === 0 ? name : '', value))
    }
  }
  parts.push(Buffer.from([groupTags.end]))
  return Buffer.concat(parts)
}

const encodeValue = (name: string, value: WireValue): Buffer => {
  const head = encodeAttribute(valueTags[value.tag], name, bodyOf(value))
  if (value.tag !== 'collection') return head
  const members = Object.entries(value.value).flatMap(([member, values]) => [
    encodeAttribute(MEMBER_NAME, '', Buffer.from(member)),
    ...values.map((one) => encodeValue('', one)),
  ])
  return Buffer.concat([head, ...members, encodeAttribute(END_COLLECTION, '', Buffer.alloc(0))])
}

const encodeAttribute = (tag: number, name: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag]), uint16(Buffer.byteLength(name)), Buffer.from(name), uint16(body.length), body])

const bodyOf = (value: WireValue): Buffer => {
  switch (value.tag) {
    case 'integer':
    case 'enum':
      return int32(value.value)
    case 'boolean':
      return Buffer.from([value.value ? 1 : 0])
    case 'range':
      return Buffer.concat(value.value.map(int32))
    case 'no-value':
    case 'collection':
      return Buffer.alloc(0)
    default:
      return Buffer.from(value.value)
  }
}

const uint16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Throws RangeError on what ends too early. */
export const decodeMessage = (bytes: Buffer): WireMessage => {
  const reader = new WireReader(bytes)
  const version = [reader.uint8(), reader.uint8()] as const
  const code = reader.uint16()
  const requestId = reader.int32()
  const groups: { tag: number; attributes: WireGroup }[] = []
  let tag = reader.uint8()
  while (tag !== groupTags.end) {
    const attributes: Record<string, WireValue[]> = {}
    let name = ''
    while (reader.peek() > 0x0f) {
      const [valueTag, ownName] = [reader.uint8(), reader.string()]
      if (ownName !== '') name = ownName
      const values = attributes[name] ?? []
      values.push(reader.value(valueTag))
      attributes[name] = values
    }
    groups.push({ tag, attributes })
    tag = reader.uint8()
  }
  return { version, code, requestId, groups, data: reader.rest() }
}

const tagNames = new Map<number, WireValue['tag']>(
  Object.entries(valueTags).map(([name, tag]) => [tag, name as WireValue['tag']]),
)

class WireReader {
  readonly #bytes: Buffer
  #position = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  peek(): number {
    return this.#bytes.readUInt8(this.#position)
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#position++)
  }

  uint16(): number {
    this.#position += 2
    return this.#bytes.readUInt16BE(this.#position - 2)
  }

  int32(): number {
    this.#position += 4
    return this.#bytes.readInt32BE(this.#position - 4)
  }

  string(): string {
    return this.#take(this.uint16()).toString()
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#position)
  }

  value(tag: number): WireValue {
    const name = tagNames.get(tag)
    if (name === undefined) throw new RangeError(`Unknown value tag 0x${tag.toString(16)}`)
    const body = this.#take(this.uint16())
    switch (name) {
      case 'integer':
      case 'enum':
        return { tag: name, value: body.readInt32BE() }
      case 'boolean':
        return { tag: name, value: body.readUInt8() === 1 }
      case 'range':
        return { tag: name, value: [body.readInt32BE(), body.readInt32BE(4)] }
      case 'no-value':
        return { tag: name, value: null }
      case 'collection':
        return { tag: name, value: this.#members() }
      default:
        return { tag: name, value: body.toString() }
    }
  }

  #members(): WireGroup {
    const members: Record<string, WireValue[]> = {}
    let member = ''
    for (;;) {
      const tag = this.uint8()
      this.string()
      if (tag === END_COLLECTION) {
        this.string()
        return members
      }
      if (tag === MEMBER_NAME) {
        member = this.string()
        members[member] = []
      } else {
        members[member]?.push(this.value(tag))
      }
    }
  }

  #take(length: number): Buffer {
    if (this.#position + length > this.#bytes.length) throw new RangeError('The message ends too early')
    this.#position += length
    return this.#bytes.subarray(this.#position - length, this.#position)
  }
}
