import { delay } from '../delay.ts'
import type { LeftJob, PrinterStatus, TakeBack, TakeBackWish } from '../printer.ts'
import { type Attributes, stringsOf } from './attributes.ts'
import { endOf, followJob } from './follow-job.ts'
import { createsJobs } from './job-plan.ts'
import { isIncoming, isTerminal, type JobView, type Reply, waitsForDocument } from './jobs.ts'
import { type JobRun, notPrinted, unknownOutcome } from './print-run.ts'
import { mendOfStateReason } from './printer-status.ts'

/** What taking a job back works with. */
export interface TakeBackRun extends JobRun {
  readonly capabilities: Attributes
}

/** How often a hold that the printer accepted may leave the job as it was. */
const MAX_HOLDS = 3

const unanswered = (detail: string): TakeBack => ({ state: 'unanswered', detail })
const stray = (detail: string): TakeBack => ({ state: 'stray', detail })
const held = ({ jobId, state, reasons }: JobView): TakeBack => ({
  state: 'held',
  detail: `job ${jobId} ${state} (${reasons.join(', ')})`,
})

/**
 * Settles a job that an earlier run left in the printer, by its number and its name alike: a printer that was switched
 * off may have begun to number anew, and only a job that bears the ledger's id is touched.
 */
export const takeBack = async (run: TakeBackRun, left: LeftJob, wish: TakeBackWish): Promise<TakeBack> => {
  const found = await findJob(run, left)
  if (found.kind !== 'done') return unsaid(found)
  const job = found.value
  if (job === null) return { state: 'ended', outcome: outcomeOfGone(run, left) }
  if (job.jobId !== left.jobId) run.onEvent({ phase: 'accepted', jobId: job.jobId, jobUri: job.jobUri })
  return wish === 'print' && !isTerminal(job.state) ? letGo(run, job) : keepBack(run, job, wish === 'hold')
}

/** Null: the printer has no such job. A query that failed is never taken for that. */
const findJob = async ({ jobs, signal }: TakeBackRun, left: LeftJob): Promise<Reply<JobView | null>> => {
  if (left.jobId !== null) {
    const byId = await jobs.read(left.jobId, signal)
    if (byId.kind === 'done' && byId.value.jobName === left.ledgerId) return byId
    if (byId.kind === 'lost' || (byId.kind === 'refused' && !isGone(byId))) return byId
  }
  const byName = await jobs.findByName(left.ledgerId, signal)
  if (byName.kind !== 'done') return byName
  const withDocument = byName.value.find((job) => !waitsForDocument(job)) ?? byName.value[0] ?? null
  // A Create-Job whose reply was lost leaves a second one, without a document.
  for (const other of byName.value)
    if (other !== withDocument && !isTerminal(other.state)) await jobs.cancel(other.jobId)
  return { kind: 'done', value: withDocument }
}

const isGone = ({ status }: { readonly status: string }): boolean =>
  status === 'client-error-not-found' || status === 'client-error-gone'

/** A printer that is busy or unwell may say later; one that refuses will not, and the job may be in it. */
const unsaid = (reply: Exclude<Reply<unknown>, { kind: 'done' }>): TakeBack =>
  reply.kind === 'lost' || reply.status.startsWith('server-error-') ? unanswered(reply.detail) : stray(reply.detail)

const outcomeOfGone = ({ capabilities }: TakeBackRun, { jobId }: LeftJob) => {
  // The ledger has the job's number before its document is sent, where the two are sent apart.
  if (jobId === null && createsJobs(capabilities)) return notPrinted('stopped', 'the printer never had its document')
  return unknownOutcome('the printer has no such job any more')
}

/** Follows what prints; holds what doesn't, or cancels it. */
const keepBack = async (run: TakeBackRun, first: JobView, isToHold: boolean): Promise<TakeBack> => {
  const { jobs, signal, timings } = run
  const operations = stringsOf(run.capabilities, 'operations-supported')
  let holdsLeft = isToHold && operations.includes('Hold-Job') ? MAX_HOLDS : 0
  let canCancel = operations.includes('Cancel-Job')
  let cancelUntilMs: number | null = null
  let isToldPrinting = false
  let job = first
  for (;;) {
    if (signal.aborted) return unanswered('given up')
    if (isTerminal(job.state)) return { state: 'ended', outcome: await endOf(run, job, null, job.message) }
    const status = await run.refresh(signal)
    const canCome = isPrinting(job, status)
    // A cancelled one may still print: it is on its way out or on its way to its end.
    if (cancelUntilMs !== null && performance.now() >= cancelUntilMs) {
      return stray(`job ${job.jobId} was cancelled but has not ended: ${job.state}`)
    }
    if (cancelUntilMs === null && canCome && (isToHold || !canCancel)) {
      if (!isToldPrinting) run.onEvent({ phase: 'printing' })
      isToldPrinting = true
    } else if (cancelUntilMs === null && holdsLeft > 0 && !isWithoutDocument(job)) {
      holdsLeft -= 1
      const reply = await hold(run, job)
      if (reply.kind === 'lost') return unanswered(reply.detail)
      const now = await jobs.read(job.jobId, signal)
      if (now.kind === 'done' && now.value.state === 'pending-held') return held(now.value)
      // Refused because it began to print or ended, or for good: the job's own state says which.
      if (reply.kind === 'refused') holdsLeft = 0
    } else if (cancelUntilMs === null) {
      if (!canCancel) return uncancelled(job, operations.includes('Hold-Job'))
      const reply = await jobs.cancel(job.jobId)
      if (reply.kind === 'lost') return unanswered(reply.detail)
      if (reply.kind === 'done') cancelUntilMs = performance.now() + timings.cancelMs
      else canCancel = false
    }
    await delay(timings.jobPollMs, signal)
    const reply = await jobs.read(job.jobId, signal)
    if (reply.kind === 'done') job = { ...reply.value, wasProcessed: job.wasProcessed || reply.value.wasProcessed }
    else if (reply.kind === 'refused' && isGone(reply)) {
      return { state: 'ended', outcome: unknownOutcome(`job ${job.jobId} is gone; ${reply.detail}`) }
    } else return unsaid(reply)
  }
}

const uncancelled = (job: JobView, canHold: boolean): TakeBack => {
  if (waitsForDocument(job)) {
    return { state: 'ended', outcome: notPrinted('stopped', `job ${job.jobId} never had its document`) }
  }
  // Held by a printer that can't hold, it has an hour of its own at which it comes out.
  if (canHold && job.state === 'pending-held') return held(job)
  return stray(`job ${job.jobId} ${job.state}: the printer neither holds nor cancels it`)
}

/**
 * A warning counts as a fault here: `ippeveprinter`, and more than one printer, is `processing` and warns of an empty
 * tray while the sheet waits for it. Holding back a sheet that would have come out does no harm.
 */
const isPrinting = (job: JobView, status: PrinterStatus): boolean =>
  job.state === 'processing' &&
  status.fault === null &&
  [...status.reasons, ...job.reasons].every((reason) => mendOfStateReason(reason) === null)

/** Its document died with the booth's process: there is nothing to keep for the staff. */
const isWithoutDocument = (job: JobView): boolean => waitsForDocument(job) || isIncoming(job)

/** Without an end of its own: `job-hold-until` names one where the printer knows it (RFC 8011 5.2.2). */
const hold = ({ jobs, capabilities, signal }: TakeBackRun, { jobId }: JobView) => {
  const isIndefinite = stringsOf(capabilities, 'job-hold-until-supported').includes('indefinite')
  return jobs.ask('Hold-Job', {
    operationAttributes: { 'job-id': jobId, ...(isIndefinite ? { 'job-hold-until': 'indefinite' } : {}) },
    signal,
  })
}

/** Lets a held job print, unless the printer has stopped: then it would come out later, under nobody's eyes. */
const letGo = async (run: TakeBackRun, job: JobView): Promise<TakeBack> => {
  const status = await run.refresh(run.signal)
  if (status.state === 'stopped' || status.state === 'unreachable') return held(job)
  if (job.state === 'pending-held') {
    const reply = await run.jobs.ask('Release-Job', {
      operationAttributes: { 'job-id': job.jobId },
      signal: run.signal,
    })
    if (reply.kind === 'lost') return unanswered(reply.detail)
    if (reply.kind === 'refused') return held(job)
  }
  run.onEvent({ phase: 'printing' })
  return { state: 'ended', outcome: await followJob(run, job, status) }
}
