import { delay } from '../delay.ts'
import type { PrintEvent, PrinterFault, PrinterStatus, PrintOutcome } from '../printer.ts'
import { faultOfJob, isTerminal, type JobView } from './jobs.ts'
import { type JobRun, notPrinted, unknownOutcome } from './print-run.ts'
import { mendOfStateReason, mostUrgentFault } from './printer-status.ts'

/** Consecutive unanswered polls before a fault is reported: a single one may be a passing glitch. */
const LOST_POLLS = 2

/**
 * Follows a job, once its document is sent, to its end, however long it takes to clear a fault. A stopped printer or job
 * is reported as `needs-attention` and waited for; so is a printer that does not answer. An abort cancels the job; the
 * outcome then says whether the sheet came out.
 */
export const followJob = async (run: JobRun, accepted: JobView, before: PrinterStatus): Promise<PrintOutcome> => {
  const { jobs, signal, timings } = run
  const tell = onChange(run.onEvent)
  let job = accepted
  let wasProcessed = accepted.wasProcessed
  let lostPolls = 0
  for (;;) {
    if (signal.aborted) return cancelAndSettle(run, { ...job, wasProcessed }, 'cancelled by the booth', before)
    const reply = await jobs.read(job.jobId, signal)
    if (reply.kind === 'refused') {
      // The printer restarted or dropped the job, which may have been printed before that.
      return unknownOutcome(`job ${job.jobId} is gone; ${reply.detail}`)
    }
    if (reply.kind === 'lost') {
      lostPolls += 1
      if (lostPolls >= LOST_POLLS && !signal.aborted) tell({ phase: 'needs-attention', fault: 'unavailable' })
      await delay(Math.min(timings.maxPollMs, timings.jobPollMs * lostPolls), signal)
      continue
    }
    lostPolls = 0
    job = reply.value
    wasProcessed ||= job.wasProcessed
    if (isTerminal(job.state)) return endOf(run, { ...job, wasProcessed }, before, job.message)
    const status = await run.refresh(signal)
    const fault = status.fault ?? faultOfJob(job) ?? newFault(before, status)
    if (signal.aborted) continue
    if (fault !== null) tell({ phase: 'needs-attention', fault })
    else if (job.state === 'processing') tell({ phase: 'printing' })
    await delay(timings.jobPollMs, signal)
  }
}

/** A warning that first appears while this job is in progress concerns this job. */
const newFault = (before: PrinterStatus, now: PrinterStatus): PrinterFault | null =>
  mostUrgentFault(now.reasons.filter((reason) => !before.reasons.includes(reason)).map(mendOfStateReason))

/** Drops an event that repeats the one before it. */
const onChange = (onEvent: (event: PrintEvent) => void): ((event: PrintEvent) => void) => {
  let last = ''
  return (event) => {
    const text = JSON.stringify(event)
    if (text === last) return
    last = text
    onEvent(event)
  }
}

/**
 * Cancels a job and waits for its end: Cancel-Job is asynchronous, and the sheet may still come out. The run's
 * own signal may have been aborted already, so this has its own deadline, after which the outcome is `unknown`.
 */
export const cancelAndSettle = async (
  run: JobRun,
  job: JobView,
  why: string,
  before: PrinterStatus | null = null,
): Promise<PrintOutcome> => {
  const { jobs, timings, logger } = run
  logger.info({ ledgerId: run.job.ledgerId, jobId: job.jobId, why }, 'Cancelling a print job')
  const deadline = performance.now() + timings.cancelMs
  let isCancelled = false
  let wasProcessed = job.wasProcessed
  let last = 'no answer'
  for (;;) {
    if (!isCancelled) isCancelled = (await jobs.cancel(job.jobId)).kind !== 'lost'
    const reply = await jobs.read(job.jobId)
    if (reply.kind === 'done') {
      wasProcessed ||= reply.value.wasProcessed
      last = reply.value.state
      if (isTerminal(last)) return endOf(run, { ...reply.value, wasProcessed }, before, why)
    } else if (reply.kind === 'refused') {
      return unknownOutcome(`${why}; job ${job.jobId} is gone; ${reply.detail}`)
    } else {
      last = reply.detail
    }
    if (performance.now() >= deadline) return unknownOutcome(`${why}; job ${job.jobId} has not ended: ${last}`)
    await delay(timings.jobPollMs)
  }
}

/** Whether the sheet of a finished job came out. */
export const endOf = async (
  run: Pick<JobRun, 'refresh'>,
  job: JobView,
  before: PrinterStatus | null,
  why: string,
): Promise<PrintOutcome> => {
  const end = `job ${job.jobId} ${job.state} (${job.reasons.join(', ') || 'no reason given'})`
  const detail = why === '' ? end : `${end}: ${why}`
  if (job.state === 'completed') {
    return job.reasons.includes('job-completed-with-errors') ? unknownOutcome(detail) : { ok: true }
  }
  const status = await run.refresh()
  const cameOut = sheetsOut(job, before, status)
  if (cameOut === null) return unknownOutcome(`${detail}; it had started, and the printer counts no sheets`)
  if (cameOut > 0) return unknownOutcome(`${detail}; the printer counts ${cameOut} sheet(s)`)
  return notPrinted(status.fault ?? faultOfJob(job) ?? 'stopped', detail)
}

/** Sheets that came out, by the job's counter or else by the paper level; null when the printer reports neither. */
const sheetsOut = (job: JobView, before: PrinterStatus | null, after: PrinterStatus): number | null => {
  if (job.completedCount !== null) return job.completedCount
  if (!job.wasProcessed) return 0
  if (before === null || before.mediaLeft === null || after.mediaLeft === null) return null
  return Math.max(0, before.mediaLeft - after.mediaLeft)
}
