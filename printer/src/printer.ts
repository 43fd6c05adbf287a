/** What a printer's state reasons mean for printing. A status without a fault is ready. */
export type PrinterFault =
  | 'unavailable'
  | 'stopped'
  | 'media-empty'
  | 'supply-empty'
  | 'jam'
  | 'cover-open'
  | 'rejected'

/** A consumable as the printer reports it; a negative IPP level is unknown, hence null, never zero. */
export interface Supply {
  readonly name: string
  readonly percent: number | null
}

export interface PrinterStatus {
  readonly name: string
  readonly state: 'idle' | 'processing' | 'stopped' | 'unreachable'
  /** `printer-state-reasons` (RFC 8011 5.4.12) without `none`. */
  readonly reasons: readonly string[]
  /** The most urgent fault that keeps it from printing now; null when it can print. */
  readonly fault: PrinterFault | null
  /** Sheets left; null when the printer doesn't report it. */
  readonly mediaLeft: number | null
  readonly supplies: readonly Supply[]
  /** For the technician: address and state message. */
  readonly detail: string
}

/** One sheet. `data` is overwritten by its owner after the outcome; a driver keeps no copy. */
export interface PrintJob {
  /** The print ledger's id: it is the IPP `job-name`, by which a job is found again after a lost reply. */
  readonly ledgerId: string
  readonly data: Uint8Array
  readonly format: 'application/pdf'
  readonly paper: { readonly id: string; readonly widthMm: number; readonly heightMm: number }
}

/** The phases of a job, as they change. `accepted` carries the printer's own reference, to be kept durably. */
export type PrintEvent =
  | { readonly phase: 'sending' }
  | { readonly phase: 'accepted'; readonly jobId: number; readonly jobUri: string }
  | { readonly phase: 'printing' }
  | { readonly phase: 'needs-attention'; readonly fault: PrinterFault }

/**
 * How a job ended. At most once: `unknown` = it may or may not have been printed (a lost reply and no trace of the
 * job); it is never printed again unless a person says so. `not-printed` = certainly nothing came out.
 */
export type PrintOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'not-printed'; readonly fault: PrinterFault; readonly detail: string }
  | { readonly ok: false; readonly reason: 'unknown'; readonly detail: string }

/** A driver. Constructors do nothing; `start` begins polling, `stop` ends it. */
export interface Printer {
  /** For the staff and the log, e.g. `ipp://localhost:8631/ipp/print`. */
  readonly url: string
  start(): Promise<void>
  stop(): Promise<void>
  /** The last known status, at once. */
  readonly status: PrinterStatus
  /** Asks the printer now; never throws: an unreachable printer is a status. */
  refresh(signal?: AbortSignal): Promise<PrinterStatus>
  onStatus(listener: (status: PrinterStatus) => void): () => void
  /** One job at a time: a second call while one runs throws PrinterError `printer.busy`. */
  print(job: PrintJob, onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<PrintOutcome>
  /** Resume-Printer (RFC 3998) where the printer has it; false where it has not. */
  resume(signal?: AbortSignal): Promise<boolean>
}
