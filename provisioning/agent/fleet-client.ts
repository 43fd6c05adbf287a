import { Compile } from 'typebox/compile'
import { boothPaths, type Refusal } from '../protocol/api.ts'
import { assertNever } from '../protocol/errors.ts'
import type { GenerationRecord } from '../protocol/generation-record.ts'
import {
  batchContentType,
  compareRecordKeys,
  packRecords,
  type RecordKey,
  RecordsAnswer,
} from '../protocol/record-batch.ts'
import type { DeviceIdentity } from './identity.ts'
import { createSignedCaller } from './signed-call.ts'

export interface RejectedRecord extends RecordKey {
  readonly reason: string
}

export type SendFailure =
  /** This device has not been enrolled. Said only from its own state, never after a failed request. */
  | 'not-enrolled'
  /** No answer that the fleet signed: no network, time-out, captive portal, cancelled. Try again later. */
  | 'unreachable'
  /** The fleet answered that it does not take this booth's requests (unknown key, retired...). An operator must look. */
  | 'unauthorised'
  /** The fleet is there and asks for patience. */
  | 'busy'
  /** Two records with the same key differ: a cloned disk. Nothing is taken until an operator has looked. */
  | 'quarantined'
  /** The batch itself is refused; the same batch would be refused again. */
  | 'refused'

export type SendOutcome =
  | {
      readonly ok: true
      /** Inclusive; null if nothing was sent. May be short of the last record: then send the rest. */
      readonly ackedThrough: RecordKey | null
      readonly rejected: readonly RejectedRecord[]
    }
  | { readonly ok: false; readonly reason: SendFailure; readonly retryAfterMs: number | null; readonly detail: string }

export interface FleetClient {
  /**
   * Sends records, as many from the first as one batch holds. One call at a time. Every outcome is a value, a
   * cancelled signal too (`unreachable`); only an unreadable data directory throws.
   */
  sendRecords(records: readonly GenerationRecord[], signal: AbortSignal): Promise<SendOutcome>
}

const answerCheck = Compile(RecordsAnswer)

const failureOf = (reason: Refusal['reason']): SendFailure => {
  switch (reason) {
    case 'unknown-key':
    case 'bad-signature':
    case 'clock-skewed':
    case 'counter-replayed':
    case 'pending':
    case 'refused':
    case 'retired':
      return 'unauthorised'
    case 'quarantined':
      return 'quarantined'
    case 'busy':
    case 'internal':
      return 'busy'
    case 'malformed':
    case 'too-large':
    case 'not-found':
    case 'claim-unknown':
    case 'claim-expired':
    case 'claim-used':
    case 'challenge-unknown':
      return 'refused'
    default:
      return assertNever(reason)
  }
}

export const createFleetClient = (deps: { identity: DeviceIdentity; now?: () => number }): FleetClient => {
  const caller = createSignedCaller(deps)
  return {
    sendRecords: async (records, signal) => {
      const failed = (reason: SendFailure, detail: string, retryAfterMs: number | null = null): SendOutcome => ({
        ok: false,
        reason,
        retryAfterMs,
        detail,
      })
      const state = deps.identity.readState()
      if (!state.enrolled) return failed('not-enrolled', 'this booth has not been enrolled')
      const sorted = records.toSorted(compareRecordKeys)
      const [first] = sorted
      if (first === undefined) return { ok: true, ackedThrough: null, rejected: [] }
      const { body, count } = packRecords(sorted)
      if (count === 0) {
        const key = { epoch: first.epoch, sequence: first.sequence }
        return { ok: true, ackedThrough: key, rejected: [{ ...key, reason: 'too large for a batch' }] }
      }
      const headers = { 'content-type': batchContentType, 'content-encoding': 'gzip' }
      const outcome = await caller.call(
        {
          fleetUrl: state.fleetUrl,
          fleetKey: state.fleetKey,
          method: 'POST',
          target: boothPaths.records,
          body: { bytes: body, headers },
        },
        signal,
      )
      switch (outcome.kind) {
        case 'no-answer':
          return failed('unreachable', outcome.detail, outcome.retryAfterMs)
        case 'refusal':
          return failed(failureOf(outcome.refusal.reason), outcome.refusal.message, outcome.retryAfterMs)
        case 'answer':
          return answerCheck.Check(outcome.body)
            ? { ok: true, ...outcome.body }
            : failed('unreachable', 'the fleet answered in an unknown form')
        default:
          return assertNever(outcome)
      }
    },
  }
}
