import type { SendOutcome as AgentOutcome } from '@quickid/provisioning/agent'
import type { GenerationRecord, RecordKey } from '@quickid/provisioning/protocol'

export type SendOutcome =
  | Extract<AgentOutcome, { ok: false }>
  | (Extract<AgentOutcome, { ok: true }> & {
      /** A fleet that was restored from a backup has nothing after this key (null = nothing at all). */
      readonly sendAgainAfter?: RecordKey | null
    })

/** What sync needs of the agent's FleetClient. An empty batch asks only whether the booth is enrolled. */
export interface FleetSender {
  sendRecords(records: readonly GenerationRecord[], signal: AbortSignal): Promise<SendOutcome>
}
