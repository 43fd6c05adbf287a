import { messageOf } from '../printer-error.ts'
import type { IppGroup } from './codec.ts'
import { cancelAndSettle } from './follow-job.ts'
import { isSuccess, type JobView, viewOf, withJob } from './jobs.ts'
import { type PrintRun, unknownOutcome } from './print-run.ts'
import { refusedOutcome, type Submitted, untilAnswered, untilNotBusy } from './submit-steps.ts'

interface Ticket {
  readonly operationAttributes: IppGroup
  readonly jobAttributes: IppGroup
}

/**
 * For a printer without Create-Job: job and document in one request. A lost reply is settled by the job's name; without
 * such a job it may have been printed and forgotten, which is reported as `unknown`.
 */
export const submitByPrintJob = async (run: PrintRun, ticket: Ticket): Promise<Submitted> => {
  const { job, jobs, logger, signal } = run
  const tellAccepted = ({ jobId, jobUri }: JobView) => {
    try {
      run.onEvent({ phase: 'accepted', jobId, jobUri })
    } catch (error) {
      // The sheet is on its way: it is followed all the same.
      logger.warn({ ledgerId: job.ledgerId, jobId, error: messageOf(error) }, 'The job’s reference was not kept')
    }
  }
  const reply = await untilNotBusy(run, () =>
    jobs.ask('Print-Job', { ...ticket, data: job.data, timeoutMs: run.timings.documentTimeoutMs, signal }),
  )
  const printed = withJob('Print-Job', reply)
  if (printed.kind === 'done') {
    tellAccepted(printed.value)
    return { job: printed.value }
  }
  if (printed.kind === 'refused') {
    const substituted = isSuccess(printed.status) ? viewOf(printed.response.jobs[0] ?? {}) : null
    if (substituted === null) return { outcome: refusedOutcome(printed) }
    const outcome = await cancelAndSettle(run, substituted, printed.detail)
    if (outcome.ok) return { outcome: unknownOutcome(`printed, but not as asked: ${printed.detail}`) }
    return { outcome: outcome.reason === 'not-printed' ? refusedOutcome(printed) : outcome }
  }
  logger.warn({ ledgerId: job.ledgerId, detail: printed.detail }, 'The reply to Print-Job was lost')
  const found = await untilAnswered(run, signal, () => jobs.findByName(job.ledgerId))
  const first = found.kind === 'done' ? found.value[0] : undefined
  if (first === undefined) {
    const detail = found.kind === 'done' ? 'the printer has no such job' : found.detail
    return { outcome: unknownOutcome(`the reply to Print-Job was lost; ${detail}`) }
  }
  tellAccepted(first)
  return { job: first }
}
