import type { GenerationRecord } from '@quickid/provisioning/protocol'
import type { RecordKey } from '../records/records.ts'

export type SendFailure = 'not-enrolled' | 'unreachable' | 'unauthorised' | 'busy' | 'quarantined' | 'refused'

export type SendOutcome =
  | {
      readonly ok: true
      /** Every record of the batch up to this one is stored or rejected; null for an empty batch. */
      readonly ackedThrough: RecordKey | null
      readonly rejected: readonly (RecordKey & { readonly reason: string })[]
      /** A fleet that was restored from a backup has nothing after this key (null = nothing at all). */
      readonly sendAgainAfter?: RecordKey | null
    }
  | {
      readonly ok: false
      readonly reason: SendFailure
      readonly retryAfterMs: number | null
      readonly detail: string
    }

/** What sync needs of the agent's fleet client. An empty batch asks only whether the booth is enrolled. */
export interface FleetSender {
  sendRecords(records: readonly GenerationRecord[], signal: AbortSignal): Promise<SendOutcome>
}
