import { setTimeout as sleep } from 'node:timers/promises'
import { Compile } from 'typebox/compile'
import { boothPaths, Refusal } from '../protocol/api.ts'
import { parseClaimCode } from '../protocol/claim-code.ts'
import { ChallengeAnswer, confirmationCode, EnrolmentAnswer, signEnrolment } from '../protocol/enrolment.ts'
import { isProvisioningError } from '../protocol/errors.ts'
import { parseFleetUrl } from './fleet-url.ts'
import type { DeviceIdentity } from './identity.ts'
import { createSignedCaller, describeFetchError, parseRetryAfterMs, readBody, requestSignal } from './signed-call.ts'

export type EnrolFailure =
  | 'invalid-claim'
  | 'invalid-url'
  /** This device belongs to another fleet; remove its data directory's `device.json` to move it on purpose. */
  | 'enrolled-elsewhere'
  | 'claim-unknown'
  | 'claim-expired'
  /** Another device has used this claim. */
  | 'claim-used'
  /** An operator refused this booth. */
  | 'refused'
  /** The fleet has barred this device's key for ever. */
  | 'retired'
  | 'busy'
  /** No answer, or none that makes sense. Says nothing about whether the booth is enrolled. */
  | 'unreachable'
  | 'cancelled'

export type EnrolOutcome =
  | { readonly ok: true; readonly deviceId: string; readonly fleetUrl: string }
  | { readonly ok: false; readonly reason: EnrolFailure; readonly detail: string; readonly retryAfterMs: number | null }

export interface EnrolRequest {
  readonly identity: DeviceIdentity
  readonly fleetUrl: string
  /** As typed: spaces, dashes, lower case and lookalikes are fine. */
  readonly claim: string
  /** Shown to the operator in the console, `0.1.0`. */
  readonly appVersion: string
  readonly signal: AbortSignal
  /** Six digits to show beside the console's. May be called again with the same digits. */
  readonly onConfirmationCode: (code: string) => void
  /** Told while waiting: `waiting` for the operator, `unreachable` for the fleet (with what went wrong). */
  readonly onProgress?: (progress: { readonly state: 'waiting' | 'unreachable'; readonly detail: string }) => void
  /** For a fleet on plain HTTP beyond this machine. */
  readonly allowHttp?: boolean
  /** Default 2 s. */
  readonly pollMs?: number
}

type Step<T> = { readonly ok: true; readonly value: T } | (EnrolOutcome & { readonly ok: false })

const checks = {
  challenge: Compile(ChallengeAnswer),
  enrolment: Compile(EnrolmentAnswer),
  refusal: Compile(Refusal),
}

const failed = (reason: EnrolFailure, detail: string, retryAfterMs: number | null = null) =>
  ({ ok: false, reason, detail, retryAfterMs }) as const

const failureOf = (reason: Refusal['reason']): EnrolFailure => {
  switch (reason) {
    case 'claim-unknown':
    case 'claim-expired':
    case 'claim-used':
    case 'refused':
    case 'retired':
    case 'busy':
      return reason
    default:
      return 'unreachable'
  }
}

/** A fleet that drops undecided requests after a day no longer knows the key. */
const pollFailureOf = (refusal: Refusal) =>
  refusal.reason === 'unknown-key'
    ? failed('claim-expired', 'nobody decided in time, or the fleet was set up anew')
    : failed(failureOf(refusal.reason), refusal.message)

/** Before the key is known to the fleet nothing can be signed by it: a plain JSON post. */
const postJson = async <T>(
  url: URL,
  body: unknown,
  check: { Check(value: unknown): value is T },
  signal: AbortSignal,
): Promise<Step<T>> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: requestSignal(signal),
    })
    const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now())
    const text = Buffer.from((await readBody(response)) ?? []).toString('utf8')
    const answer: unknown = text.startsWith('{') ? JSON.parse(text) : null
    if (response.ok && check.Check(answer)) return { ok: true, value: answer }
    if (!checks.refusal.Check(answer)) {
      return failed('unreachable', `HTTP ${response.status}, not in a fleet's form`, retryAfterMs)
    }
    return failed(failureOf(answer.reason), answer.message, retryAfterMs)
  } catch (error) {
    return signal.aborted ? failed('cancelled', 'cancelled') : failed('unreachable', describeFetchError(error))
  }
}

const parseUrl = (text: string, allowHttp: boolean): Step<string> => {
  try {
    return { ok: true, value: parseFleetUrl(text, allowHttp) }
  } catch (error) {
    if (isProvisioningError(error)) return failed('invalid-url', error.message)
    throw error
  }
}

/** Asks, signed, until an operator has decided. Only this signed answer counts as an acceptance. */
const waitForDecision = async (request: EnrolRequest, fleetUrl: string, fleetKey: string): Promise<Step<string>> => {
  const { signal } = request
  const pollMs = request.pollMs ?? 2000
  const caller = createSignedCaller({ identity: request.identity })
  const call = { fleetUrl, fleetKey, method: 'GET', target: boothPaths.enrolment } as const
  let waitMs = pollMs
  for (;;) {
    const outcome = await caller.call(call, signal)
    if (outcome.kind === 'answer' && checks.enrolment.Check(outcome.body)) {
      const { state, boothId } = outcome.body
      if (state === 'accepted') return { ok: true, value: boothId }
      if (state === 'refused') return failed('refused', 'an operator refused this booth')
      waitMs = pollMs
      request.onProgress?.({ state: 'waiting', detail: 'waiting for an operator' })
    } else {
      const failure = outcome.kind === 'refusal' ? pollFailureOf(outcome.refusal) : null
      if (failure !== null && failure.reason !== 'busy' && failure.reason !== 'unreachable') return failure
      const retryAfterMs = outcome.kind === 'answer' ? null : outcome.retryAfterMs
      waitMs = Math.max(retryAfterMs ?? 0, Math.min(waitMs * 2, 30_000))
      const detail = outcome.kind === 'no-answer' ? outcome.detail : 'the fleet gave no usable answer'
      request.onProgress?.({ state: 'unreachable', detail })
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return failed('cancelled', 'stopped waiting; the same command goes on where it was')
  }
}

/**
 * Enrols this device: presents the claim with the device's own key, shows six digits, waits until an operator has
 * accepted or refused, and on acceptance writes the state. Safe to repeat after any interruption: the same claim with
 * the same key gets the same answer. While waiting, a fleet that can't be reached is tried again until `signal` ends it.
 * @throws ProvisioningError if the data directory can't be read or written.
 */
export const enrol = async (request: EnrolRequest): Promise<EnrolOutcome> => {
  const { identity, signal } = request
  const claim = parseClaimCode(request.claim)
  if (claim === null) return failed('invalid-claim', 'a claim has ten letters and digits, such as 7K3MP-X0Q9D')
  const url = parseUrl(request.fleetUrl, request.allowHttp ?? false)
  if (!url.ok) return url
  const fleetUrl = url.value
  const before = identity.readState()
  if (before.enrolled && before.fleetUrl !== fleetUrl) {
    return failed('enrolled-elsewhere', `this booth belongs to ${before.fleetUrl} as ${before.deviceId}`)
  }

  const { publicKey } = identity
  const challenge = await postJson(new URL(boothPaths.challenge, fleetUrl), { publicKey }, checks.challenge, signal)
  if (!challenge.ok) return challenge
  const { nonce, fleetKey } = challenge.value
  if (before.enrolled && before.fleetKey !== fleetKey) {
    return failed('unreachable', 'the answer came with another key than that of this booth’s fleet')
  }
  const signature = signEnrolment({ claim, publicKey, nonce }, identity.privateKey)
  const posted = await postJson(
    new URL(boothPaths.enrolment, fleetUrl),
    { claim, publicKey, nonce, signature, appVersion: request.appVersion },
    checks.enrolment,
    signal,
  )
  if (!posted.ok) return posted

  // Computed here from this device's own key; digits that a server sent would prove nothing.
  const code = confirmationCode({ claim, publicKey, nonce: posted.value.nonce }, fleetKey)
  if (posted.value.state === 'pending') request.onConfirmationCode(code)
  const decision = await waitForDecision(request, fleetUrl, fleetKey)
  if (!decision.ok) return decision
  identity.writeState({ enrolled: true, fleetUrl, deviceId: decision.value, fleetKey })
  return { ok: true, deviceId: decision.value, fleetUrl }
}
