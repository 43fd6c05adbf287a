import type { PrintEvent, Printer, TakeBack, TakeBackWish } from '@quickid/printer'
import { deadlineSignal } from '../foundation/deadline.ts'
import type { Log } from '../foundation/log.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { GenerationEnd, GenerationLog } from '../records/generation-log.ts'
import type { LedgerChange, LedgerRow, LedgerStatus, Records } from '../records/records.ts'
import { ledgerChange } from './ledger-change.ts'
import { recordPrint } from './print-record.ts'

export interface LeftPrintsDeps {
  readonly printer: Printer
  readonly records: Records
  readonly generations: GenerationLog
  readonly log: Log
  /** How long a held sheet waits for the staff, and how long one that they let go may take. */
  readonly limits: () => { readonly heldPrintMs: number; readonly printMs: number }
}

/** Between two looks at what the printer still has of ours: staff may let go or cancel a job at its own panel too. */
const ROUND_MS = 5_000

/** A timer may come this much early by the clock that we read. */
const TIMER_SLACK_MS = 100

/** What the printer is asked about again and again; the rest has ended, is under way, or waits for a person. */
const isAskedFor = ({ status }: LedgerRow): boolean => status === 'in-doubt' || status === 'held' || status === 'stray'

/** A question under way. */
interface Asking {
  /** Resolves once the printer prints it, or has said where it stands. */
  readonly answered: Promise<void>
  readonly ended: Promise<LedgerStatus>
}

/**
 * The sheets that the booth lost sight of: a former customer's, after a power cut. INVARIANTS: none comes out by itself
 * where the printer can hold or cancel it; while one may, or while the printer hasn't said, no other is printed; the
 * ledger says what the printer said; times go by the monotonic clock, because a booth's wall clock steps.
 */
export class LeftPrints {
  readonly #deps: LeftPrintsDeps
  readonly #asking = new Map<string, Asking>()
  /** When each held sheet is destroyed. Begins anew with the booth: it can't know how long it was off. */
  readonly #destroyAtMs = new Map<string, number>()
  readonly #stopping = new AbortController()
  readonly #listeners = new Set<() => void>()
  #round: NodeJS.Timeout | undefined
  #unsubscribe = () => {}

  constructor(deps: LeftPrintsDeps) {
    this.#deps = deps
  }

  /** At the booth's start, before anything prints: what is open in the ledger is asked about until the printer answers. */
  start(): void {
    const { records, printer, log } = this.#deps
    const found = records.ledger.recover()
    if (found.notPrinted + found.inDoubt > 0) log.warn(found, 'Prints were open when the booth stopped')
    let wasReachable = true
    this.#unsubscribe = printer.onStatus(({ state }) => {
      const isReachable = state !== 'unreachable'
      if (isReachable && !wasReachable) this.#askForAll()
      wasReachable = isReachable
    })
    this.#askForAll()
  }

  /** Leaves everything as it is in the printer. Resolves when nothing is asked any more. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#unsubscribe()
    clearTimeout(this.#round)
    await Promise.all([...this.#asking.values()].map(({ ended }) => ended))
  }

  /** Resolves when the printer has been asked about all that is in doubt, whatever it answered. */
  async answered(): Promise<void> {
    await Promise.all([...this.#asking.values()].map(({ answered }) => answered))
  }

  /** Calls `listener` whenever the printer has said something new of a sheet; returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Why nothing may be printed now: a sheet may come out by itself, or the printer hasn't said whether one may. */
  get fault(): FaultCode | null {
    const statuses = this.#openRows().map(({ status }) => status)
    if (statuses.includes('stray')) return 'printer.stray-sheet'
    return statuses.includes('in-doubt') ? 'printer.unavailable' : null
  }

  /** Until a held sheet is destroyed by itself; null: it is not held. */
  destroyedInMs(ledgerId: string): number | null {
    const atMs = this.#destroyAtMs.get(ledgerId)
    return atMs === undefined ? null : Math.max(0, atMs - performance.now())
  }

  /** Asks now about a row that is in doubt, and resolves with what it is then. */
  async settle(ledgerId: string, startedAtMs: number): Promise<LedgerStatus> {
    return await this.#ask(ledgerId, 'hold', startedAtMs).ended
  }

  /** Lets a held sheet print. Resolves once the printer prints it or has said why not; it is followed to its end. */
  async printNow(ledgerId: string): Promise<LedgerStatus> {
    return await this.#wish(ledgerId, 'print')
  }

  /** Cancels a held sheet. Resolves with what it is then. */
  async destroy(ledgerId: string): Promise<LedgerStatus> {
    return await this.#wish(ledgerId, 'cancel')
  }

  async #wish(ledgerId: string, wish: 'print' | 'cancel'): Promise<LedgerStatus> {
    await this.#asking.get(ledgerId)?.ended
    const asking = this.#ask(ledgerId, wish, null)
    await asking.answered
    return this.#rowOf(ledgerId)?.status ?? (await asking.ended)
  }

  #askForAll(): void {
    if (this.#stopping.signal.aborted) return
    for (const row of this.#openRows()) {
      if (!isAskedFor(row) || this.#asking.has(row.ledgerId)) continue
      const isOverdue = (this.destroyedInMs(row.ledgerId) ?? Number.POSITIVE_INFINITY) <= TIMER_SLACK_MS
      this.#ask(row.ledgerId, isOverdue ? 'cancel' : 'hold', null)
    }
    this.#planRound()
  }

  #ask(ledgerId: string, wish: TakeBackWish, startedAtMs: number | null): Asking {
    const row = this.#rowOf(ledgerId)
    let tellAnswered = () => {}
    const answered = new Promise<void>((resolve) => {
      tellAnswered = resolve
    })
    const onEvent = (event: PrintEvent) => {
      switch (event.phase) {
        case 'sending':
          return
        case 'accepted':
          // Found by its name: where it stands is told next.
          this.#mark(ledgerId, { status: row?.status ?? 'in-doubt', jobId: event.jobId, jobUri: event.jobUri })
          return
        case 'printing':
        case 'needs-attention':
          if (this.#rowOf(ledgerId) !== undefined) this.#mark(ledgerId, ledgerChange(event))
          tellAnswered()
      }
    }
    const taken =
      row === undefined ? Promise.resolve('settled' as const) : this.#takeBack(row, wish, onEvent, startedAtMs)
    const ended = taken.finally(() => {
      this.#asking.delete(ledgerId)
      tellAnswered()
    })
    const asking = { answered, ended }
    this.#asking.set(ledgerId, asking)
    return asking
  }

  async #takeBack(
    row: LedgerRow,
    wish: TakeBackWish,
    onEvent: (event: PrintEvent) => void,
    startedAtMs: number | null,
  ): Promise<LedgerStatus> {
    const { printer, generations, log, limits } = this.#deps
    const { ledgerId } = row
    const { heldPrintMs, printMs } = limits()
    const stopping = this.#stopping.signal
    const signal = wish === 'print' ? AbortSignal.any([stopping, deadlineSignal(printMs)]) : stopping
    let end: TakeBack
    try {
      end = await printer.takeBack(row, wish, onEvent, signal)
    } catch (error) {
      end = { state: 'unanswered', detail: error instanceof Error ? error.message : String(error) }
    }
    // Staff may have closed it by hand meanwhile.
    if (this.#rowOf(ledgerId) === undefined) return 'settled'
    const status = statusAfter(end, wish)
    if (status !== row.status) {
      const detail = end.state === 'ended' ? end.outcome : end.detail
      log.warn({ ledgerId, was: row.status, status, detail }, 'The printer said what became of a sheet')
    }
    if (status !== 'held' && status !== 'in-doubt') this.#destroyAtMs.delete(ledgerId)
    else if (status === 'held' && !this.#destroyAtMs.has(ledgerId)) {
      this.#destroyAtMs.set(ledgerId, performance.now() + heldPrintMs)
      this.#planRound()
    }
    const record = recordOf(status)
    const isWritten = this.#mark(ledgerId, { status, isRecorded: record !== null })
    if (isWritten && record !== null && row.unrecordedCopies !== null) {
      recordPrint(generations, { paper: row.paper, copies: row.unrecordedCopies }, startedAtMs, record)
    }
    if (status !== row.status) for (const listener of [...this.#listeners]) listener()
    return status
  }

  /** The next round comes no later than the end of a held sheet. */
  #planRound(): void {
    clearTimeout(this.#round)
    if (this.#stopping.signal.aborted) return
    const nowMs = performance.now()
    const dueMs = [...this.#destroyAtMs.values()].filter((atMs) => atMs > nowMs).map((atMs) => atMs - nowMs)
    this.#round = setTimeout(() => this.#askForAll(), Math.ceil(Math.min(ROUND_MS, ...dueMs)))
    this.#round.unref()
  }

  #rowOf(ledgerId: string): LedgerRow | undefined {
    return this.#openRows().find((row) => row.ledgerId === ledgerId)
  }

  #openRows(): readonly LedgerRow[] {
    try {
      return this.#deps.records.ledger.openRows()
    } catch (error) {
      // Records that can't be read are told as a fault of their own.
      this.#deps.log.error({ err: error }, 'The print ledger could not be read')
      return []
    }
  }

  #mark(ledgerId: string, { status, jobId, jobUri, isRecorded }: LedgerChange): boolean {
    const change = { status, ...(jobId !== undefined && { jobId }), ...(jobUri !== undefined && { jobUri }) }
    return this.#deps.generations.guard(() =>
      this.#deps.records.ledger.update(ledgerId, { ...change, ...(isRecorded && { isRecorded }) }),
    )
  }
}

const statusAfter = (end: TakeBack, wish: TakeBackWish): LedgerStatus => {
  switch (end.state) {
    case 'ended':
      // One that was let go and cancelled again may not have ended: the next round asks.
      if (wish === 'print' && !end.outcome.ok && end.outcome.reason === 'unknown') return 'in-doubt'
      return end.outcome.ok ? 'printed' : end.outcome.reason
    case 'held':
    case 'stray':
      return end.state
    case 'unanswered':
      return 'in-doubt'
  }
}

/** How the generation record of a sheet ends; null: it has not ended. */
const recordOf = (status: LedgerStatus): GenerationEnd | null => {
  switch (status) {
    case 'printed':
      return { status: 'succeeded' }
    case 'not-printed':
      return { status: 'cancelled' }
    case 'unknown':
      return { status: 'unknown', error: 'printer.unknown' }
    default:
      return null
  }
}
