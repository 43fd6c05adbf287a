import { type KeyObject, randomBytes } from 'node:crypto'
import { Compile } from 'typebox/compile'
import { Refusal } from '../protocol/api.ts'
import { keyIdOf, publicKeyFromText } from '../protocol/keys.ts'
import { signRequest, verifyResponse } from '../protocol/signed-exchange.ts'
import type { DeviceIdentity } from './identity.ts'

const requestTimeoutMs = 30_000
const maxAnswerBytes = 1024 * 1024
/** What a proxy or a maintenance page may ask at most. */
const maxRetryAfterMs = 60 * 60 * 1000

export type CallOutcome =
  /** The fleet's own answer, with a signature that holds. `body` is parsed JSON, not yet checked. */
  | { readonly kind: 'answer'; readonly body: unknown }
  | {
      readonly kind: 'refusal'
      readonly status: number
      readonly refusal: Refusal
      readonly retryAfterMs: number | null
    }
  /** No answer of the fleet: no connection, a time-out, a captive portal, a proxy's page, a cancelled call. */
  | { readonly kind: 'no-answer'; readonly detail: string; readonly retryAfterMs: number | null }

export interface SignedCall {
  readonly fleetUrl: string
  /** Base64url; the key that must have signed the answer. */
  readonly fleetKey: string
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly target: string
  readonly body?: { readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> }
}

const refusalCheck = Compile(Refusal)

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date, as milliseconds from now. */
export const parseRetryAfterMs = (value: string | null, nowMs: number): number | null => {
  if (value === null) return null
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), maxRetryAfterMs) : null
}

/** The body, or null if it is longer than any answer of a fleet. */
export const readBody = async (response: Response): Promise<Uint8Array | null> => {
  if (response.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Why a fetch failed, for a log: the cause's code (`ECONNREFUSED`) says more than "fetch failed". */
export const describeFetchError = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error && 'code' in error.cause ? ` (${String(error.cause.code)})` : ''
  return `${error.message}${cause}`
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * `signal`, and the end of a request's time. `AbortSignal.any` holds its sources weakly in Node 20: an
 * `AbortSignal.timeout` would be collected as garbage and never end the request; the timer holds this one.
 */
export const requestSignal = (signal: AbortSignal): AbortSignal => {
  const deadline = new AbortController()
  const end = () => deadline.abort(new DOMException(`No answer within ${requestTimeoutMs} ms`, 'TimeoutError'))
  setTimeout(end, requestTimeoutMs).unref()
  return AbortSignal.any([signal, deadline.signal])
}

/**
 * Calls a fleet with signed requests, and believes only signed answers.
 *
 * It keeps how far this device's clock is off. A request refused for its time is sent once more with the fleet's
 * signed time; one refused for its counter, once more above the fleet's highest.
 */
export const createSignedCaller = (deps: { identity: DeviceIdentity; now?: () => number }) => {
  const { identity } = deps
  const now = deps.now ?? Date.now
  let clockOffsetMs = 0

  type Attempt = { readonly outcome: CallOutcome; readonly serverTimeSeconds: number | null }

  const attempt = async (call: SignedCall, fleetKey: KeyObject, signal: AbortSignal): Promise<Attempt> => {
    const bytes = call.body?.bytes ?? new Uint8Array()
    const headers = signRequest(
      {
        method: call.method,
        target: call.target,
        body: bytes,
        counter: identity.counter.next(),
        nonce: randomBytes(18).toString('base64url'),
        createdSeconds: Math.floor((now() + clockOffsetMs) / 1000),
        keyId: identity.keyId,
      },
      identity.privateKey,
    )
    const noAnswer = (detail: string, retryAfterMs: number | null = null): Attempt => ({
      outcome: { kind: 'no-answer', detail, retryAfterMs },
      serverTimeSeconds: null,
    })
    try {
      const response = await fetch(new URL(call.target, call.fleetUrl), {
        method: call.method,
        headers: { ...headers, ...call.body?.headers },
        ...(call.body !== undefined && { body: bytes }),
        redirect: 'manual',
        signal: requestSignal(signal),
      })
      const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), now())
      const answerBytes = await readBody(response)
      if (answerBytes === null) return noAnswer('the answer is too long to be a fleet’s', retryAfterMs)
      const serverTimeSeconds = verifyResponse(
        { status: response.status, body: answerBytes, headers: Object.fromEntries(response.headers) },
        { requestSignature: headers.signature, keyId: keyIdOf(call.fleetKey) },
        fleetKey,
      )
      if (serverTimeSeconds === null) {
        return noAnswer(`HTTP ${response.status} without the signature of this booth's fleet`, retryAfterMs)
      }
      const body = parseJson(answerBytes)
      if (response.ok) return { outcome: { kind: 'answer', body }, serverTimeSeconds }
      if (!refusalCheck.Check(body)) return noAnswer(`HTTP ${response.status} in an unknown form`, retryAfterMs)
      return { outcome: { kind: 'refusal', status: response.status, refusal: body, retryAfterMs }, serverTimeSeconds }
    } catch (error) {
      return noAnswer(signal.aborted ? 'cancelled' : describeFetchError(error))
    }
  }

  return {
    call: async (call: SignedCall, signal: AbortSignal): Promise<CallOutcome> => {
      const fleetKey = publicKeyFromText(call.fleetKey)
      let { outcome, serverTimeSeconds } = await attempt(call, fleetKey, signal)
      // Once for the clock and once for the counter: a booth back from repair may have lost both.
      const untried = new Set(['clock-skewed', 'counter-replayed'])
      while (outcome.kind === 'refusal' && serverTimeSeconds !== null && untried.delete(outcome.refusal.reason)) {
        if (outcome.refusal.reason === 'clock-skewed') clockOffsetMs = serverTimeSeconds * 1000 - now()
        else identity.counter.skipPast(outcome.refusal.highestCounter ?? 0)
        ;({ outcome, serverTimeSeconds } = await attempt(call, fleetKey, signal))
      }
      return outcome
    },
  }
}
