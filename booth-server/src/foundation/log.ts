import { type ChildLoggerOptions, type Logger, pino } from 'pino'
import { redact, redactFields, redactText } from './log-redaction.ts'

/** What a part may log with. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

const asItIs = (value: unknown): unknown => value

/** What gets here has been redacted; Fastify's own serializers would log the caller's address. */
const serializers = { err: asItIs, req: asItIs, res: asItIs }

/**
 * JSON lines on standard output, without pictures, secrets and addresses (see log-redaction.ts), in child loggers too.
 * `destination` is for tests.
 */
export const createLogger = (options: { level: string; destination?: { write(line: string): unknown } }): Logger => {
  const { destination } = options
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers,
      hooks: {
        // The one place that every line passes, before anything else looks at it.
        logMethod(args, method) {
          method.apply(this, redactArguments(args) as Parameters<typeof method>)
        },
      },
    },
    destination ? { write: (line) => void destination.write(line) } : pino.destination({ fd: 1, sync: true }),
  )
  return withRedactedBindings(logger)
}

/** `(fields, message, ...values)`, `(error)`, `(message, ...values)`: all that pino takes. */
const redactArguments = ([first, ...rest]: readonly unknown[]): unknown[] => {
  if (first instanceof Error && rest.length === 0) return [redactFields(first), redactText(first.message)]
  const isFields = typeof first === 'object' && first !== null
  return [isFields ? redactFields(first) : redact(first), ...rest.map(redact)]
}

/**
 * Bindings are written beside each line, so they are redacted when they are given. A child sets its level and prefix, and
 * no rules of its own. Children inherit this.
 */
const withRedactedBindings = (logger: Logger): Logger => {
  const { child, setBindings } = logger
  Object.assign(logger, {
    child(this: Logger, bindings: object, { level, msgPrefix }: ChildLoggerOptions = {}) {
      const own = {
        ...(level === undefined ? {} : { level }),
        ...(msgPrefix === undefined ? {} : { msgPrefix: redactText(msgPrefix) }),
      }
      return child.call(this, redactFields(bindings), own)
    },
    setBindings(this: Logger, bindings: object) {
      setBindings.call(this, redactFields(bindings))
    },
  })
  return logger
}
