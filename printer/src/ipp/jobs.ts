import type { PrinterFault } from '../printer.ts'
import { messageOf } from '../printer-error.ts'
import { type Attributes, numberOf, stringOf, stringsOf } from './attributes.ts'
import type { IppResponse } from './codec.ts'
import type { IppCall, IppClient } from './ipp-client.ts'
import { mendOfStateReason, mostUrgentFault } from './printer-status.ts'

/** A job as the printer reports it. */
export interface JobView {
  readonly jobId: number
  readonly jobUri: string
  readonly jobName: string | null
  /** RFC 8011 5.3.7: `pending`, `pending-held`, `processing`, `processing-stopped`, `canceled`, ... */
  readonly state: string
  readonly reasons: readonly string[]
  /** Sheets or impressions completed; null when the printer doesn't count them. */
  readonly completedCount: number | null
  /** Whether it has ever been processed, as far as the printer reports. */
  readonly wasProcessed: boolean
  readonly message: string
}

/** How an operation ended: done, refused with a status, or without a usable reply, so that only the printer knows. */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly status: string; readonly detail: string; readonly response: IppResponse }
  | { readonly kind: 'lost'; readonly detail: string }

const jobAttributeNames = [
  'job-id',
  'job-uri',
  'job-name',
  'job-state',
  'job-state-reasons',
  'job-state-message',
  'job-printer-state-reasons',
  'job-media-sheets-completed',
  'job-impressions-completed',
  'time-at-processing',
]

/** A job waits for its document (RFC 8011 5.3.8). */
const WAITS_FOR_DOCUMENT = 'job-data-insufficient'
/** It is being received. */
const IS_INCOMING = 'job-incoming'

export const waitsForDocument = ({ reasons }: JobView): boolean => reasons.includes(WAITS_FOR_DOCUMENT)
export const isIncoming = ({ reasons }: JobView): boolean => reasons.includes(IS_INCOMING)

/** How many finished jobs are searched for one whose reply was just lost. */
const JOB_SEARCH_LIMIT = 100

export const isSuccess = (status: string): boolean => status.startsWith('successful-')

/** Prints nothing that wasn't to be printed, whatever the printer ignores of it. */
const isQuery = (operation: string): boolean =>
  operation.startsWith('Get-') || ['Cancel-Job', 'Hold-Job', 'Release-Job'].includes(operation)

export const isTerminal = (state: string): boolean =>
  state === 'completed' || state === 'canceled' || state === 'aborted'

/** `server-error-busy` guarantees that nothing was done, so the request may be repeated. */
export const isBusy = (reply: Reply<unknown>): boolean =>
  reply.kind === 'refused' && reply.status === 'server-error-busy'

/** The fault that a job itself reports; null when it reports none. */
export const faultOfJob = (job: JobView): PrinterFault | null =>
  job.state === 'processing-stopped' ? (mostUrgentFault(job.reasons.map(mendOfStateReason)) ?? 'stopped') : null

/** The job operations of RFC 8011, each with its time-out. None throws when the printer does not answer. */
export class Jobs {
  readonly #client: IppClient
  readonly #timeoutMs: number

  constructor(client: IppClient, timeoutMs: number) {
    this.#client = client
    this.#timeoutMs = timeoutMs
  }

  /**
   * Any operation. One that prints succeeds with `successful-ok` alone: by `successful-ok-ignored-or-substituted-attributes`
   * the printer says that the sheet would not be as requested. A query may be answered so too, when the printer doesn't
   * know a requested attribute (RFC 8011 4.2.5.2), which is harmless, as it is for what cancels, holds or lets go.
   */
  async ask(operation: string, call: Partial<IppCall>): Promise<Reply<IppResponse>> {
    let response: IppResponse
    try {
      response = await this.#client.call(operation, { timeoutMs: this.#timeoutMs, ...call })
    } catch (error) {
      return { kind: 'lost', detail: messageOf(error) }
    }
    const isGood = response.status === 'successful-ok' || (isQuery(operation) && isSuccess(response.status))
    if (isGood) return { kind: 'done', value: response }
    const words = [response.status, response.message, response.unsupported.join(', ')].filter((word) => word !== '')
    return { kind: 'refused', status: response.status, detail: `${operation}: ${words.join(': ')}`, response }
  }

  async read(jobId: number, signal?: AbortSignal): Promise<Reply<JobView>> {
    const reply = await this.ask('Get-Job-Attributes', {
      operationAttributes: { 'job-id': jobId, 'requested-attributes': jobAttributeNames },
      signal,
    })
    return withJob('Get-Job-Attributes', reply)
  }

  /** The jobs of that name, unfinished ones first. */
  async findByName(jobName: string, signal?: AbortSignal): Promise<Reply<JobView[]>> {
    const found: JobView[] = []
    for (const which of ['not-completed', 'completed']) {
      const reply = await this.ask('Get-Jobs', {
        operationAttributes: {
          limit: JOB_SEARCH_LIMIT,
          'requested-attributes': jobAttributeNames,
          'which-jobs': which,
          'my-jobs': false,
        },
        signal,
      })
      if (reply.kind !== 'done') return reply
      for (const attributes of reply.value.jobs) {
        const job = viewOf(attributes)
        if (job?.jobName === jobName) found.push(job)
      }
    }
    return { kind: 'done', value: found }
  }

  cancel(jobId: number): Promise<Reply<IppResponse>> {
    return this.ask('Cancel-Job', { operationAttributes: { 'job-id': jobId } })
  }
}

/** The job that a reply describes; a reply without one counts as lost. */
export const withJob = (operation: string, reply: Reply<IppResponse>): Reply<JobView> => {
  if (reply.kind !== 'done') return reply
  const job = viewOf(reply.value.jobs[0] ?? {})
  return job === null
    ? { kind: 'lost', detail: `${operation} was answered without a job` }
    : { kind: 'done', value: job }
}

export const viewOf = (attributes: Attributes): JobView | null => {
  const jobId = numberOf(attributes, 'job-id')
  if (jobId === null) return null
  const counts = [
    numberOf(attributes, 'job-media-sheets-completed'),
    numberOf(attributes, 'job-impressions-completed'),
  ].filter((count) => count !== null)
  const state = stringOf(attributes, 'job-state') ?? 'unknown'
  const printerReasons = stringsOf(attributes, 'job-printer-state-reasons')
  return {
    jobId,
    jobUri: stringOf(attributes, 'job-uri') ?? '',
    jobName: stringOf(attributes, 'job-name'),
    state,
    reasons: [...stringsOf(attributes, 'job-state-reasons'), ...printerReasons].filter((reason) => reason !== 'none'),
    completedCount: counts.length === 0 ? null : Math.max(...counts),
    wasProcessed: state.startsWith('processing') || numberOf(attributes, 'time-at-processing') !== null,
    message: stringOf(attributes, 'job-state-message') ?? '',
  }
}
