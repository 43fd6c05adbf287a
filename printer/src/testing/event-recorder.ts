import type { PrintEvent, PrintOutcome, TakeBack } from '../printer.ts'

/** Keeps a print's events for tests, and waits for one of them without a clock. */
export class EventRecorder {
  readonly events: PrintEvent[] = []
  readonly #waiting: { readonly phase: PrintEvent['phase']; readonly resolve: (event: PrintEvent) => void }[] = []

  readonly onEvent = (event: PrintEvent): void => {
    this.events.push(event)
    for (const { phase, resolve } of this.#waiting) if (phase === event.phase) resolve(event)
  }

  get phases(): PrintEvent['phase'][] {
    return this.events.map((event) => event.phase)
  }

  /** The first event of that phase; rejects when the print ends without one. */
  seen(phase: PrintEvent['phase'], printing: Promise<PrintOutcome | TakeBack>): Promise<PrintEvent> {
    const already = this.events.find((event) => event.phase === phase)
    if (already !== undefined) return Promise.resolve(already)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ phase, resolve })
      const fail = (end: unknown) => reject(new Error(`The print ended before "${phase}": ${JSON.stringify(end)}`))
      printing.then(fail, fail)
    })
  }
}
