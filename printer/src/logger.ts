/** The part of a pino logger that this package uses. It never receives a document's bytes. */
export interface Logger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export const silentLogger: Logger = { info: () => {}, warn: () => {} }
