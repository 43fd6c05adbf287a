import type { Logger } from '../logger.ts'
import type { PrintEvent, PrinterFault, PrinterStatus, PrintJob, PrintOutcome } from '../printer.ts'
import type { Attributes } from './attributes.ts'
import type { Jobs } from './jobs.ts'
import type { IppTimings } from './timings.ts'

/** What following a job works with. */
export interface JobRun {
  readonly job: Pick<PrintJob, 'ledgerId'>
  readonly jobs: Jobs
  readonly timings: IppTimings
  readonly logger: Logger
  readonly onEvent: (event: PrintEvent) => void
  readonly signal: AbortSignal
  /** Asks the printer for its status now. */
  readonly refresh: (signal?: AbortSignal) => Promise<PrinterStatus>
}

/** What one print works with. */
export interface PrintRun extends JobRun {
  readonly job: PrintJob
  readonly capabilities: () => Promise<Attributes>
}

export const notPrinted = (fault: PrinterFault, detail: string): PrintOutcome => ({
  ok: false,
  reason: 'not-printed',
  fault,
  detail,
})

export const unknownOutcome = (detail: string): PrintOutcome => ({ ok: false, reason: 'unknown', detail })
