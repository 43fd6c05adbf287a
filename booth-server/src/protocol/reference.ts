import { BINARY_HEADER_BYTES, type BinaryKind, binaryKinds, blankMessage, encodeBinary } from './binary.ts'
import { type CloseReason, closeCodes } from './close-codes.ts'
import { clientExamples, serverExamples } from './examples.ts'
import {
  ClientMessage,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type ProtocolErrorCode,
  ServerMessage,
} from './messages.ts'

/** What the reference reads of a JSON Schema. */
export interface Schema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

const errorMeanings: Readonly<Record<ProtocolErrorCode, string>> = {
  malformed: 'no JSON, a wrong or missing property, or an id that the booth does not have',
  'unknown-kind': 'no message has this `kind`',
  'too-large': `longer than ${MAX_MESSAGE_BYTES} bytes`,
  'wrong-version': 'the hello names another version; the connection is closed',
  'not-now': 'the state of the visit, or a missing hello, does not allow it',
  busy: 'another PIN is being checked; or another screen took over, and the connection is closed',
  'wrong-pin': 'the PIN is not the booth’s',
  'pin-locked': 'too many wrong PINs; `retryAfterMs` says how long',
  'no-pin-set': 'the booth has no PIN yet',
  'signed-out': 'the staff’s session has ended, or there was none',
}

const closeMeanings: Readonly<Record<CloseReason, string>> = {
  goingAway: 'The booth stops (RFC 6455, 7.4.1); reconnect',
  policyViolation: 'A page of another origin, or far too many messages (RFC 6455, 7.4.1); reconnect after a while',
  tooLarge: 'A frame is too large for the server to read (RFC 6455, 7.4.1); reconnect',
  superseded: 'Another screen controls the booth; reconnect only when a person asks for it',
  wrongVersion: 'The versions differ; reload',
  noHello: 'No hello came in time; reconnect',
  placeTaken: 'Another screen controls the booth; ask again now and then, with `takesOver` when a person asks for it',
  tooMany: 'Others connected later and had not said hello either; reconnect',
}

const pictureMeanings: Readonly<Record<BinaryKind, string>> = {
  live: 'A camera frame. Answered with `frame-painted` and the same sequence; the next is sent after that',
  portrait: 'The portrait of the review, before the view that names its sequence as `pictureNumber`',
  sheet: 'The sheet of the review, likewise',
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
const linkTo = (title: string): string => `[${title}](#type-${title.toLowerCase()})`
const sentence = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`

const limitsOf = ({ minimum, maximum, minLength, maxLength, pattern }: Schema): string => {
  if (pattern !== undefined) return ` like \`${pattern}\``
  if (minLength !== undefined && maxLength !== undefined) return ` of ${minLength} to ${maxLength} characters`
  if (maxLength !== undefined) return ` of at most ${maxLength} characters`
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`
  return minimum === undefined ? '' : `, at least ${minimum}`
}

const typeOf = (schema: Schema): string => {
  if (schema.title !== undefined) return linkTo(schema.title)
  if ('const' in schema) return code(schema.const)
  if (schema.enum) return schema.enum.map(code).join(', ')
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.items)
    return schema.items.title === undefined ? `list of ${typeOf(schema.items)}s` : `list of ${typeOf(schema.items)}`
  if (schema.properties && Object.keys(schema.properties).length === 0) return '`{}`'
  return `${schema.type}${limitsOf(schema)}`
}

export interface Field {
  readonly path: string
  readonly type: string
  readonly isOptional: boolean
  readonly meaning: string | undefined
}

/** The fields of an object and of the nameless ones in it, `a.b` and `a[].b`; what tells messages apart is left out. */
export const fieldsOf = (schema: Schema, prefix = '', discriminator = ''): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    if (prefix === '' && key === discriminator) return []
    const path = `${prefix}${key}`
    const isInline = (one: Schema) => one.properties !== undefined && one.title === undefined
    const inside = isInline(field)
      ? fieldsOf(field, `${path}.`)
      : field.items !== undefined && isInline(field.items)
        ? fieldsOf(field.items, `${path}[].`)
        : []
    const meaning = field.description ?? namedIn(field)?.description
    return [{ path, type: typeOf(field), isOptional: !schema.required?.includes(key), meaning }, ...inside]
  })

/** The named type that a field is, or is a list of. */
const namedIn = (schema: Schema): Schema | undefined =>
  schema.title !== undefined ? schema : schema.items && namedIn(schema.items)

const tableOf = (fields: readonly Field[]): string[] =>
  fields.length === 0
    ? ['No fields.']
    : [
        '| field | type | meaning |',
        '| ----- | ---- | ------- |',
        ...fields.map(({ path, type, isOptional, meaning = '' }) => {
          const cells = [code(path), `${type}${isOptional ? ', optional' : ''}`, sentence(meaning)]
          return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
        }),
      ]

/** The property by whose value the members of a union are told apart. */
const discriminatorOf = (members: readonly Schema[]): string =>
  Object.keys(members[0]?.properties ?? {}).find((key) =>
    members.every(({ properties }) => properties?.[key] !== undefined && 'const' in properties[key]),
  ) ?? ''

const example = (value: unknown): string[] => ['```json', JSON.stringify(value, null, 2), '```']

const messagesOf = (union: Schema, examples: Readonly<Record<string, unknown>>): string[] =>
  (union.anyOf ?? []).flatMap((message) => {
    const kind = String(message.properties?.kind?.const)
    return [
      '',
      `### ${kind}`,
      '',
      sentence(message.description ?? ''),
      '',
      ...tableOf(fieldsOf(message, '', 'kind')),
      '',
      ...example(examples[kind]),
    ]
  })

/** Every named type that `schemas` lead to, by its name. */
export const namedTypesOf = (...schemas: readonly Schema[]): ReadonlyMap<string, Schema> => {
  const found = new Map<string, Schema>()
  const visit = (schema: Schema): void => {
    if (schema.title !== undefined) {
      if (found.has(schema.title)) return
      found.set(schema.title, schema)
    }
    for (const inner of [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])]) visit(inner)
    if (schema.items) visit(schema.items)
  }
  schemas.forEach(visit)
  return new Map([...found].sort(([one], [other]) => one.localeCompare(other, 'en')))
}

const bodyOf = (schema: Schema): string[] => {
  if (schema.enum) return [`One of ${schema.enum.map(code).join(', ')}.`]
  if (schema.anyOf) {
    const key = discriminatorOf(schema.anyOf)
    return schema.anyOf.flatMap((member, index) => [
      ...(index === 0 ? [] : ['']),
      `**${key}: ${code(member.properties?.[key]?.const)}**${member.description ? `. ${sentence(member.description)}` : ''}`,
      '',
      ...tableOf(fieldsOf(member, '', key)),
    ])
  }
  return tableOf(fieldsOf(schema))
}

const typesOf = (types: ReadonlyMap<string, Schema>): string[] =>
  [...types].flatMap(([title, schema]) => [
    '',
    `### type ${title}`,
    '',
    sentence(schema.description ?? ''),
    '',
    ...bodyOf(schema),
  ])

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

const pictures = (): string[] => [
  'Server to screen only.',
  '',
  '| bytes | what they hold |',
  '| ----- | -------------- |',
  '| 0 | the kind |',
  `| 1 to ${BINARY_HEADER_BYTES - 1} | the sequence, unsigned, big endian |`,
  `| from ${BINARY_HEADER_BYTES} | a JPEG |`,
  '',
  '| kind | byte | meaning |',
  '| ---- | ---- | ------- |',
  ...(Object.keys(binaryKinds) as BinaryKind[]).map(
    (kind) => `| ${code(kind)} | ${binaryKinds[kind]} | ${pictureMeanings[kind]}. |`,
  ),
  '',
  'Previews are valid until the visit leaves its review. A screen overwrites a picture when the next one replaces it and',
  'when its state ends.',
  '',
  `Around live frames and previews comes a message of ${blankMessage.byteLength} zeros, of no kind and with nothing to show: a browser`,
  'keeps the last messages in memory that its processes share until others take their place.',
  '',
  'A live frame with sequence 1042 begins:',
  '',
  '```',
  `${hex(encodeBinary('live', 1042, Uint8Array.of(0xff, 0xd8, 0xff)))} ...`,
  '```',
]

/** PROTOCOL.md: every message, picture, code and type. Written by `npm run protocol-reference`, never by hand. */
export const protocolReference = (): string => {
  const client: Schema = ClientMessage as object
  const server: Schema = ServerMessage as object
  return `${[
    '# Messages between screen and server',
    '',
    'Written by `npm run protocol-reference` from the schemas beside it; do not edit.',
    '',
    `Version ${PROTOCOL_VERSION}. A WebSocket at \`/ws\`, from a page of the same origin. Text messages are JSON objects told apart by \`kind\`,`,
    `with no other properties than those listed, from the screen at most ${MAX_MESSAGE_BYTES} bytes long. Binary messages are pictures.`,
    '',
    '## Screen to server',
    ...messagesOf(client, clientExamples),
    '',
    '## Server to screen',
    ...messagesOf(server, serverExamples),
    '',
    '## Pictures',
    '',
    ...pictures(),
    '',
    '## Errors',
    '',
    'The `code` of an `error`. The message that it answers changed nothing.',
    '',
    '| code | why |',
    '| ---- | --- |',
    ...Object.entries(errorMeanings).map(([name, why]) => `| ${code(name)} | ${sentence(why)} |`),
    '',
    '## Close codes',
    '',
    '| code | name | what a screen does |',
    '| ---- | ---- | ------------------ |',
    ...(Object.keys(closeCodes) as (keyof typeof closeCodes)[]).map(
      (name) => `| ${closeCodes[name]} | ${code(name)} | ${closeMeanings[name]}. |`,
    ),
    '',
    'After any other code a screen reconnects, after waits that grow.',
    '',
    '## Types',
    ...typesOf(namedTypesOf(client, server)),
  ].join('\n')}\n`
}
