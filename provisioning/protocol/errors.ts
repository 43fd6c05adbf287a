/**
 * Codes of what breaks in the agent or the fleet: an unusable file, a database that refuses, a programmer's mistake.
 * Expected outcomes (a refused claim, a fleet that is away) are values of a union instead.
 */
export type ProvisioningErrorCode =
  | 'file.unreadable'
  | 'file.write-failed'
  | 'protocol.invalid-key'
  | 'protocol.invalid-url'
  | 'fleet.config-invalid'
  | 'fleet.data-in-use'
  | 'fleet.database-failed'
  | 'fleet.secret-mismatch'
  | 'fleet.database-newer'
  | 'internal.invariant'

/** The code stands in the message, so that a log line can be searched for it. `message` is for the engineer. */
export class ProvisioningError extends Error {
  readonly code: ProvisioningErrorCode

  constructor(code: ProvisioningErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${message} [${code}]`, options)
    this.name = 'ProvisioningError'
    this.code = code
  }
}

export const isProvisioningError = (error: unknown): error is ProvisioningError => error instanceof ProvisioningError

/** For the `default` of a switch over a closed union: does not compile while a member is unhandled. */
export const assertNever = (value: never): never => {
  throw new ProvisioningError('internal.invariant', `Unhandled member of a closed union: ${JSON.stringify(value)}`)
}
