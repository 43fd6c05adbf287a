import { delay } from '../delay.ts'
import type { PrinterFault, PrintOutcome } from '../printer.ts'
import { isBusy, type JobView, type Reply } from './jobs.ts'
import { notPrinted, type PrintRun } from './print-run.ts'

/** A job whose document the printer has, or how it ended before that. */
export type Submitted = { readonly job: JobView } | { readonly outcome: PrintOutcome }

/** Repeats the request while the printer is busy, the one refusal that guarantees that nothing was done. */
export const untilNotBusy = async <T>(
  { timings, signal }: Pick<PrintRun, 'timings' | 'signal'>,
  ask: () => Promise<Reply<T>>,
): Promise<Reply<T>> => {
  const deadline = performance.now() + timings.busyMs
  for (;;) {
    const reply = await ask()
    if (!isBusy(reply) || signal.aborted || performance.now() >= deadline) return reply
    await delay(timings.jobPollMs, signal)
  }
}

const faultOfRefusal: Readonly<Record<string, PrinterFault>> = {
  'server-error-busy': 'unavailable',
  'server-error-service-unavailable': 'unavailable',
  'server-error-temporary-error': 'unavailable',
  'server-error-device-error': 'stopped',
  'server-error-not-accepting-jobs': 'rejected',
}

export const refusedOutcome = ({ status, detail }: Reply<unknown> & { kind: 'refused' }): PrintOutcome =>
  notPrinted(faultOfRefusal[status] ?? 'rejected', detail)

/** Asks until there is a reply, the deadline passes or it is aborted; `lost` when the printer never replied. */
export const untilAnswered = async <T>(
  { timings }: Pick<PrintRun, 'timings'>,
  signal: AbortSignal | undefined,
  ask: () => Promise<Reply<T>>,
): Promise<Reply<T>> => {
  const deadline = performance.now() + timings.reconcileMs
  for (;;) {
    const reply = await ask()
    if (reply.kind !== 'lost' || signal?.aborted === true || performance.now() >= deadline) return reply
    await delay(timings.jobPollMs, signal)
  }
}
