/** What this package throws. Expected outcomes (a printer that is out of paper, a sheet too small) are values. */
export type PrinterErrorCode =
  /** A second print while one is in progress. */
  | 'printer.busy'
  /** A printer URL that can't be understood. */
  | 'printer.url'
  /** The printer's answer is not IPP, or is too long. */
  | 'printer.protocol'
  /** No response: refused, reset, timed out. */
  | 'printer.unreachable'
  /** A request that was not encoded as intended; it is never sent. */
  | 'printer.encoding'
  /** A picture that doesn't fit its placement on the sheet. */
  | 'sheet.image'
  /** A PDF that is not one of our sheets. */
  | 'sheet.pdf'

/** The message ends with the code, so that a log can be searched for it. */
export class PrinterError extends Error {
  readonly code: PrinterErrorCode

  constructor(code: PrinterErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${message} [${code}]`, options)
    this.name = 'PrinterError'
    this.code = code
  }
}

export const isPrinterError = (error: unknown): error is PrinterError => error instanceof PrinterError

/** The text of any thrown value: some libraries throw strings. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
