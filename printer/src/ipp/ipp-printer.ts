import { delay } from '../delay.ts'
import type { Logger } from '../logger.ts'
import type {
  LeftJob,
  PrintEvent,
  Printer,
  PrinterStatus,
  PrintJob,
  PrintOutcome,
  TakeBack,
  TakeBackWish,
} from '../printer.ts'
import { messageOf, PrinterError } from '../printer-error.ts'
import { StatusStore } from '../status-store.ts'
import { type Attributes, stringsOf } from './attributes.ts'
import { parseEndpoint } from './endpoint.ts'
import { IppClient } from './ipp-client.ts'
import { capabilityAttributes } from './job-plan.ts'
import { isSuccess, Jobs } from './jobs.ts'
import { printOnce } from './print-once.ts'
import { statusAttributes, statusFrom, unreachableStatus, upTimeOf } from './printer-status.ts'
import { takeBack } from './take-back.ts'
import { defaultTimings, type IppTimings } from './timings.ts'

/** Tolerance for the rounding of `printer-up-time`, in seconds; a larger fall is a restart. */
const UP_TIME_SLACK_S = 2

/**
 * A printer that speaks IPP (RFC 8010, RFC 8011, IPP Everywhere), or a CUPS queue. Polls its status while started;
 * prints at most once (see print-once.ts).
 *
 * Aborting `print` asks the printer to cancel and then reports what became of the sheet: `ok` if it came out
 * all the same, `not-printed` if the printer counted none, `unknown` if that can't be determined in time.
 */
export class IppPrinter implements Printer {
  readonly url: string
  readonly #client: IppClient
  readonly #jobs: Jobs
  readonly #logger: Logger
  readonly #timings: IppTimings
  readonly #store: StatusStore
  #capabilities: Attributes | null = null
  #upTimeS: number | null = null
  #asking: Promise<PrinterStatus> | null = null
  #isPrinting = false
  #polling: { readonly controller: AbortController; readonly ended: Promise<void> } | null = null

  /** Throws PrinterError `printer.url`. */
  constructor(url: string, logger: Logger, timings: IppTimings = defaultTimings) {
    this.url = url
    this.#client = new IppClient(parseEndpoint(url))
    this.#logger = logger
    this.#timings = timings
    this.#jobs = new Jobs(this.#client, timings.requestTimeoutMs)
    const unasked: PrinterStatus = {
      name: url,
      state: 'unreachable',
      reasons: [],
      fault: 'unavailable',
      mediaLeft: null,
      supplies: [],
      detail: `${url}: not asked yet`,
    }
    this.#store = new StatusStore(unasked, (error) => {
      logger.warn({ error: messageOf(error) }, 'A printer status listener failed')
    })
  }

  /** Resolves with the first status known; an unreachable printer is not an error. */
  async start(): Promise<void> {
    if (this.#polling !== null) return
    const controller = new AbortController()
    const first = this.refresh(controller.signal)
    this.#polling = { controller, ended: first.then(() => this.#poll(controller.signal)) }
    await first
  }

  async stop(): Promise<void> {
    const polling = this.#polling
    this.#polling = null
    polling?.controller.abort()
    await polling?.ended
  }

  get status(): PrinterStatus {
    return this.#store.status
  }

  async refresh(signal?: AbortSignal): Promise<PrinterStatus> {
    // One query serves all callers while it is in progress; an abort ends only the caller's wait.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return signal === undefined ? this.#asking : orAborted(this.#asking, signal, () => this.status)
  }

  onStatus(listener: (status: PrinterStatus) => void): () => void {
    return this.#store.onStatus(listener)
  }

  async print(job: PrintJob, onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<PrintOutcome> {
    if (this.#isPrinting)
      throw new PrinterError('printer.busy', 'A print is in progress; wait for its outcome before the next')
    this.#isPrinting = true
    try {
      const outcome = await printOnce({
        ...this.#shared,
        job,
        onEvent,
        signal,
        capabilities: () => this.#readCapabilities(),
      })
      this.#logger.info({ ledgerId: job.ledgerId, outcome }, 'A print job ended')
      return outcome
    } finally {
      this.#isPrinting = false
    }
  }

  /** What every run over a job works with. */
  get #shared() {
    return {
      jobs: this.#jobs,
      timings: this.#timings,
      logger: this.#logger,
      refresh: (signal: AbortSignal | undefined) => this.refresh(signal),
    }
  }

  async takeBack(
    left: LeftJob,
    wish: TakeBackWish,
    onEvent: (event: PrintEvent) => void,
    signal: AbortSignal,
  ): Promise<TakeBack> {
    let capabilities: Attributes
    try {
      capabilities = await this.#readCapabilities()
    } catch (error) {
      return { state: 'unanswered', detail: messageOf(error) }
    }
    return await takeBack(
      { ...this.#shared, job: { ledgerId: left.ledgerId }, onEvent, signal, capabilities },
      left,
      wish,
    )
  }

  async resume(signal?: AbortSignal): Promise<boolean> {
    const capabilities = await this.#readCapabilities().catch(() => null)
    if (capabilities === null || !stringsOf(capabilities, 'operations-supported').includes('Resume-Printer'))
      return false
    const reply = await this.#jobs.ask('Resume-Printer', { signal })
    if (reply.kind !== 'done') this.#logger.warn({ detail: reply.detail }, 'The printer was not resumed')
    await this.refresh(signal)
    return reply.kind === 'done'
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { pollMs, maxPollMs } = this.#timings
    let waitMs = pollMs
    for (;;) {
      await delay(waitMs, signal)
      if (signal.aborted) return
      const { state } = await this.refresh(signal)
      waitMs = state === 'unreachable' ? Math.min(maxPollMs, waitMs * 2) : pollMs
    }
  }

  async #ask(): Promise<PrinterStatus> {
    let status: PrinterStatus
    try {
      const attributes = await this.#readAttributes(statusAttributes)
      this.#noticeRestart(attributes)
      status = statusFrom(attributes, this.url)
    } catch (error) {
      status = unreachableStatus(this.status, messageOf(error))
      // It may come back as another printer.
      this.#capabilities = null
    }
    this.#store.set(status)
    return status
  }

  /** A restarted printer may have other paper and has forgotten its jobs. */
  #noticeRestart(attributes: Attributes): void {
    const upTimeS = upTimeOf(attributes)
    if (upTimeS !== null && this.#upTimeS !== null && upTimeS < this.#upTimeS - UP_TIME_SLACK_S) {
      this.#logger.warn({ url: this.url, upTimeS, lastUpTimeS: this.#upTimeS }, 'The printer was restarted')
      this.#capabilities = null
    }
    this.#upTimeS = upTimeS
  }

  /** Cached, except for the loaded media, which may have changed. */
  async #readCapabilities(): Promise<Attributes> {
    if (this.#capabilities === null) this.#capabilities = await this.#readAttributes(capabilityAttributes)
    else {
      const loaded = await this.#readAttributes(['media-col-ready'])
      this.#capabilities = { ...this.#capabilities, ...loaded }
    }
    return this.#capabilities
  }

  async #readAttributes(names: readonly string[]): Promise<Attributes> {
    const response = await this.#client.call('Get-Printer-Attributes', {
      timeoutMs: this.#timings.requestTimeoutMs,
      operationAttributes: { 'requested-attributes': names },
    })
    if (!isSuccess(response.status)) {
      throw new PrinterError('printer.protocol', `Get-Printer-Attributes: ${response.status}: ${response.message}`)
    }
    return response.printer
  }
}

/** What `promise` gives, or `onAbort()` as soon as the signal is aborted. Leaves no listener behind. */
const orAborted = <T>(promise: Promise<T>, signal: AbortSignal, onAbort: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    const give = () => resolve(onAbort())
    if (signal.aborted) return give()
    signal.addEventListener('abort', give, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
