import type { Refusal } from '../../protocol/api.ts'
import { publicKeyFromText } from '../../protocol/keys.ts'
import type { SignableMessage } from '../../protocol/message-signature.ts'
import { clockToleranceSeconds, readRequest, verifyRequest } from '../../protocol/signed-exchange.ts'
import type { Database } from '../database/database.ts'
import type { BoothStatus } from './booth-status.ts'
import { readWindow, useCounter } from './replay-window.ts'

/** Whoever signed the request. The status is for the route to judge. */
export interface KnownBooth {
  readonly id: string
  readonly status: BoothStatus
  readonly enrolmentNonce: string
}

export type Authentication =
  | { readonly ok: true; readonly booth: KnownBooth }
  | { readonly ok: false; readonly status: 400 | 401; readonly refusal: Refusal; readonly boothId: string | null }

interface BoothRow {
  id: string
  status: BoothStatus
  public_key: string
  enrolment_nonce: string
  counter_highest: number
  counter_seen: string
}

const refuse = (
  reason: Refusal['reason'],
  message: string,
  boothId: string | null = null,
  highestCounter?: number,
): Authentication => ({
  ok: false,
  status: reason === 'malformed' ? 400 : 401,
  boothId,
  refusal: { reason, message, ...(highestCounter !== undefined && { highestCounter }) },
})

/**
 * Judges a booth's signed request: key, signature, clock, then the counter, which is used up in the same transaction.
 * Clock and counter are judged after the signature, so nobody but the booth can move its window.
 */
export const authenticate = async (
  deps: { db: Database; now: () => number },
  message: SignableMessage,
  body: Uint8Array,
): Promise<Authentication> => {
  const read = readRequest(message.headers)
  if (read === null) return refuse('malformed', 'the request is not signed in the form of this protocol')
  const columns = 'id, status, public_key, enrolment_nonce, counter_highest, counter_seen'
  const [known] = await deps.db.query<BoothRow>(`select ${columns} from booths where key_id = $1`, [read.keyId])
  if (known === undefined) return refuse('unknown-key', 'no booth of this fleet has this key')
  if (!verifyRequest(message, body, read, publicKeyFromText(known.public_key))) {
    return refuse('bad-signature', 'the signature does not hold', known.id)
  }
  const nowMs = deps.now()
  if (Math.abs(nowMs / 1000 - read.createdSeconds) > clockToleranceSeconds) {
    return refuse('clock-skewed', 'the clock is off; this answer carries the right time', known.id)
  }
  return deps.db.transaction(async (tx) => {
    const [row] = await tx.query<BoothRow>(`select ${columns} from booths where id = $1 for update`, [known.id])
    if (row === undefined) return refuse('unknown-key', 'no booth of this fleet has this key')
    const window = useCounter(readWindow(row), read.counter)
    if (window === null) {
      return refuse('counter-replayed', 'this counter was used before', row.id, row.counter_highest)
    }
    await tx.query('update booths set counter_highest = $2, counter_seen = $3, last_seen_at = $4 where id = $1', [
      row.id,
      window.highest,
      window.seen.toString(16),
      new Date(nowMs),
    ])
    return { ok: true, booth: { id: row.id, status: row.status, enrolmentNonce: row.enrolment_nonce } }
  })
}
