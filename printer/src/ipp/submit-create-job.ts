import { delay } from '../delay.ts'
import { messageOf } from '../printer-error.ts'
import type { IppGroup, IppResponse } from './codec.ts'
import { cancelAndSettle } from './follow-job.ts'
import { isBusy, isIncoming, isSuccess, type JobView, type Reply, viewOf, waitsForDocument, withJob } from './jobs.ts'
import { notPrinted, type PrintRun, unknownOutcome } from './print-run.ts'
import { refusedOutcome, type Submitted, untilAnswered, untilNotBusy } from './submit-steps.ts'

/** How often a document is sent to a job that reports having none. */
const MAX_SENDS = 3

interface Plan {
  readonly operationAttributes: IppGroup
  readonly jobAttributes: IppGroup
}

/** Create-Job, then Send-Document: nothing can print before the second. */
export const submitByCreateJob = async (run: PrintRun, plan: Plan): Promise<Submitted> => {
  const created = await createJob(run, plan)
  if ('outcome' in created) return created
  const { jobId, jobUri } = created.job
  try {
    run.onEvent({ phase: 'accepted', jobId, jobUri })
  } catch (error) {
    // A document goes out only once the job's reference is kept: so a job without one certainly has none.
    return { outcome: await cancelAndSettle(run, created.job, `its reference was not kept: ${messageOf(error)}`) }
  }
  return sendDocument(run, created.job)
}

const createJob = async (run: PrintRun, plan: Plan): Promise<Submitted> => {
  const { job, jobs, logger, signal } = run
  // Twice: a job without a document never prints, so one whose reply was lost is harmless; it is looked for all the same.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const reply = await untilNotBusy(run, () => jobs.ask('Create-Job', { ...plan, signal }))
    const created = withJob('Create-Job', reply)
    if (created.kind === 'done') return { job: created.value }
    if (created.kind === 'refused') {
      await cancelSubstituted(run, created)
      return { outcome: refusedOutcome(created) }
    }
    logger.warn({ ledgerId: job.ledgerId, detail: created.detail }, 'The reply to Create-Job was lost')
    // Asked even after an abort, because a job may be left behind.
    const found = await untilAnswered(run, signal, () => jobs.findByName(job.ledgerId))
    if (found.kind !== 'done') return { outcome: notPrinted('unavailable', `no document was sent; ${found.detail}`) }
    const [first, ...others] = found.value
    for (const other of others) await jobs.cancel(other.jobId)
    if (signal.aborted) {
      if (first !== undefined) await jobs.cancel(first.jobId)
      return { outcome: notPrinted('stopped', 'cancelled before the document was sent') }
    }
    if (first !== undefined) return { job: first }
  }
  return { outcome: notPrinted('unavailable', 'Create-Job was not answered, and the printer has no such job') }
}

/** The printer made a job, but with other attributes than were asked for: it is cancelled. */
const cancelSubstituted = async (
  { jobs }: PrintRun,
  reply: { readonly status: string; readonly response: IppResponse },
): Promise<void> => {
  const job = isSuccess(reply.status) ? viewOf(reply.response.jobs[0] ?? {}) : null
  if (job !== null) await jobs.cancel(job.jobId)
}

const sendDocument = async (run: PrintRun, created: JobView): Promise<Submitted> => {
  const { job, jobs, logger, signal } = run
  const { jobId } = created
  const busyUntil = performance.now() + run.timings.busyMs
  for (let sends = 0; sends < MAX_SENDS; ) {
    if (signal.aborted)
      return { outcome: await cancelAndSettle(run, created, 'cancelled before the document was sent') }
    const reply = await jobs.ask('Send-Document', {
      operationAttributes: { 'job-id': jobId, 'document-format': job.format, 'last-document': true },
      data: job.data,
      timeoutMs: run.timings.documentTimeoutMs,
      signal,
    })
    if (reply.kind === 'done') return { job: created }
    if (isBusy(reply) && performance.now() < busyUntil) {
      await delay(run.timings.jobPollMs, signal)
      continue
    }
    if (reply.kind === 'refused') return { outcome: await settleRefused(run, created, reply) }
    sends += 1
    logger.warn({ ledgerId: job.ledgerId, jobId, detail: reply.detail }, 'The reply to Send-Document was lost')
    if (signal.aborted) return { outcome: await cancelAndSettle(run, created, 'cancelled while the document was sent') }
    const settled = await settleLost(run, jobId)
    if (settled !== 'send-again') return settled
  }
  return { outcome: await cancelAndSettle(run, created, `the document did not arrive in ${MAX_SENDS} attempts`) }
}

/** The document was refused, or accepted with something left out: the job must not print, and how it ends decides. */
const settleRefused = async (run: PrintRun, created: JobView, reply: Reply<unknown> & { kind: 'refused' }) => {
  const outcome = await cancelAndSettle(run, created, reply.detail)
  if (outcome.ok) return unknownOutcome(`printed, but not as asked: ${reply.detail}`)
  return outcome.reason === 'not-printed' ? refusedOutcome(reply) : outcome
}

/** After a lost reply only the job itself knows whether it has its document. */
const settleLost = async (run: PrintRun, jobId: number): Promise<Submitted | 'send-again'> => {
  const { jobs, signal, timings } = run
  const deadline = performance.now() + timings.reconcileMs
  for (;;) {
    const reply = await untilAnswered(run, signal, () => jobs.read(jobId, signal))
    if (reply.kind === 'refused') {
      return { outcome: unknownOutcome(`job ${jobId} can't be found after its document was sent; ${reply.detail}`) }
    }
    if (reply.kind === 'lost') {
      return { outcome: unknownOutcome(`job ${jobId} did not answer after its document was sent; ${reply.detail}`) }
    }
    if (!isIncoming(reply.value)) return waitsForDocument(reply.value) ? 'send-again' : { job: reply.value }
    if (signal.aborted || performance.now() >= deadline) {
      return { outcome: await cancelAndSettle(run, reply.value, 'the document never arrived in full') }
    }
    await delay(timings.jobPollMs, signal)
  }
}
