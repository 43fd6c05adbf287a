import type { PrintOutcome } from '../printer.ts'
import { messageOf } from '../printer-error.ts'
import { followJob } from './follow-job.ts'
import { createsJobs, planJob } from './job-plan.ts'
import { notPrinted, type PrintRun } from './print-run.ts'
import { submitByCreateJob } from './submit-create-job.ts'
import { submitByPrintJob } from './submit-print-job.ts'
import { refusedOutcome, untilNotBusy } from './submit-steps.ts'

/**
 * Prints one sheet at most once. In order: query the printer, and refuse while nothing has been sent; Validate-Job; create the
 * job under the ledger's id; send the document; follow the job to its end. A step whose reply is lost is settled by
 * asking the printer, never by blindly repeating it; what can't be settled ends as `unknown`.
 */
export const printOnce = async (run: PrintRun): Promise<PrintOutcome> => {
  const { job, jobs, logger, signal, onEvent } = run
  if (signal.aborted) return notPrinted('stopped', 'cancelled before it was sent')
  onEvent({ phase: 'sending' })
  const status = await run.refresh(signal)
  // A job sent to a printer that can't print now would come out later, when nobody is waiting for it any more.
  if (status.fault !== null) return notPrinted(status.fault, `not sent: ${status.detail}`)

  let capabilities: Awaited<ReturnType<PrintRun['capabilities']>>
  try {
    capabilities = await run.capabilities()
  } catch (error) {
    return notPrinted('unavailable', messageOf(error))
  }
  const plan = planJob(capabilities, job)
  if (!plan.ok) return notPrinted(plan.fault, plan.detail)
  if (plan.leftOut.length > 0) {
    logger.info({ ledgerId: job.ledgerId, leftOut: plan.leftOut }, 'The printer does not support these attributes')
  }

  const ticket = {
    operationAttributes: { ...plan.operationAttributes, 'document-format': job.format },
    jobAttributes: plan.jobAttributes,
  }
  const validated = await untilNotBusy(run, () => jobs.ask('Validate-Job', { ...ticket, signal }))
  if (signal.aborted) return notPrinted('stopped', 'cancelled before it was sent')
  if (validated.kind === 'lost') return notPrinted('unavailable', validated.detail)
  if (validated.kind === 'refused') return refusedOutcome(validated)

  const submitted = createsJobs(capabilities) ? await submitByCreateJob(run, plan) : await submitByPrintJob(run, ticket)
  if ('outcome' in submitted) return submitted.outcome
  return followJob(run, submitted.job, status)
}
