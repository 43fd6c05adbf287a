/** All in milliseconds. */
export interface IppTimings {
  /** Between two status queries. */
  readonly pollMs: number
  /** Longest interval between queries of an unreachable printer, up to which it doubles. */
  readonly maxPollMs: number
  /** Between two polls of a running job. */
  readonly jobPollMs: number
  /** For an answer to a small request. */
  readonly requestTimeoutMs: number
  /** For an answer to a document: some printers answer when the sheet is out. */
  readonly documentTimeoutMs: number
  /** How long to look for a job whose reply was lost. */
  readonly reconcileMs: number
  /** How long requests to a busy printer are repeated. */
  readonly busyMs: number
  /** How long a cancelled job may take to end. */
  readonly cancelMs: number
}

export const defaultTimings: IppTimings = {
  pollMs: 3_000,
  maxPollMs: 24_000,
  jobPollMs: 1_000,
  requestTimeoutMs: 10_000,
  documentTimeoutMs: 120_000,
  reconcileMs: 60_000,
  busyMs: 60_000,
  cancelMs: 30_000,
}
