import type { FaultCode } from '../protocol/codes.ts'

/** Codes that no customer is shown. */
export const engineerCodes = [
  'config.invalid',
  'config.unreadable',
  'records.rejected',
  'records.unreadable',
  'darkroom.protocol',
  'internal.invariant',
] as const

/**
 * Every code a booth can fail with. `FaultCode` are the ones that a customer may see (their words are in
 * `locales/`); the others only ever reach an engineer.
 */
export type BoothErrorCode = FaultCode | (typeof engineerCodes)[number]

/**
 * A broken invariant or an I/O failure. Expected outcomes are values of a union instead (`{ ok: false, reason }`).
 * The code stands in the message, so a log line can be searched for it. `message` is for the engineer.
 */
export class BoothError extends Error {
  readonly code: BoothErrorCode

  constructor(code: BoothErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${message} [${code}]`, options)
    this.name = 'BoothError'
    this.code = code
  }
}

export const isBoothError = (error: unknown): error is BoothError => error instanceof BoothError

export const hasCode = <C extends BoothErrorCode>(error: unknown, code: C): error is BoothError & { code: C } =>
  isBoothError(error) && error.code === code

/** The code of any thrown value: a BoothError's own, `internal` for everything else. */
export const faultCodeOf = (error: unknown, fallback: FaultCode = 'internal'): BoothErrorCode =>
  isBoothError(error) ? error.code : fallback

/** For the `default` of a switch over a closed union: does not compile while a member is unhandled. */
export const assertNever = (value: never): never => {
  throw new BoothError('internal.invariant', `Unhandled member of a closed union: ${JSON.stringify(value)}`)
}

/** The fault to show for any thrown value. */
export const customerFaultOf = (error: unknown): FaultCode => {
  const code = faultCodeOf(error)
  switch (code) {
    case 'config.invalid':
    case 'config.unreadable':
    case 'records.rejected':
    case 'records.unreadable':
    case 'darkroom.protocol':
    case 'internal.invariant':
      return 'internal'
    default:
      return code
  }
}
