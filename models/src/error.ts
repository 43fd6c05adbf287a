/** What a model can fail with: not made yet, made but altered, not obtainable, or a manifest that contradicts itself. */
export type ModelErrorCode = 'model.missing' | 'model.damaged' | 'model.fetch-failed' | 'model.manifest'

/** The code stands in the message, so a log line can be searched for it. The message ends in what to do. */
export class ModelError extends Error {
  readonly code: ModelErrorCode

  constructor(code: ModelErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${message} [${code}]`, options)
    this.name = 'ModelError'
    this.code = code
  }
}

export const isModelError = (error: unknown): error is ModelError => error instanceof ModelError

/** The message of any thrown value, for use inside another message. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
