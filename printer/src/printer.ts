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

/** A job that the booth lost sight of, by what its ledger knows. */
export interface LeftJob {
  readonly ledgerId: string
  /** Null: the printer's answer never came, or never got as far as the ledger. */
  readonly jobId: number | null
}

/**
 * `hold`: keep it from coming out by itself; `print`: let go what is held, somebody stands in front of the printer;
 * `cancel`: destroy it.
 */
export type TakeBackWish = 'hold' | 'print' | 'cancel'

/** Where a job that was left in the printer stands. */
export type TakeBack =
  /** `unknown`: the printer knows no such job any more, or can't say whether its sheet came out. */
  | { readonly state: 'ended'; readonly outcome: PrintOutcome }
  /** The printer keeps it until it is let go or destroyed. */
  | { readonly state: 'held'; readonly detail: string }
  /** The printer neither holds nor cancels it: its sheet may come out at any time. */
  | { readonly state: 'stray'; readonly detail: string }
  /** The printer did not say: to be asked again. */
  | { readonly state: 'unanswered'; readonly detail: string }

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
  /**
   * One job at a time: a second call while one runs throws PrinterError `printer.busy`. An `onEvent` that throws at
   * `accepted`, because the reference could not be kept, ends the job where its document isn't sent yet.
   */
  print(job: PrintJob, onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<PrintOutcome>
  /**
   * Settles what became of a job of an earlier run, also while another prints. A job that is printing is followed to its
   * end, unless the wish is `cancel`; one that isn't, or that waits for paper, is held, or cancelled by a printer that
   * can't hold. `printing` is told once it prints or was let go; `accepted` when it was found by its name. Never throws.
   * An abort leaves the job as it is, but for one that was let go, which is cancelled.
   */
  takeBack(
    left: LeftJob,
    wish: TakeBackWish,
    onEvent: (event: PrintEvent) => void,
    signal: AbortSignal,
  ): Promise<TakeBack>
  /** Resume-Printer (RFC 3998) where the printer has it; false where it has not. */
  resume(signal?: AbortSignal): Promise<boolean>
}
