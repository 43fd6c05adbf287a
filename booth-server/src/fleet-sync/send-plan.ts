import { batchLimits, compareRecordKeys, type RecordKey } from '@quickid/provisioning/protocol'
import { type BackOff, backOffMs } from '../foundation/back-off.ts'
import { assertNever } from '../foundation/errors.ts'
import type { SendOutcome } from './fleet-sender.ts'

/**
 * Where the sender stands. A batch that the fleet refuses as a whole holds at least one poisoned row: it is halved
 * until a single row is refused. That row is a suspect, passed over, and set aside as soon as another row is taken:
 * until then it may be the fleet that refuses everything, and then no row is given up.
 */
export interface SendState {
  /** Failures in a row that call for waiting. */
  readonly attempt: number
  /** Rows in the next batch. */
  readonly limit: number
  readonly suspects: readonly (RecordKey & { readonly reason: string })[]
}

export const firstSendState: SendState = { attempt: 0, limit: batchLimits.records, suspects: [] }

/** That many single rows refused and none taken: it isn't the rows. */
export const maxSuspects = 8

export interface SendStep {
  readonly state: SendState
  /** To be done in this order. */
  readonly setAside: readonly (RecordKey & { readonly reason: string })[]
  readonly acknowledge: RecordKey | null
  /** undefined: not asked for. */
  readonly sendAgainAfter: RecordKey | null | undefined
  /** `idle` ends with a nudge, `back-off` doesn't. */
  readonly next:
    | { readonly kind: 'at-once' }
    | { readonly kind: 'idle' }
    | { readonly kind: 'back-off'; readonly waitMs: number }
}

/** What follows from a batch's outcome. Pure: `sent` are the batch's keys in order, `random` is in 0..1. */
export const afterSend = (
  state: SendState,
  sent: readonly RecordKey[],
  outcome: SendOutcome,
  { random, backOff }: { random: number; backOff: BackOff },
): SendStep => {
  const nothing = { setAside: [], acknowledge: null, sendAgainAfter: undefined } as const
  const wait = (retryAfterMs: number | null, from: SendState = state): SendStep => {
    const attempt = from.attempt + 1
    const waitMs = backOffMs({ attempt, retryAfterMs, random }, backOff)
    return { ...nothing, state: { ...from, attempt }, next: { kind: 'back-off', waitMs } }
  }

  if (outcome.ok) {
    const last = sent.at(-1)
    const { sendAgainAfter } = outcome
    if (last === undefined) {
      // Nothing but suspects is left: begin again with all of them, later.
      if (state.suspects.length > 0) return wait(null, { ...firstSendState, attempt: state.attempt })
      if (sendAgainAfter === undefined) return { ...nothing, state: firstSendState, next: { kind: 'idle' } }
      return { ...wait(null), sendAgainAfter }
    }
    const isSent = (key: RecordKey) => sent.some((row) => compareRecordKeys(row, key) === 0)
    const rejected = outcome.rejected.filter(isSent)
    // Never beyond what was sent: rows that came since have not been seen by the fleet.
    const through = outcome.ackedThrough
    const acknowledge = through === null ? null : compareRecordKeys(through, last) < 0 ? through : last
    const isTaken = sent.some((row) => acknowledge !== null && compareRecordKeys(row, acknowledge) <= 0)
    if (!isTaken && rejected.length === 0) return { ...wait(null), sendAgainAfter }
    const limit = Math.min(batchLimits.records, state.limit * 2)
    const step = { setAside: [...state.suspects, ...rejected], acknowledge, sendAgainAfter }
    if (sendAgainAfter === undefined) {
      return { ...step, state: { attempt: 0, limit, suspects: [] }, next: { kind: 'at-once' } }
    }
    // A fleet that asks again and again must not make the booth send all day long.
    return { ...wait(null, { attempt: state.attempt, limit, suspects: [] }), ...step }
  }

  switch (outcome.reason) {
    case 'not-enrolled':
      return { ...nothing, state: firstSendState, next: { kind: 'idle' } }
    case 'unreachable':
    case 'unauthorised':
    case 'busy':
    case 'quarantined':
      return wait(outcome.retryAfterMs)
    case 'refused': {
      const [only] = sent
      if (only === undefined) return wait(outcome.retryAfterMs)
      if (sent.length > 1) {
        const halved = { ...state, limit: Math.floor(sent.length / 2) }
        return outcome.retryAfterMs === null
          ? { ...nothing, state: halved, next: { kind: 'at-once' } }
          : wait(outcome.retryAfterMs, halved)
      }
      const suspects = [...state.suspects, { epoch: only.epoch, sequence: only.sequence, reason: outcome.detail }]
      if (suspects.length >= maxSuspects)
        return wait(outcome.retryAfterMs, { ...firstSendState, attempt: state.attempt })
      return { ...nothing, state: { ...state, limit: 1, suspects }, next: { kind: 'at-once' } }
    }
    default:
      return assertNever(outcome.reason)
  }
}
