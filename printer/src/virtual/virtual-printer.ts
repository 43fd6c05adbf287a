import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import type { PrintEvent, Printer, PrinterFault, PrinterStatus, PrintJob, PrintOutcome, TakeBack } from '../printer.ts'
import { messageOf, PrinterError } from '../printer-error.ts'
import { checkPage } from '../sheet/page-boxes.ts'
import { StatusStore } from '../status-store.ts'
import { parseVirtualUrl, type VirtualSettings } from './virtual-settings.ts'

/** At or below this many sheets it reports `media-low`. */
const LOW_SHEETS = 5

/** Paper refills per ribbon. */
const TRAYS_PER_RIBBON = 2

const reasonsOfFault: Record<PrinterFault, readonly string[]> = {
  unavailable: [],
  stopped: ['paused'],
  'media-empty': ['media-empty-error'],
  'supply-empty': ['marker-supply-empty-error'],
  jam: ['media-jam-error'],
  'cover-open': ['cover-open-error'],
  rejected: ['spool-area-full-error'],
}

/**
 * A printer without a device: the default, and a peer in tests. It takes as long as a real one, checks that the PDF's
 * page is the paper, uses up paper and ribbon, and can be given faults. It keeps and writes nothing.
 */
export class VirtualPrinter implements Printer {
  readonly url: string
  readonly #settings: VirtualSettings
  readonly #store: StatusStore
  #fault: PrinterFault | null
  #faultWhilePrinting: PrinterFault | null
  #sheetsLeft: number
  #sheetsOnRibbon: number
  #isPrinting = false
  #nextJobId = 1
  /** Resumes the job that is held by a fault. */
  #onCleared: (() => void) | null = null

  /** Throws PrinterError `printer.url` on an unknown setting or a value out of range. */
  constructor(url: string, logger: Logger) {
    this.url = url
    this.#settings = parseVirtualUrl(url)
    this.#fault = this.#settings.faultAt === 'start' ? this.#settings.fault : null
    this.#faultWhilePrinting = this.#settings.faultAt === 'printing' ? this.#settings.fault : null
    this.#sheetsLeft = this.#settings.sheets
    this.#sheetsOnRibbon = this.#ribbonCapacity
    this.#store = new StatusStore(this.#describe(), (error) => {
      logger.warn({ error: messageOf(error) }, 'A printer status listener failed')
    })
  }

  async start(): Promise<void> {
    this.#publish()
  }

  async stop(): Promise<void> {}

  get status(): PrinterStatus {
    return this.#store.status
  }

  async refresh(): Promise<PrinterStatus> {
    this.#publish()
    return this.status
  }

  onStatus(listener: (status: PrinterStatus) => void): () => void {
    return this.#store.onStatus(listener)
  }

  /** Sets a fault, in the middle of a sheet too, or clears it (null). */
  setFault(fault: PrinterFault | null): void {
    this.#fault = fault
    this.#publish()
    if (this.#currentFault === null) this.#onCleared?.()
  }

  /** Sets how many sheets are loaded. */
  setSheets(sheets: number): void {
    this.#sheetsLeft = sheets
    this.#publish()
    if (this.#currentFault === null) this.#onCleared?.()
  }

  /** Refills paper and ribbon and clears every fault; true: this printer can always be resumed. */
  async resume(): Promise<boolean> {
    this.#sheetsOnRibbon = this.#ribbonCapacity
    this.#sheetsLeft = this.#settings.sheets
    this.setFault(null)
    return true
  }

  async print(job: PrintJob, onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<PrintOutcome> {
    if (this.#isPrinting)
      throw new PrinterError('printer.busy', 'A print is in progress; wait for its outcome before the next')
    if (signal.aborted) return this.#notPrinted('stopped', 'cancelled before it was sent')
    onEvent({ phase: 'sending' })
    const fault = this.#currentFault
    if (fault !== null) return this.#notPrinted(fault, `not sent: ${fault}`)
    const page = checkPage(job.data, job.paper)
    if (!page.ok) return this.#notPrinted('rejected', page.detail)
    this.#isPrinting = true
    this.#publish()
    try {
      const jobId = this.#nextJobId++
      onEvent({ phase: 'accepted', jobId, jobUri: `virtual:jobs/${jobId}` })
      return await this.#printSheet(onEvent, signal)
    } finally {
      this.#isPrinting = false
      this.#onCleared = null
      this.#publish()
    }
  }

  /** Its jobs end with its process: what became of an earlier one's it can't say. */
  async takeBack(): Promise<TakeBack> {
    const detail = 'the virtual printer has no such job any more'
    return { state: 'ended', outcome: { ok: false, reason: 'unknown', detail } }
  }

  async #printSheet(onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<PrintOutcome> {
    onEvent({ phase: 'printing' })
    const ms = this.#settings.seconds * 1000
    try {
      await sleep(ms / 2, undefined, { signal })
      if (this.#faultWhilePrinting !== null) {
        this.#fault = this.#faultWhilePrinting
        this.#faultWhilePrinting = null
        this.#publish()
      }
      await this.#untilCleared(onEvent, signal)
      await sleep(ms / 2, undefined, { signal })
      await this.#untilCleared(onEvent, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      return this.#notPrinted(this.#currentFault ?? 'stopped', 'cancelled before the sheet was done')
    }
    this.#sheetsLeft -= 1
    this.#sheetsOnRibbon -= 1
    return { ok: true }
  }

  /** Holds the job while the printer has a fault, as a real one does. Rejects with the signal's reason. */
  async #untilCleared(onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<void> {
    for (let fault = this.#currentFault; fault !== null; fault = this.#currentFault) {
      onEvent({ phase: 'needs-attention', fault })
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => reject(signal.reason)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        this.#onCleared = () => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        }
      })
      onEvent({ phase: 'printing' })
    }
  }

  get #ribbonCapacity(): number {
    return this.#settings.sheets * TRAYS_PER_RIBBON
  }

  get #currentFault(): PrinterFault | null {
    if (this.#fault !== null) return this.#fault
    if (this.#sheetsLeft <= 0) return 'media-empty'
    return this.#sheetsOnRibbon <= 0 ? 'supply-empty' : null
  }

  #notPrinted(fault: PrinterFault, detail: string): PrintOutcome {
    return { ok: false, reason: 'not-printed', fault, detail }
  }

  #publish(): void {
    this.#store.set(this.#describe())
  }

  #describe(): PrinterStatus {
    const fault = this.#currentFault
    const isLow = this.#sheetsLeft > 0 && this.#sheetsLeft <= LOW_SHEETS
    const reasons = [...(fault === null ? [] : reasonsOfFault[fault]), ...(isLow ? ['media-low-warning'] : [])]
    const ribbon = this.#ribbonCapacity === 0 ? 0 : Math.round((100 * this.#sheetsOnRibbon) / this.#ribbonCapacity)
    const healthy = this.#isPrinting ? 'processing' : 'idle'
    return {
      name: 'Virtual printer',
      state: fault === null ? healthy : fault === 'unavailable' ? 'unreachable' : 'stopped',
      reasons,
      fault,
      mediaLeft: this.#sheetsLeft,
      supplies: [{ name: 'Ribbon', percent: ribbon }],
      detail: `${this.url}${fault === null ? '' : `: ${fault}`}`,
    }
  }
}
