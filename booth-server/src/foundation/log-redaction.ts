import { isIPv4, isIPv6 } from 'node:net'

/** Stands where something was cut. */
const CUT = '[cut]'

/**
 * The last words of names under which pixels, secrets or a caller's address might reach a log line by mistake:
 * `jpeg`, `previewJpeg`, `x-real-ip`, `REMOTE_ADDRESS`. Their values are cut, whatever they are.
 */
const secretWords = new Set([
  ...['jpeg', 'jpg', 'png', 'image', 'pdf', 'data', 'frame', 'buffer', 'bytes', 'portrait', 'sheet', 'pixels'],
  ...['mesh', 'landmarks'],
  ...['pin', 'token', 'password', 'secret', 'authorization', 'cookie', 'cookies'],
  ...['ip', 'ips', 'address', 'forwarded'],
])
/** Whole names, as their words in small letters. */
const secretNames = new Set(['private key', 'remote port', 'x forwarded for'])

/** Deeper than any value that is logged on purpose. */
const MAX_DEPTH = 8
/** Longer lists of numbers may be bytes, longer lists of anything the points of a face. */
const MAX_NUMBERS = 16
const MAX_ENTRIES = 64
/** Longer texts, stack traces included, are cut off. */
const MAX_TEXT = 8000
/** A run of base64 or hex digits from this length on may be a picture; a SHA-512 in hex has 128. */
const MAX_ENCODED = 200

/**
 * A copy of a value that is fit for a log line (privacy promises P3 and P4): no bytes under any name and at any depth, in
 * no encoding, nothing under a secret name, no address of a caller. Errors become plain objects, causes included.
 */
export const redact = (value: unknown): unknown => redactValue(value, 0, new Set())

/** The same for the fields of a log line, where `req` and `res`, as Fastify names them, are summed up. */
export const redactFields = (fields: object): Record<string, unknown> => {
  if (fields instanceof Error) return { err: redact(fields) }
  // What is no plain object has no fields of its own to merge into the line.
  if (!isPlain(fields)) return { value: redact(fields) }
  const { req, res, ...rest } = fields as Record<string, unknown>
  return {
    ...(req === undefined ? {} : { req: summaryOfRequest(req) }),
    ...(res === undefined ? {} : { res: { statusCode: Number(propertyOf(res, 'statusCode')) } }),
    ...(redact(rest) as Record<string, unknown>),
  }
}

/** Method and path: a query may hold anything, and the socket knows the caller's address. */
const summaryOfRequest = (request: unknown) => ({
  method: redactText(String(propertyOf(request, 'method'))),
  path: redactText(String(propertyOf(request, 'url')).split('?')[0]!),
})

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const redactValue = (value: unknown, depth: number, ancestors: Set<object>): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  const size = sizeOf(value)
  if (size !== null) return `[${size} bytes]`
  if (ancestors.has(value)) return '[circular]'
  if (depth > MAX_DEPTH) return CUT
  ancestors.add(value)
  try {
    return redactObject(value, depth + 1, ancestors)
  } catch {
    // A getter that throws must not break what is only logged.
    return '[unreadable]'
  } finally {
    ancestors.delete(value)
  }
}

/** How many bytes a value holds that is made of bytes, a Buffer in its JSON form too; null for anything else. */
const sizeOf = (value: object): number | null => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return value.byteLength
  }
  if (value instanceof Blob) return value.size
  const { type, data } = value as { type?: unknown; data?: unknown }
  return type === 'Buffer' && Array.isArray(data) ? data.length : null
}

const redactObject = (value: object, depth: number, ancestors: Set<object>): unknown => {
  if (Array.isArray(value)) {
    const isLong = value.length > MAX_NUMBERS && value.every((one) => typeof one === 'number')
    if (isLong) return `[${value.length} numbers]`
    if (value.length > MAX_ENTRIES) return `[${value.length} entries]`
    return value.map((one) => redactValue(one, depth, ancestors))
  }
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`
  if (value instanceof Error) return redactError(value, depth, ancestors)
  const json = 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON() as unknown) : value
  if (json !== value) return redactValue(json, depth, ancestors)
  // A request, a socket, a session: what one holds is not meant for a log.
  return isPlain(value) ? redactMembers(value, depth, ancestors) : `[${value.constructor?.name ?? 'object'}]`
}

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value))

const redactMembers = (value: object, depth: number, ancestors: Set<object>): Record<string, unknown> => {
  // Bytes in another dress: { '0': 255, '1': 216, ... }.
  const names = Object.keys(value)
  if (names.length > MAX_NUMBERS && names.every((name) => /^\d+$/.test(name))) {
    return { entries: `[${names.length} entries]` }
  }
  const copy: Record<string, unknown> = {}
  for (const name of names) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined || typeof member === 'function') continue
    copy[redactText(name)] = isSecret(name) ? nameless(member) : redactValue(member, depth, ancestors)
  }
  return copy
}

/** Of bytes the length still helps; of anything else nothing is told. */
const nameless = (member: unknown): string => {
  const size = typeof member === 'object' && member !== null ? sizeOf(member) : null
  return size === null ? CUT : `[${size} bytes]`
}

const isSecret = (name: string): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return secretWords.has(words.at(-1)!) || secretNames.has(words.join(' '))
}

/** What an error's own properties, its cause and its parts say, each redacted: a library may hang anything on it. */
const redactError = (error: Error, depth: number, ancestors: Set<object>): Record<string, unknown> => ({
  type: error.name,
  message: redactText(String(error.message)),
  ...redactMembers(error, depth, ancestors),
  ...(error.stack === undefined ? {} : { stack: redactText(String(error.stack)) }),
  ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth, ancestors) }),
  ...(error instanceof AggregateError ? { errors: redactValue(error.errors, depth, ancestors) } : {}),
})

/** A text without pictures and addresses. */
export const redactText = (text: string): string => {
  // Bytes that were read as text. Tab, line ends and the escape of terminal colours belong in one.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u0080-\u009f\ufffd]/.test(text)) {
    return `[${text.length} characters]`
  }
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}[${text.length - MAX_TEXT} more]` : text
  const withoutBytes = short
    // Base64 or hex, in one line or in lines as MIME has them.
    .replace(/[A-Za-z0-9+/_-]{40,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2}/g, (run) => (run.length >= MAX_ENCODED ? CUT : run))
    .replace(/data:[\w.+-]+\/[\w.+-]+[^\s"'<>)]*/gi, CUT)
    // Lists of numbers, and of bytes in hex as Node prints a Buffer.
    .replace(/(?:-?[0-9a-fx.]{1,24}[\s,;:]+){32,}(?:-?[0-9a-fx.]{1,24})?/gi, CUT)
  return withoutAddresses(withoutBytes)
}

/**
 * An address that stands alone is a caller's. One in a URL was configured (a printer, the fleet, a proxy), and loopback
 * is nobody's.
 */
const withoutAddresses = (text: string): string =>
  text
    .replace(/(?<![\w:.])(?<!\/\/\[)(?:[0-9a-f:]*:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)/gi, (found) => {
      const isCaller = isIPv6(found) && found !== '::1' && found !== '::'
      return isCaller ? CUT : found
    })
    .replace(/(?<![\w.])(?<!\/\/)\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g, (found) => {
      const isCaller = isIPv4(found) && !found.startsWith('127.') && found !== '0.0.0.0'
      return isCaller ? CUT : found
    })
