import type { PrinterStatus } from './printer.ts'

/** Holds the last status and tells listeners of each change. A listener that throws doesn't affect the others. */
export class StatusStore {
  #status: PrinterStatus
  readonly #listeners = new Set<(status: PrinterStatus) => void>()
  readonly #onListenerError: (error: unknown) => void

  constructor(initial: PrinterStatus, onListenerError: (error: unknown) => void) {
    this.#status = initial
    this.#onListenerError = onListenerError
  }

  get status(): PrinterStatus {
    return this.#status
  }

  set(status: PrinterStatus): void {
    // Statuses are small plain data: their text is their identity.
    const hasChanged = JSON.stringify(status) !== JSON.stringify(this.#status)
    this.#status = status
    if (!hasChanged) return
    for (const listener of [...this.#listeners]) {
      try {
        listener(status)
      } catch (error) {
        this.#onListenerError(error)
      }
    }
  }

  /** Calls `listener` with every change from now on; returns how to stop that. */
  onStatus(listener: (status: PrinterStatus) => void): () => void {
    // A wrapper of its own, so that the same function twice is two listeners.
    const own = (status: PrinterStatus) => listener(status)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }
}
