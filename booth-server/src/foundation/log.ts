import { type Logger, pino } from 'pino'

/** What a part may log with. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

/**
 * Names under which pixels, secrets or addresses might reach a log line by mistake. They are cut, at the top and one
 * and two levels down: promise P3 (no picture in a log) and P4 (addresses belong in the audit table alone).
 */
const secretNames = [
  'jpeg',
  'image',
  'pdf',
  'data',
  'frame',
  'buffer',
  'portrait',
  'sheet',
  'pin',
  'token',
  'password',
  'authorization',
  'cookie',
  'privateKey',
  'ip',
  'ips',
  'address',
  'remoteAddress',
  'remotePort',
]

/**
 * JSON lines on standard output. `destination` is for tests. A Buffer or typed array that is logged under any name
 * comes out as its length only.
 */
export const createLogger = (options: { level: string; destination?: { write(line: string): void } }): Logger =>
  pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[cut]',
      },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutBytes(fields),
      },
      serializers: {
        // Fastify's own serializers would log the peer's address.
        req: (request: { method?: string; url?: string }) => ({
          method: request.method,
          path: request.url?.split('?')[0],
        }),
        res: (reply: { statusCode?: number }) => ({ statusCode: reply.statusCode }),
      },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  )

const withoutBytes = (fields: Record<string, unknown>): Record<string, unknown> => {
  let copy: Record<string, unknown> | null = null
  for (const [name, value] of Object.entries(fields)) {
    if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) continue
    copy ??= { ...fields }
    copy[name] = `[${value.byteLength} bytes]`
  }
  return copy ?? fields
}
