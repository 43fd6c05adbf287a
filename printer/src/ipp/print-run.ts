import type { Logger } from '../logger.ts'
import type { PrintEvent, PrinterFault, PrinterStatus, PrintJob, PrintOutcome } from '../printer.ts'
import type { Attributes } from './attributes.ts'
import type { Jobs } from './jobs.ts'
import type { IppTimings } from './timings.ts'

/** What one print works with. */
export interface PrintRun {
  readonly job: PrintJob
  readonly jobs: Jobs
  readonly timings: IppTimings
  readonly logger: Logger
  readonly onEvent: (event: PrintEvent) => void
  readonly signal: AbortSignal
  /** Asks the printer for its status now. */
  readonly refresh: (signal?: AbortSignal) => Promise<PrinterStatus>
  readonly capabilities: () => Promise<Attributes>
}

export const notPrinted = (fault: PrinterFault, detail: string): PrintOutcome => ({
  ok: false,
  reason: 'not-printed',
  fault,
  detail,
})

export const unknownOutcome = (detail: string): PrintOutcome => ({ ok: false, reason: 'unknown', detail })
