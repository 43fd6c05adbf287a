/// <reference path="./codec-modules.d.ts" />
import { isDeepStrictEqual } from 'node:util'
import sealsystems from '@sealsystems/ipp'
import original from 'ipp'
import { messageOf, PrinterError } from '../printer-error.ts'
import { assertWellFormed } from './well-formed.ts'

/** A value as both packages write and read it: enums by their keyword, ranges and sets as arrays. */
export type IppValue = string | number | boolean | IppGroup | readonly IppValue[]
export interface IppGroup {
  readonly [name: string]: IppValue
}

export interface IppRequest {
  readonly version: '2.0' | '1.1'
  readonly operation: string
  readonly requestId: number
  /** Without charset and language, which always lead. The order is kept: RFC 8011 4.1.5 wants the target next. */
  readonly operationAttributes: IppGroup
  readonly jobAttributes?: IppGroup
}

export interface IppResponse {
  /** RFC 8011 appendix B, e.g. `successful-ok`; a number's text where the code is not registered. */
  readonly status: string
  readonly requestId: number
  /** `status-message`, for the technician; empty when the printer sends none. */
  readonly message: string
  readonly printer: Readonly<Record<string, unknown>>
  readonly jobs: readonly Readonly<Record<string, unknown>>[]
  /** Names of the attributes that the printer did not accept. */
  readonly unsupported: readonly string[]
}

/** PWG 5101.1 media keywords: what isn't spelt so is a name. */
const KEYWORD_PATTERN = /^[a-z][a-z0-9._-]*$/

/**
 * A request's bytes. `@sealsystems/ipp` encodes; the bytes are then decoded by the other package, `ipp`, and compared
 * with what was meant, because the encoder drops attributes that it does not know and writes 0 for what it can't
 * encode. Throws PrinterError `printer.encoding`: such a request is never sent.
 */
export const encodeRequest = (request: IppRequest): Buffer => {
  const { version, operation, requestId, jobAttributes } = request
  const operationAttributes: IppGroup = {
    'attributes-charset': 'utf-8',
    'attributes-natural-language': 'en',
    ...request.operationAttributes,
  }
  const groups: Record<string, IppGroup> = { 'operation-attributes-tag': operationAttributes }
  if (jobAttributes !== undefined) groups['job-attributes-tag'] = jobAttributes
  teachMediaKeywords(jobAttributes?.['media-col'])
  let bytes: Buffer
  let decoded: Record<string, unknown>
  try {
    bytes = sealsystems.serialize({ version, operation, id: requestId, ...groups })
    decoded = original.parse(bytes)
  } catch (cause) {
    throw new PrinterError('printer.encoding', `${operation} could not be encoded: ${messageOf(cause)}`, { cause })
  }
  const meant = { version, operation, id: requestId, ...groups }
  for (const [part, value] of Object.entries(meant))
    assertSame(value as IppValue, decoded[part], `${operation} ${part}`)
  return bytes
}

/** The encoder writes an unknown media type or source as a name, but printers compare keywords. */
const teachMediaKeywords = (mediaCol: IppValue | undefined): void => {
  if (typeof mediaCol !== 'object' || !('media-size' in mediaCol)) return
  for (const name of ['media-type', 'media-source'] as const) {
    const value = (mediaCol as IppGroup)[name]
    const known = sealsystems.keywords[name]
    if (typeof value === 'string' && KEYWORD_PATTERN.test(value) && known?.includes(value) === false) known.push(value)
  }
}

/** Both ways: nothing changed, nothing dropped, nothing added. */
const assertSame = (meant: IppValue, decoded: unknown, path: string): void => {
  const [one, other] = [unwrap(meant), unwrap(decoded)]
  if (isGroup(one) && isGroup(other)) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      assertSame(one[name]!, other[name], `${path} ${name}`)
    }
  } else if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    for (const [index, value] of one.entries()) assertSame(value as IppValue, other[index], path)
  } else if (!isDeepStrictEqual(one, other)) {
    throw new PrinterError(
      'printer.encoding',
      `Expected ${JSON.stringify(meant)} for ${path} but encoded ${JSON.stringify(decoded) ?? 'nothing'}`,
    )
  }
}

/** A set of one is encoded like its value. */
const unwrap = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value)

const isGroup = (value: unknown): value is Record<string, IppValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws PrinterError `printer.protocol` on what is not an IPP response, a truncated one among them. */
export const decodeResponse = (bytes: Buffer): IppResponse => {
  assertWellFormed(bytes)
  let parsed: Record<string, unknown>
  try {
    parsed = sealsystems.parse(bytes)
  } catch (cause) {
    throw new PrinterError('printer.protocol', `The printer's answer is not IPP: ${messageOf(cause)}`, { cause })
  }
  const operation = groupsOf(parsed['operation-attributes-tag'])[0] ?? {}
  return {
    status: typeof parsed.statusCode === 'string' ? parsed.statusCode : `status ${bytes.readUInt16BE(2)}`,
    requestId: Number(parsed.id),
    message: typeof operation['status-message'] === 'string' ? operation['status-message'] : '',
    printer: Object.assign({}, ...groupsOf(parsed['printer-attributes-tag'])),
    jobs: groupsOf(parsed['job-attributes-tag']),
    unsupported: groupsOf(parsed['unsupported-attributes-tag']).flatMap((group) => Object.keys(group)),
  }
}

const groupsOf = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? value : [value]).filter(isGroup) as Record<string, unknown>[]
