import type { Printer } from '@quickid/printer'
import { deadlineSignal } from '../foundation/deadline.ts'
import { customerFaultOf } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { PrintProgress } from '../protocol/visit-view.ts'
import type { GenerationLog } from '../records/generation-log.ts'
import type { Records } from '../records/records.ts'
import { type PrintEnd, type PrintOrder, printSheets } from './print-sheets.ts'

export interface PrintQueueDeps {
  readonly printer: Printer
  readonly records: Records
  readonly generations: GenerationLog
  readonly log: Log
}

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
  readonly #deps: PrintQueueDeps
  #last: Promise<unknown> = Promise.resolve()

  constructor(deps: PrintQueueDeps) {
    this.#deps = deps
  }

  /** At the booth's start: what was under way when it stopped is in doubt, and waits for a person at the tray. */
  settleInterrupted(): void {
    const interrupted = this.#deps.records.ledger.recover()
    if (interrupted.notPrinted + interrupted.unknown > 0) {
      this.#deps.log.warn(interrupted, 'Prints were under way when the booth stopped')
    }
  }

  /** Resolves when no print runs or waits. */
  get idle(): Promise<void> {
    return this.#last.then(() => {})
  }

  print(order: PrintOrder, limits: PrintLimits, onProgress: (progress: PrintProgress) => void): Promise<PrintEnd> {
    // A visit that is cancelled overwrites its pictures while the printer still reads.
    const pdf = Uint8Array.from(order.pdf)
    const printed = this.#last
      .then(() => this.#printNow({ ...order, pdf }, limits, onProgress))
      .finally(() => pdf.fill(0))
    this.#last = printed
    return printed
  }

  async #printNow(
    order: PrintOrder,
    { signal, timeoutMs }: PrintLimits,
    onProgress: (progress: PrintProgress) => void,
  ): Promise<PrintEnd> {
    try {
      return await printSheets(this.#deps, order, onProgress, AbortSignal.any([signal, deadlineSignal(timeoutMs)]))
    } catch (error) {
      this.#deps.log.error({ err: error }, 'Printing broke off')
      return { ok: false, reason: 'not-printed', fault: customerFaultOf(error) }
    }
  }
}
