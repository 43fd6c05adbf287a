import type { Paper, PrintEvent, Printer, PrinterFault, PrintOutcome } from '@quickid/printer'
import { isBoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { PrintProgress } from '../protocol/visit-view.ts'
import type { GenerationEnd, GenerationLog } from '../records/generation-log.ts'
import type { LedgerChange, LedgerRow, LedgerStatus, Records } from '../records/records.ts'
import { ledgerChange } from './ledger-change.ts'
import type { LeftPrints } from './left-prints.ts'
import { recordPrint } from './print-record.ts'

export interface PrintSheetsDeps {
  readonly printer: Printer
  readonly records: Records
  readonly generations: GenerationLog
  readonly leftPrints: LeftPrints
  readonly log: Log
}

export interface PrintOrder {
  /** Overwritten by the caller after the end. */
  readonly pdf: Uint8Array
  /** The one that the ledger names. */
  readonly documentId: string
  /** On each sheet, by document: each has a generation record of its own. */
  readonly copies: Readonly<Record<string, number>>
  readonly paper: Paper
  readonly sheets: number
}

export type PrintEnd =
  | { readonly ok: true }
  /** It may or may not have come out: a person must look. */
  | { readonly ok: false; readonly reason: 'unknown' }
  | { readonly ok: false; readonly reason: 'not-printed'; readonly fault: FaultCode }

export const faultOfPrinter = (fault: PrinterFault): FaultCode => `printer.${fault}`

/**
 * Prints the sheets one after the other and ends with the first that did not come out. Each is a row of the ledger that
 * is committed before anything is sent, so that it prints at most once, also over a power cut.
 */
export const printSheets = async (
  deps: PrintSheetsDeps,
  order: PrintOrder,
  onProgress: (progress: PrintProgress) => void,
  signal: AbortSignal,
): Promise<PrintEnd> => {
  // Asked now, not remembered: the customer must not wait for a printer that is known to be out of paper.
  const status = await deps.printer.refresh(signal)
  if (status.fault) return { ok: false, reason: 'not-printed', fault: faultOfPrinter(status.fault) }
  for (let sheet = 1; sheet <= order.sheets; sheet++) {
    const end = await printOne(deps, order, sheet, onProgress, signal)
    if (!end.ok) return end
  }
  return { ok: true }
}

const printOne = async (
  deps: PrintSheetsDeps,
  order: PrintOrder,
  sheet: number,
  onProgress: (progress: PrintProgress) => void,
  signal: AbortSignal,
): Promise<PrintEnd> => {
  const { records, printer, generations, log } = deps
  const { documentId, paper, sheets, copies } = order
  const startedAtMs = performance.now()
  const sheetOf = { paper: paper.id, copies }
  let row: LedgerRow
  try {
    row = records.ledger.add({ documentId, ...sheetOf })
    // `sending` is written before the first byte goes out.
    records.ledger.update(row.ledgerId, { status: 'sending' })
  } catch (error) {
    log.error({ err: error }, 'Nothing was printed: the print ledger could not be written')
    return { ok: false, reason: 'not-printed', fault: faultOfLedger(error) }
  }
  const { ledgerId } = row
  const mark = (change: LedgerChange) => generations.guard(() => records.ledger.update(ledgerId, change))
  let isSent = false
  let unkept: FaultCode | null = null
  const onEvent = (event: PrintEvent) => {
    if (event.phase === 'sending') isSent = true
    else if (event.phase === 'accepted') {
      try {
        records.ledger.update(ledgerId, ledgerChange(event))
      } catch (error) {
        // Told to the driver: no document may go out whose job the ledger doesn't know.
        unkept = faultOfLedger(error)
        throw error
      }
    } else mark(ledgerChange(event))
    onProgress(progressOf(event, sheet, sheets))
  }
  onProgress({ phase: 'sending', sheet, sheets })
  let outcome: PrintOutcome
  try {
    outcome = await printer.print({ ledgerId, data: order.pdf, format: 'application/pdf', paper }, onEvent, signal)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    outcome = isSent
      ? { ok: false, reason: 'unknown', detail }
      : { ok: false, reason: 'not-printed', fault: 'unavailable', detail }
  }
  const fields = { ledgerId, documentId, outcome: outcome.ok ? 'printed' : outcome.reason }
  if (outcome.ok) {
    mark({ status: 'printed', isRecorded: true })
    log.info(fields, 'A sheet was printed')
    recordPrint(generations, sheetOf, startedAtMs, { status: 'succeeded' })
    return { ok: true }
  }
  log.warn({ ...fields, detail: outcome.detail }, 'A sheet did not end as printed')
  if (outcome.reason === 'unknown') {
    // It may still be in the printer, and come out for whoever stands there next.
    mark({ status: 'in-doubt' })
    return endAfter(await deps.leftPrints.settle(ledgerId, startedAtMs))
  }
  mark({ status: 'not-printed', isRecorded: true })
  const fault = unkept ?? faultOfPrinter(outcome.fault)
  const end: GenerationEnd = isCancelled(signal) ? { status: 'cancelled' } : { status: 'failed', error: fault }
  recordPrint(generations, sheetOf, startedAtMs, end)
  return { ok: false, reason: 'not-printed', fault }
}

const faultOfLedger = (error: unknown): FaultCode =>
  isBoothError(error) && error.code === 'disk.full' ? 'disk.full' : 'internal'

/** How a print ends for its customer whose sheet the printer was asked about once more. */
const endAfter = (status: LedgerStatus): PrintEnd => {
  switch (status) {
    case 'printed':
      return { ok: true }
    case 'not-printed':
      return { ok: false, reason: 'not-printed', fault: 'printer.stopped' }
    default:
      return { ok: false, reason: 'unknown' }
  }
}

/** Ended with its visit, not by the print's own deadline. */
const isCancelled = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError')

const progressOf = (event: PrintEvent, sheet: number, sheets: number): PrintProgress => {
  switch (event.phase) {
    case 'sending':
      return { phase: 'sending', sheet, sheets }
    case 'accepted':
    case 'printing':
      return { phase: 'printing', sheet, sheets }
    case 'needs-attention':
      return { phase: 'needs-attention', fault: faultOfPrinter(event.fault), sheet, sheets }
  }
}
