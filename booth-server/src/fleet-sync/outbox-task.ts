import type { SendFailure } from '@quickid/provisioning/agent'
import { batchLimits, compareRecordKeys, type GenerationRecord } from '@quickid/provisioning/protocol'
import type { BackOff } from '../foundation/back-off.ts'
import type { Clock } from '../foundation/clock.ts'
import type { Log } from '../foundation/log.ts'
import type { Records } from '../records/records.ts'
import type { FleetSender, SendOutcome } from './fleet-sender.ts'
import { afterSend, firstSendState, type SendState } from './send-plan.ts'
import type { FleetTask, NextTurn } from './task-runner.ts'

/** How sending stands. */
export interface OutboxStatus {
  readonly isEnrolled: boolean
  /** Of the last attempt; null once one succeeded. `internal`: the booth's own fault (full disk, unreadable key). */
  readonly lastError: { readonly reason: SendFailure | 'internal'; readonly detail: string } | null
}

export interface OutboxTaskDeps {
  readonly records: Pick<Records, 'outbox' | 'values' | 'generations'>
  readonly fleet: FleetSender
  readonly log: Log
  readonly clock: Clock
  readonly backOff: BackOff
  readonly nudgeDelayMs: number
  readonly idleMs: number
  /** In 0..1. */
  readonly random: () => number
}

export const lastSyncKey = 'sync.last-at'

/**
 * Sends the outbox: one batch in flight, oldest first, exactly once in effect (the fleet knows a record by its key, so a
 * batch whose answer was lost is sent again without harm).
 */
export const createOutboxTask = (deps: OutboxTaskDeps): FleetTask & { status(): OutboxStatus } => {
  const { records, fleet, log, clock, random, backOff, nudgeDelayMs, idleMs } = deps
  let state: SendState = firstSendState
  let isEnrolled = false
  let lastError: OutboxStatus['lastError'] = null

  /** The next batch without the suspects, which still stand in the outbox. */
  const takeBatch = (): readonly GenerationRecord[] => {
    const { limit, suspects } = state
    const batch = records.outbox.nextBatch(limit + suspects.length, batchLimits.unpackedBytes)
    return batch.records
      .filter((record) => !suspects.some((suspect) => compareRecordKeys(suspect, record) === 0))
      .slice(0, limit)
  }

  const note = (outcome: SendOutcome, count: number): void => {
    const before = lastError
    isEnrolled = outcome.ok || outcome.reason !== 'not-enrolled'
    // An empty batch never met the fleet: it doesn't end the trouble that the suspects are in.
    if (outcome.ok && count === 0 && state.suspects.length > 0) return
    lastError =
      outcome.ok || outcome.reason === 'not-enrolled' ? null : { reason: outcome.reason, detail: outcome.detail }
    // Once for each kind of trouble, not for each attempt of a month without network.
    if (lastError !== null && lastError.reason !== before?.reason) log.warn(lastError, 'Records wait for the fleet')
    if (lastError === null && before !== null) log.info({}, 'The fleet takes records again')
  }

  const sendOnce = async (signal: AbortSignal): Promise<NextTurn> => {
    const batch = takeBatch()
    const outcome = await fleet.sendRecords(batch, signal)
    if (signal.aborted && !outcome.ok) return { kind: 'idle' }
    note(outcome, batch.length)
    const step = afterSend(state, batch, outcome, { random: random(), backOff })
    if (step.setAside.length > 0) {
      log.error({ rows: step.setAside }, 'The fleet refuses these records for good: set aside')
      records.outbox.setAside(step.setAside)
    }
    if (step.acknowledge !== null) {
      records.outbox.acknowledge(step.acknowledge)
      records.values.write(lastSyncKey, new Date(clock.nowMs()).toISOString())
    }
    if (step.sendAgainAfter !== undefined) {
      const rows = records.outbox.sendAgainAfter(step.sendAgainAfter)
      log.warn({ rows }, 'The fleet lost records and asks for them again')
    }
    state = step.state
    return step.next
  }

  return {
    name: 'outbox',
    idleMs,
    nudgeDelayMs,
    backOff,
    listen: (wake) => records.generations.onAdded(wake),
    status: () => ({ isEnrolled, lastError }),
    async turn(signal) {
      try {
        return await sendOnce(signal)
      } catch (error) {
        // A full disk, say. The rows are as they were: at worst a batch is sent twice.
        const detail = error instanceof Error ? error.message : String(error)
        if (lastError?.detail !== detail) log.error({ err: error }, 'Sync failed on the booth itself')
        lastError = { reason: 'internal', detail }
        const asBusy = { ok: false, reason: 'busy', retryAfterMs: null, detail } as const
        const step = afterSend(state, [], asBusy, { random: random(), backOff })
        state = step.state
        return step.next
      }
    },
  }
}
