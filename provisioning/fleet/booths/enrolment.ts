import { randomBytes } from 'node:crypto'
import type { Refusal } from '../../protocol/api.ts'
import {
  confirmationCode,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  verifyEnrolment,
} from '../../protocol/enrolment.ts'
import { keyIdOf, publicKeyFromText } from '../../protocol/keys.ts'
import type { Database, Queryable } from '../database/database.ts'
import type { FleetSecrets } from '../secrets.ts'
import type { BoothStatus } from './booth-status.ts'
import { isChallengeOf } from './challenge.ts'

export interface EnrolmentDeps {
  readonly db: Database
  readonly secrets: FleetSecrets
  readonly now: () => number
}

export type EnrolmentOutcome =
  | { readonly ok: true; readonly answer: EnrolmentAnswer; readonly isNew: boolean }
  | { readonly ok: false; readonly reason: Refusal['reason']; readonly message: string }

interface ClaimRow {
  id: number
  expires_at: Date
  used_by_key: string | null
}

interface BoothRow {
  id: string
  status: BoothStatus
  claim_id: number
  enrolment_nonce: string
}

const refuse = (reason: Refusal['reason'], message: string): EnrolmentOutcome => ({ ok: false, reason, message })

const crockford = '0123456789abcdefghjkmnpqrstvwxyz'
/** 50 random bits; says nothing of when the booth came. */
const createBoothId = (): string => `booth-${[...randomBytes(10)].map((byte) => crockford[byte & 31]).join('')}`

/** How a booth learns of its status. A quarantined booth stays enrolled; null for a retired one. */
export const enrolmentStateOf = (status: BoothStatus): EnrolmentAnswer['state'] | null => {
  if (status === 'retired') return null
  if (status === 'active' || status === 'quarantined') return 'accepted'
  return status
}

const answerOf = (booth: BoothRow, isNew: boolean): EnrolmentOutcome => {
  const state = enrolmentStateOf(booth.status)
  if (state === null) return refuse('retired', 'this key was taken out of the fleet for ever')
  return { ok: true, answer: { state, boothId: booth.id, nonce: booth.enrolment_nonce }, isNew }
}

/** The claim was this key's before: the same answer, as long as it is what the booth last asked with. */
const repeatAnswer = (claim: ClaimRow, booth: BoothRow | undefined): EnrolmentOutcome => {
  if (booth === undefined) return refuse('claim-expired', 'nobody decided on this booth in time')
  if (booth.status !== 'retired' && booth.claim_id !== claim.id) {
    return refuse('claim-used', 'this booth has used a later claim since')
  }
  return answerOf(booth, false)
}

const bindClaim = async (
  tx: Queryable,
  deps: EnrolmentDeps,
  claim: ClaimRow,
  booth: BoothRow | undefined,
  request: EnrolmentRequest,
): Promise<EnrolmentOutcome> => {
  if (booth?.status === 'retired') return answerOf(booth, false)
  const keyId = keyIdOf(request.publicKey)
  const requestedAt = new Date(deps.now())
  await tx.query('update claims set used_by_key = $2 where id = $1', [claim.id, keyId])
  const code = confirmationCode(request, deps.secrets.publicKey)
  if (booth === undefined) {
    const id = createBoothId()
    await tx.query(
      `insert into booths (id, public_key, key_id, status, claim_id, enrolment_nonce, confirmation_code, requested_at, app_version)
       values ($1, $2, $3, 'pending', $4, $5, $6, $7, $8)`,
      [id, request.publicKey, keyId, claim.id, request.nonce, code, requestedAt, request.appVersion],
    )
    return answerOf({ id, status: 'pending', claim_id: claim.id, enrolment_nonce: request.nonce }, true)
  }
  // An enrolled booth that lost its state proves itself by its key; one that was refused asks anew.
  const status = booth.status === 'refused' ? 'pending' : booth.status
  await tx.query(
    `update booths set status = $2, claim_id = $3, enrolment_nonce = $4, confirmation_code = $5, requested_at = $6, app_version = $7
     where id = $1`,
    [booth.id, status, claim.id, request.nonce, code, requestedAt, request.appVersion],
  )
  return answerOf({ ...booth, status, enrolment_nonce: request.nonce }, status === 'pending')
}

/** Judges an enrolment request that fits its schema. */
export const receiveEnrolment = async (deps: EnrolmentDeps, request: EnrolmentRequest): Promise<EnrolmentOutcome> => {
  const { secrets } = deps
  if (!isChallengeOf(secrets.challengeKey, request.publicKey, request.nonce, deps.now())) {
    return refuse('challenge-unknown', 'the challenge is too old or not of this fleet')
  }
  if (!verifyEnrolment(request, request.signature, publicKeyFromText(request.publicKey))) {
    return refuse('bad-signature', 'the signature does not hold')
  }
  return deps.db.transaction(async (tx) => {
    const [claim] = await tx.query<ClaimRow>(
      'select id, expires_at, used_by_key from claims where code_hmac = $1 for update',
      [secrets.claimHmac(request.claim)],
    )
    if (claim === undefined) return refuse('claim-unknown', 'no such claim')
    const [booth] = await tx.query<BoothRow>(
      'select id, status, claim_id, enrolment_nonce from booths where public_key = $1 for update',
      [request.publicKey],
    )
    if (claim.used_by_key === keyIdOf(request.publicKey)) return repeatAnswer(claim, booth)
    if (claim.used_by_key !== null) return refuse('claim-used', 'another booth has used this claim')
    if (claim.expires_at.getTime() <= deps.now()) return refuse('claim-expired', 'the claim is older than a day')
    return bindClaim(tx, deps, claim, booth, request)
  })
}
