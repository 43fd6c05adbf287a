import type { Paper, PrintEvent, Printer, PrinterFault, PrintOutcome } from '@quickid/printer'
import { recordedDocument } from '../documents/recorded-document.ts'
import { isBoothError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { PrintProgress } from '../protocol/visit-view.ts'
import type { GenerationEnd, GenerationLog } from '../records/generation-log.ts'
import type { LedgerRow, LedgerStatus, Records } from '../records/records.ts'

export interface PrintSheetsDeps {
  readonly printer: Printer
  readonly records: Records
  readonly generations: GenerationLog
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
  const addRecords = (end: GenerationEnd) => {
    for (const [id, count] of Object.entries(copies)) {
      const parameters = { ...recordedDocument(id), paper: paper.id, copies: count, sheets: 1 }
      generations.add('sheet.print', parameters, startedAtMs, end)
    }
  }
  let row: LedgerRow
  try {
    row = records.ledger.add({ documentId, paper: paper.id })
    // `sending` is written before the first byte goes out.
    records.ledger.update(row.ledgerId, { status: 'sending' })
  } catch (error) {
    log.error({ err: error }, 'Nothing was printed: the print ledger could not be written')
    const fault = isBoothError(error) && error.code === 'disk.full' ? 'disk.full' : 'internal'
    return { ok: false, reason: 'not-printed', fault }
  }
  const mark = (change: { status: LedgerStatus; jobId?: number; jobUri?: string }) =>
    generations.guard(() => records.ledger.update(row.ledgerId, change))
  let isSent = false
  const onEvent = (event: PrintEvent) => {
    if (event.phase === 'sending') isSent = true
    else mark(ledgerChange(event))
    onProgress(progressOf(event, sheet, sheets))
  }
  onProgress({ phase: 'sending', sheet, sheets })
  let outcome: PrintOutcome
  try {
    outcome = await printer.print(
      { ledgerId: row.ledgerId, data: order.pdf, format: 'application/pdf', paper },
      onEvent,
      signal,
    )
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    outcome = isSent
      ? { ok: false, reason: 'unknown', detail }
      : { ok: false, reason: 'not-printed', fault: 'unavailable', detail }
  }
  mark({ status: outcome.ok ? 'printed' : outcome.reason })
  const fields = { ledgerId: row.ledgerId, documentId, outcome: outcome.ok ? 'printed' : outcome.reason }
  if (outcome.ok) {
    log.info(fields, 'A sheet was printed')
    addRecords({ status: 'succeeded' })
    return { ok: true }
  }
  log.warn({ ...fields, detail: outcome.detail }, 'A sheet did not end as printed')
  if (outcome.reason === 'unknown') {
    addRecords({ status: 'unknown', error: 'printer.unknown' })
    return { ok: false, reason: 'unknown' }
  }
  const fault = faultOfPrinter(outcome.fault)
  addRecords(isCancelled(signal) ? { status: 'cancelled' } : { status: 'failed', error: fault })
  return { ok: false, reason: 'not-printed', fault }
}

/** Ended with its visit, not by the print's own deadline. */
const isCancelled = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError')

const ledgerChange = (event: Exclude<PrintEvent, { phase: 'sending' }>) => {
  switch (event.phase) {
    case 'accepted':
      return { status: 'printing', jobId: event.jobId, jobUri: event.jobUri } as const
    case 'printing':
    case 'needs-attention':
      return { status: event.phase } as const
  }
}

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
