import { delay } from '../delay.ts'
import type { PrintEvent, PrinterFault, PrinterStatus, PrintOutcome } from '../printer.ts'
import { faultOfJob, isTerminal, type JobView } from './jobs.ts'
import { notPrinted, type PrintRun, unknownOutcome } from './print-run.ts'
import { mendOfStateReason, mostUrgentFault } from './printer-status.ts'

/** So many looks in a row without an answer are told as a fault: one is a hiccup. */
const LOST_LOOKS = 2

/**
 * Follows a job that has its document to its end, however long a mend takes. A stopped printer or job is told as
 * `needs-attention` and waited for; so is a silent printer. An abort cancels the job and tells the truth about it.
 */
export const followJob = async (run: PrintRun, accepted: JobView, before: PrinterStatus): Promise<PrintOutcome> => {
  const { jobs, signal, timings } = run
  const tell = onChange(run.onEvent)
  let job = accepted
  let wasProcessed = accepted.wasProcessed
  let lostLooks = 0
  for (;;) {
    if (signal.aborted) return cancelAndSettle(run, { ...job, wasProcessed }, 'cancelled by the booth', before)
    const reply = await jobs.read(job.jobId, signal)
    if (reply.kind === 'refused') {
      // Restarted, or forgotten: a job that is gone may have been printed before.
      return unknownOutcome(`job ${job.jobId} is gone; ${reply.detail}`)
    }
    if (reply.kind === 'lost') {
      lostLooks += 1
      if (lostLooks >= LOST_LOOKS && !signal.aborted) tell({ phase: 'needs-attention', fault: 'unavailable' })
      await delay(Math.min(timings.maxPollMs, timings.jobPollMs * lostLooks), signal)
      continue
    }
    lostLooks = 0
    job = reply.value
    wasProcessed ||= job.wasProcessed
    if (isTerminal(job.state)) return endOf(run, { ...job, wasProcessed }, before, job.message)
    const status = await run.refresh(signal)
    const fault = status.fault ?? faultOfJob(job) ?? newTrouble(before, status)
    if (signal.aborted) continue
    if (fault !== null) tell({ phase: 'needs-attention', fault })
    else if (job.state === 'processing') tell({ phase: 'printing' })
    await delay(timings.jobPollMs, signal)
  }
}

/** A warning that came up while this job is in the works is about this job. */
const newTrouble = (before: PrinterStatus, now: PrinterStatus): PrinterFault | null =>
  mostUrgentFault(now.reasons.filter((reason) => !before.reasons.includes(reason)).map(mendOfStateReason))

/** Passes on an event that says something new. */
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
 * Cancels a job and waits for its end: a cancel is asynchronous, and the sheet may come out all the same. The run's
 * own signal may have been aborted; this has a deadline of its own, after which the outcome is `unknown`.
 */
export const cancelAndSettle = async (
  run: PrintRun,
  job: JobView,
  why: string,
  before: PrinterStatus | null = null,
): Promise<PrintOutcome> => {
  const { jobs, timings, logger } = run
  logger.info({ ledgerId: run.job.ledgerId, jobId: job.jobId, why }, 'Cancelling a print job')
  const deadline = Date.now() + timings.cancelMs
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
    if (Date.now() >= deadline) return unknownOutcome(`${why}; job ${job.jobId} has not ended: ${last}`)
    await delay(timings.jobPollMs)
  }
}

/** What a finished job tells about the sheet. */
const endOf = async (run: PrintRun, job: JobView, before: PrinterStatus | null, why: string): Promise<PrintOutcome> => {
  const end = `job ${job.jobId} ${job.state} (${job.reasons.join(', ') || 'no reason given'})`
  const detail = why === '' ? end : `${end}: ${why}`
  if (job.state === 'completed') {
    return job.reasons.includes('job-completed-with-errors') ? unknownOutcome(detail) : { ok: true }
  }
  const status = await run.refresh()
  const cameOut = sheetsOut(job, before, status)
  if (cameOut === null) return unknownOutcome(`${detail}; it was in the works, and the printer counts no sheets`)
  if (cameOut > 0) return unknownOutcome(`${detail}; the printer counts ${cameOut} sheet(s)`)
  return notPrinted(status.fault ?? faultOfJob(job) ?? 'stopped', detail)
}

/** Sheets that came out by the job's counter, else by the paper that is left; null when nothing tells. */
const sheetsOut = (job: JobView, before: PrinterStatus | null, after: PrinterStatus): number | null => {
  if (job.completedCount !== null) return job.completedCount
  if (!job.wasProcessed) return 0
  if (before === null || before.mediaLeft === null || after.mediaLeft === null) return null
  return Math.max(0, before.mediaLeft - after.mediaLeft)
}
