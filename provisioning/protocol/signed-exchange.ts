import { createHash, type KeyObject } from 'node:crypto'
import { contentDigest, matchesContentDigest } from './content-digest.ts'
import {
  type MessageSignature,
  readSignature,
  type SignableMessage,
  signMessage,
  verifyMessage,
} from './message-signature.ts'

/**
 * How booth and fleet sign what they say to each other.
 *
 * A request covers method, path, query, body and a counter that only grows; the fleet takes each counter once, so a
 * recorded request is worth nothing. An answer covers status and body, and its nonce is the hash of the signature that
 * it answers: an answer to an earlier request, or to another booth's, does not fit. Its `created` is the signed server
 * time by which a booth corrects a wrong clock. A captive portal or a proxy can't sign: whatever it answers reads as
 * "unreachable".
 */
export const counterHeader = 'quickid-counter'
export const requestTag = 'quickid-booth-1'
export const responseTag = 'quickid-fleet-1'
export const requestComponents = ['@method', '@path', '@query', 'content-digest', counterHeader] as const
export const responseComponents = ['@status', 'content-digest'] as const
/** How far a request's `created` may be from the fleet's clock. */
export const clockToleranceSeconds = 300

export interface RequestToSign {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly target: string
  readonly body: Uint8Array
  readonly counter: number
  /** Base64url, chosen for this request alone. */
  readonly nonce: string
  readonly createdSeconds: number
  readonly keyId: string
}

/** The headers that sign a booth's request. */
export const signRequest = (
  request: RequestToSign,
  privateKey: KeyObject,
): Record<string, string> & { signature: string } => {
  const headers = { 'content-digest': contentDigest(request.body), [counterHeader]: String(request.counter) }
  const signature = signMessage(
    { method: request.method, target: request.target, headers },
    requestComponents,
    { created: request.createdSeconds, keyid: request.keyId, nonce: request.nonce, tag: requestTag },
    privateKey,
  )
  return { ...headers, ...signature }
}

export interface ReadRequest {
  readonly signature: MessageSignature
  readonly keyId: string
  readonly nonce: string
  readonly counter: number
  readonly createdSeconds: number
}

const noncePattern = /^[A-Za-z0-9_-]{16,64}$/
const counterPattern = /^[1-9]\d{0,14}$/

/** Reads the signing headers of a request; nothing is verified yet. Null if anything is missing or malformed. */
export const readRequest = (headers: SignableMessage['headers']): ReadRequest | null => {
  const signature = readSignature(headers)
  const counter = headers[counterHeader] ?? ''
  const nonce = signature?.parameters.nonce ?? ''
  if (signature === null || signature.parameters.tag !== requestTag) return null
  if (!noncePattern.test(nonce) || !counterPattern.test(counter)) return null
  const { keyid: keyId, created: createdSeconds } = signature.parameters
  return { signature, keyId, nonce, counter: Number(counter), createdSeconds }
}

/** Whether the request is the key's own, unaltered. Time and counter are for the caller to judge. */
export const verifyRequest = (
  message: SignableMessage,
  body: Uint8Array,
  read: ReadRequest,
  publicKey: KeyObject,
): boolean =>
  matchesContentDigest(message.headers['content-digest'], body) &&
  verifyMessage(message, read.signature, publicKey, requestComponents)

/** What ties an answer to its request: the hash of the request's `signature` field. */
const answerNonce = (requestSignature: string): string =>
  createHash('sha256').update(requestSignature).digest('base64url')

/** The headers that sign a fleet's answer. `requestSignature` is the request's `signature` field. */
export const signResponse = (
  response: { status: number; body: Uint8Array; requestSignature: string; createdSeconds: number; keyId: string },
  privateKey: KeyObject,
): Record<string, string> => {
  const headers = { 'content-digest': contentDigest(response.body) }
  const signature = signMessage(
    { status: response.status, headers },
    responseComponents,
    {
      created: response.createdSeconds,
      keyid: response.keyId,
      nonce: answerNonce(response.requestSignature),
      tag: responseTag,
    },
    privateKey,
  )
  return { ...headers, ...signature }
}

/**
 * The signed server time in seconds of an answer to the request with this signature, or null if the answer isn't the
 * fleet's: unsigned, altered, of another key or to another request.
 */
export const verifyResponse = (
  response: { status: number; body: Uint8Array; headers: SignableMessage['headers'] },
  expected: { requestSignature: string; keyId: string },
  publicKey: KeyObject,
): number | null => {
  const signature = readSignature(response.headers)
  if (signature === null) return null
  const { created, keyid, nonce, tag } = signature.parameters
  if (tag !== responseTag || keyid !== expected.keyId) return null
  if (nonce !== answerNonce(expected.requestSignature)) return null
  if (!matchesContentDigest(response.headers['content-digest'], response.body)) return null
  const message = { status: response.status, headers: response.headers }
  return verifyMessage(message, signature, publicKey, responseComponents) ? created : null
}
