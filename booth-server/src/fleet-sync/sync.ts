import type { BackOff } from '../foundation/back-off.ts'
import { type Clock, systemClock } from '../foundation/clock.ts'
import type { Log } from '../foundation/log.ts'
import type { Records } from '../records/records.ts'
import type { FleetSender } from './fleet-sender.ts'
import { createOutboxTask, lastSyncKey, type OutboxStatus } from './outbox-task.ts'
import { createTaskRunner } from './task-runner.ts'

export interface SyncStatus extends OutboxStatus {
  /** When the fleet last took records: ISO 8601, UTC. Survives a restart. */
  readonly lastSyncAt: string | null
  readonly toSync: number
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

const defaultTiming: SyncTiming = {
  backOff: { baseMs: 2000, capMs: 15 * 60_000 },
  nudgeDelayMs: 1000,
  idleMs: 5000,
}

/** All that a booth does with its fleet: a task each, run by one runner. */
export const createSync = (deps: {
  records: Records
  fleet: FleetSender
  logger: Log
  clock?: Clock
  timing?: Partial<SyncTiming>
  /** In 0..1; for tests. */
  random?: () => number
}): Sync => {
  const { records, fleet, logger: log, clock = systemClock, random = Math.random } = deps
  const outbox = createOutboxTask({ records, fleet, log, clock, random, ...defaultTiming, ...deps.timing })
  const runner = createTaskRunner([outbox], log, random)
  return {
    start: runner.start,
    stop: runner.stop,
    status: () => ({
      ...outbox.status(),
      lastSyncAt: records.values.read(lastSyncKey),
      toSync: records.outbox.countWaiting(),
    }),
    nudge: () => runner.wake(outbox.name),
  }
}
