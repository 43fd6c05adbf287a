import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import type { PrintEvent, Printer, PrinterFault, PrinterStatus, PrintJob, PrintOutcome } from '../printer.ts'
import { messageOf, PrinterError } from '../printer-error.ts'
import { measureSheetPdf } from '../sheet/measure-pdf.ts'
import { StatusStore } from '../status-store.ts'
import { parseVirtualUrl, type VirtualSettings } from './virtual-settings.ts'

/** From so many sheets on it says that paper runs low. */
const LOW_SHEETS = 5

/** A ribbon lasts for so many fillings of the paper tray. */
const TRAYS_PER_RIBBON = 2

/** The page may be off by so much, in mm: the sheet's own precision. */
const PAGE_TOLERANCE_MM = 0.1

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
 * A printer without a device: the default, and a peer in tests. It takes a real one's time, checks that the PDF's page
 * is the paper, uses up paper and ribbon, and can be out of order. It keeps and writes nothing.
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
  /** Wakes the job that waits for a mend. */
  #onMend: (() => void) | null = null

  /** Throws PrinterError `printer.url` on settings that it does not know. */
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

  /** Breaks it, also in the middle of a sheet, or mends it (null). */
  setFault(fault: PrinterFault | null): void {
    this.#fault = fault
    this.#publish()
    if (this.#currentFault === null) this.#onMend?.()
  }

  /** Loads so many sheets. */
  setSheets(sheets: number): void {
    this.#sheetsLeft = sheets
    this.#publish()
    if (this.#currentFault === null) this.#onMend?.()
  }

  /** Refills paper and ribbon and clears every fault; true: this printer can always be resumed. */
  async resume(): Promise<boolean> {
    this.#sheetsOnRibbon = this.#ribbonCapacity
    this.#sheetsLeft = this.#settings.sheets
    this.setFault(null)
    return true
  }

  async print(job: PrintJob, onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<PrintOutcome> {
    if (this.#isPrinting) throw new PrinterError('printer.busy', 'One job at a time')
    if (signal.aborted) return this.#notPrinted('stopped', 'cancelled before it was sent')
    onEvent({ phase: 'sending' })
    const fault = this.#currentFault
    if (fault !== null) return this.#notPrinted(fault, `not sent: ${fault}`)
    const mismatch = pageMismatch(job)
    if (mismatch !== null) return this.#notPrinted('rejected', mismatch)
    this.#isPrinting = true
    this.#publish()
    try {
      const jobId = this.#nextJobId++
      onEvent({ phase: 'accepted', jobId, jobUri: `virtual:jobs/${jobId}` })
      return await this.#printSheet(onEvent, signal)
    } finally {
      this.#isPrinting = false
      this.#onMend = null
      this.#publish()
    }
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
      await this.#untilMended(onEvent, signal)
      await sleep(ms / 2, undefined, { signal })
      await this.#untilMended(onEvent, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      return this.#notPrinted(this.#currentFault ?? 'stopped', 'cancelled before the sheet was done')
    }
    this.#sheetsLeft -= 1
    this.#sheetsOnRibbon -= 1
    return { ok: true }
  }

  /** Holds the job while something ails the printer, as a real one does. Rejects with the signal's reason. */
  async #untilMended(onEvent: (event: PrintEvent) => void, signal: AbortSignal): Promise<void> {
    for (let fault = this.#currentFault; fault !== null; fault = this.#currentFault) {
      onEvent({ phase: 'needs-attention', fault })
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => reject(signal.reason)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        this.#onMend = () => {
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

/** Why this PDF is not a sheet of its paper; null when it is. */
const pageMismatch = ({ data, paper }: PrintJob): string | null => {
  try {
    const { pageWidthMm, pageHeightMm } = measureSheetPdf(data)
    const isExact =
      Math.abs(pageWidthMm - paper.widthMm) <= PAGE_TOLERANCE_MM &&
      Math.abs(pageHeightMm - paper.heightMm) <= PAGE_TOLERANCE_MM
    return isExact
      ? null
      : `Expected a page of ${paper.widthMm} x ${paper.heightMm} mm (${paper.id}) but received ` +
          `${pageWidthMm.toFixed(2)} x ${pageHeightMm.toFixed(2)} mm`
  } catch (error) {
    return messageOf(error)
  }
}
