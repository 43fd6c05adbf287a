import { deadlineSignal } from '../foundation/deadline.ts'
import { customerFaultOf } from '../foundation/errors.ts'
import type { PrintProgress } from '../protocol/visit-view.ts'
import { type PrintEnd, type PrintOrder, type PrintSheetsDeps, printSheets } from './print-sheets.ts'

export interface PrintLimits {
  /** Ends the print with whoever ordered it. */
  readonly signal: AbortSignal
  /** Ends it when the printer takes longer, with the time to refill the paper. */
  readonly timeoutMs: number
}

/**
 * The booth's prints, one after the other. It needs no visit: what a cancelled one left behind ends here, with its row
 * in the ledger. INVARIANTS: a sheet is in the ledger before any I/O; its pixels are a copy that is overwritten at the
 * end, however that comes; nothing here rejects.
 */
export class PrintQueue {
  readonly #deps: PrintSheetsDeps
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(deps: PrintSheetsDeps) {
    this.#deps = deps
  }

  /** Whether a print runs or waits. */
  get isPrinting(): boolean {
    return this.#waiting > 0
  }

  /** Resolves when no print runs or waits. */
  get idle(): Promise<void> {
    return this.#last.then(() => {})
  }

  print(order: PrintOrder, limits: PrintLimits, onProgress: (progress: PrintProgress) => void): Promise<PrintEnd> {
    // A visit that is cancelled overwrites its pictures while the printer still reads.
    const pdf = Uint8Array.from(order.pdf)
    this.#waiting++
    const printed = this.#last
      .then(() => this.#printNow({ ...order, pdf }, limits, onProgress))
      .finally(() => {
        pdf.fill(0)
        this.#waiting--
      })
    this.#last = printed
    return printed
  }

  async #printNow(
    order: PrintOrder,
    { signal, timeoutMs }: PrintLimits,
    onProgress: (progress: PrintProgress) => void,
  ): Promise<PrintEnd> {
    const { leftPrints } = this.#deps
    try {
      const limit = AbortSignal.any([signal, deadlineSignal(timeoutMs)])
      // A sheet of an earlier run must not come out between this customer's.
      await Promise.race([leftPrints.answered(), aborted(limit)])
      const { fault } = leftPrints
      if (fault) return { ok: false, reason: 'not-printed', fault }
      return await printSheets(this.#deps, order, onProgress, limit)
    } catch (error) {
      this.#deps.log.error({ err: error }, 'Printing broke off')
      return { ok: false, reason: 'not-printed', fault: customerFaultOf(error) }
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
