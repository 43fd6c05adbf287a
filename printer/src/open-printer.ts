import { IppPrinter } from './ipp/ipp-printer.ts'
import { type Logger, silentLogger } from './logger.ts'
import type { Printer } from './printer.ts'
import { PrinterError } from './printer-error.ts'
import { VirtualPrinter } from './virtual/virtual-printer.ts'

export interface PrinterOptions {
  readonly logger?: Logger
}

/**
 * The driver for a printer's URL: `ipp://HOST[:PORT]/PATH`, `ipps://...`, `virtual:[?seconds=4&sheets=20]`. Nothing is
 * opened before `start`. Throws PrinterError `printer.url` on anything else.
 */
export const openPrinter = (url: string, options: PrinterOptions = {}): Printer => {
  const logger = options.logger ?? silentLogger
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  switch (scheme) {
    case 'virtual':
      return new VirtualPrinter(url, logger)
    case 'ipp':
    case 'ipps':
      return new IppPrinter(url, logger)
    default:
      // Of the URL nothing else is repeated, here and in the drivers: it may hold a password.
      throw new PrinterError(
        'printer.url',
        `Expected a printer URL that begins with ipp:, ipps: or virtual: but received one ${
          scheme === undefined ? 'without a scheme' : `with "${scheme.slice(0, 32)}:"`
        }`,
      )
  }
}
