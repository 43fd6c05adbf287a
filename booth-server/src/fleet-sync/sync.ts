import type { SendFailure } from '@quickid/provisioning/agent'
import { batchLimits, compareRecordKeys, type GenerationRecord } from '@quickid/provisioning/protocol'
import type { BackOff } from '../foundation/back-off.ts'
import { type Clock, hourMs, systemClock } from '../foundation/clock.ts'
import type { Log } from '../foundation/log.ts'
import type { Records } from '../records/records.ts'
import type { FleetSender, SendOutcome } from './fleet-sender.ts'
import { createPause } from './pause.ts'
import { afterSend, firstSendState, type SendState } from './send-plan.ts'

export interface SyncStatus {
  readonly isEnrolled: boolean
  /** When the fleet last took records: ISO 8601, UTC. Survives a restart. */
  readonly lastSyncAt: string | null
  readonly toSync: number
  /** Of the last attempt; null once one succeeded. `internal`: the booth's own fault (full disk, unreadable key). */
  readonly lastError: { readonly reason: SendFailure | 'internal'; readonly detail: string } | null
}

export interface Sync {
  start(): void
  /** Cancels what is under way; resolves when nothing runs any more. */
  stop(): Promise<void>
  status(): SyncStatus
  /** There is something new to send, or the booth was just enrolled. Sync nudges itself for each new record. */
  nudge(): void
}

export interface SyncTiming {
  readonly backOff: BackOff
  /** From the first nudge to the sending: a visit's records go in one batch. */
  readonly nudgeDelayMs: number
  /** Between looks at the enrolment (a small file) while nothing is to send. */
  readonly idleMs: number
}

const syncBackOff: BackOff = { baseMs: 2000, capMs: 15 * 60_000 }

const defaultTiming: SyncTiming = { backOff: syncBackOff, nudgeDelayMs: 1000, idleMs: 5000 }
const lastSyncKey = 'sync.last-at'
const housekeepEveryMs = 6 * hourMs

/**
 * Sends the outbox to the fleet: one batch in flight, oldest first, exactly once in effect (the fleet knows a record by
 * its key, so a batch whose answer was lost is sent again without harm). It also does the records' housekeeping.
 * Nothing here throws at the booth: photographs are taken and printed without a fleet.
 */
export const createSync = (deps: {
  records: Records
  fleet: FleetSender
  logger: Log
  clock?: Clock
  timing?: Partial<SyncTiming>
  /** In 0..1; for tests. */
  random?: () => number
}): Sync => {
  const { records, fleet, logger, clock = systemClock, random = Math.random } = deps
  const timing = { ...defaultTiming, ...deps.timing }

  let state: SendState = firstSendState
  let isEnrolled = false
  let lastError: SyncStatus['lastError'] = null
  let running: { readonly stopping: AbortController; readonly done: Promise<void> } | null = null
  let housekeptAtMs = Number.NEGATIVE_INFINITY
  const pause = createPause()

  /** The next batch without the suspects, which still stand in the outbox. */
  const takeBatch = (): readonly GenerationRecord[] => {
    const { limit, suspects } = state
    const batch = records.nextBatch(limit + suspects.length, batchLimits.unpackedBytes)
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
    if (lastError !== null && lastError.reason !== before?.reason) logger.warn(lastError, 'Records wait for the fleet')
    if (lastError === null && before !== null) logger.info({}, 'The fleet takes records again')
  }

  const sendOnce = async (signal: AbortSignal) => {
    const batch = takeBatch()
    const outcome = await fleet.sendRecords(batch, signal)
    if (signal.aborted && !outcome.ok) return { kind: 'idle' } as const
    note(outcome, batch.length)
    const step = afterSend(state, batch, outcome, { random: random(), backOff: timing.backOff })
    if (step.setAside.length > 0) {
      logger.error({ rows: step.setAside }, 'The fleet refuses these records for good: set aside')
      records.setAside(step.setAside)
    }
    if (step.acknowledge !== null) {
      records.acknowledge(step.acknowledge)
      records.writeSetting(lastSyncKey, new Date(clock.nowMs()).toISOString())
    }
    if (step.sendAgainAfter !== undefined) {
      const rows = records.sendAgainAfter(step.sendAgainAfter)
      logger.warn({ rows }, 'The fleet lost records and asks for them again')
    }
    state = step.state
    return step.next
  }

  const housekeep = (): void => {
    if (clock.monotonicMs() - housekeptAtMs < housekeepEveryMs) return
    housekeptAtMs = clock.monotonicMs()
    records.housekeep()
  }

  const turn = async (signal: AbortSignal): ReturnType<typeof sendOnce> => {
    try {
      housekeep()
      return await sendOnce(signal)
    } catch (error) {
      // A full disk, say. The rows are as they were: at worst a batch is sent twice.
      const detail = error instanceof Error ? error.message : String(error)
      if (lastError?.detail !== detail) logger.error({ err: error }, 'Sync failed on the booth itself')
      lastError = { reason: 'internal', detail }
      const asBusy = { ok: false, reason: 'busy', retryAfterMs: null, detail } as const
      const step = afterSend(state, [], asBusy, { random: random(), backOff: timing.backOff })
      state = step.state
      return step.next
    }
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const next = await turn(signal)
      if (next.kind === 'back-off') await pause.sleep(next.waitMs, signal)
      else if (next.kind === 'idle' && (await pause.sleepUntilWoken(timing.idleMs, signal))) {
        await pause.sleep(timing.nudgeDelayMs, signal)
      }
    }
  }

  return {
    start() {
      if (running !== null) return
      const stopping = new AbortController()
      const leave = records.onGeneration(pause.wake)
      const done = run(stopping.signal).finally(leave)
      running = { stopping, done }
    },
    async stop() {
      const stopped = running
      running = null
      stopped?.stopping.abort()
      await stopped?.done
    },
    status: () => ({
      isEnrolled,
      lastSyncAt: records.readSetting(lastSyncKey),
      toSync: records.countToSync(),
      lastError,
    }),
    nudge: pause.wake,
  }
}
