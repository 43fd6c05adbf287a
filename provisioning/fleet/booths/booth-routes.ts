import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { boothPaths, Refusal } from '../../protocol/api.ts'
import { ChallengeAnswer, ChallengeRequest, EnrolmentAnswer, EnrolmentRequest } from '../../protocol/enrolment.ts'
import { isProvisioningError } from '../../protocol/errors.ts'
import { publicKeyFromText } from '../../protocol/keys.ts'
import type { SignableMessage } from '../../protocol/message-signature.ts'
import { batchContentType, batchLimits, RecordsAnswer, unpackRecords } from '../../protocol/record-batch.ts'
import { signResponse } from '../../protocol/signed-exchange.ts'
import type { Audit } from '../audit.ts'
import type { Database } from '../database/database.ts'
import type { FleetSecrets } from '../secrets.ts'
import { authenticate, type KnownBooth } from './authenticate.ts'
import { createCallLog } from './call-log.ts'
import { createChallenge } from './challenge.ts'
import { enrolmentStateOf, receiveEnrolment } from './enrolment.ts'
import { receiveRecords } from './receive-records.ts'

export interface RateLimits {
  /** Enrolment and challenge calls of one address in ten minutes: 50 bits can't be guessed at this pace. */
  readonly enrolmentsPerTenMinutes: number
  /** Signed calls of one key from one address in a minute. Who makes up a key for each call evades it. */
  readonly callsPerMinute: number
  /**
   * All calls of one address in a minute, counted before anything is read or verified, so that made-up keys don't evade
   * it. It must let 200 booths behind one router work. By the intervals of the protocol a booth makes at most:
   *  - 60 calls a minute with records: the booth waits 1 s from the first new record to the call (`nudgeDelayMs` of
   *    booth-server's fleet-sync), and has one call in flight. One visit after another makes some 6;
   *  - 30 while it waits to be accepted: one each 2 s (`pollMs` of the agent's enrol), instead of records;
   *  - after 30 days without the cloud, 18 batches of 500 for 9,000 records, one after the other, then as before;
   *  - none while it has nothing to say.
   * 200 booths thus make some 1,200 when all of them are busy, 6,000 when all of them wait to be accepted, 3,600 more
   * in the first minute after a month, and never over 200 x 60 = 12,000. At 200 a second an attacker costs the fleet
   * one look-up by an index each, and 0.14 ms of verification where the key is known.
   */
  readonly addressCallsPerMinute: number
}

export const defaultRateLimits: RateLimits = {
  enrolmentsPerTenMinutes: 30,
  callsPerMinute: 240,
  addressCallsPerMinute: 12_000,
}

export interface BoothRouteDeps {
  readonly db: Database
  readonly secrets: FleetSecrets
  readonly audit: Audit
  readonly now: () => number
  readonly rateLimits: RateLimits
}

const statusOfRefusal: Partial<Record<Refusal['reason'], number>> = {
  malformed: 400,
  'too-large': 413,
  'unknown-key': 401,
  'bad-signature': 401,
  'clock-skewed': 401,
  'counter-replayed': 401,
  busy: 429,
  'not-found': 404,
  internal: 500,
}

/** A route as the reference shows it. Answers to signed requests are signed over what these schemas let through. */
const describe = (summary: string, answer: TSchema, body?: TSchema) => ({
  summary,
  tags: ['booths'],
  ...(body && { body }),
  response: { 200: answer, '4xx': Refusal, '5xx': Refusal },
})

const refuse = (reply: FastifyReply, reason: Refusal['reason'], message: string) =>
  reply.code(statusOfRefusal[reason] ?? 403).send({ reason, message } satisfies Refusal)

const headersOf = (request: FastifyRequest): SignableMessage['headers'] =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )

/** Errors of Fastify itself (too large, wrong type, bad JSON, outside the schema) in this protocol's form. */
const sendError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
  if (error.statusCode === 413) return refuse(reply, 'too-large', `more than ${batchLimits.packedBytes} bytes`)
  if (error.statusCode === 429) return refuse(reply, 'busy', 'too many requests')
  if (error.statusCode !== undefined && error.statusCode < 500) {
    const where = error.validation?.[0]?.instancePath ?? ''
    return refuse(reply, 'malformed', `the request does not fit its schema ${where}`.trim())
  }
  if (isProvisioningError(error) && error.code === 'protocol.invalid-key') {
    return refuse(reply, 'malformed', 'not an Ed25519 public key')
  }
  request.log.error({ err: error }, 'a booth request failed')
  return refuse(reply.header('retry-after', '30'), 'internal', 'the fleet could not do it; try again')
}

/** Requests are counted by address and claimed key, so that booths behind one router don't slow each other. */
const callerKey = (request: FastifyRequest): string => {
  const input = String(request.headers['signature-input'] ?? '').slice(0, 300)
  return `${request.ip} ${/keyid="([^"]{1,64})"/.exec(input)?.[1] ?? ''}`
}

/** The fleet's interface for booths. Answers to signed requests are signed. */
export const boothRoutes = (deps: BoothRouteDeps) => async (app: FastifyInstance) => {
  const { secrets, audit, now } = deps
  const callLog = createCallLog({ audit, now })

  app.setErrorHandler<FastifyError>(sendError)
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'not-found', 'no such path'))
  app.addContentTypeParser(
    batchContentType,
    { parseAs: 'buffer', bodyLimit: batchLimits.packedBytes },
    (_request, body, done) => done(null, body),
  )
  app.addHook('onSend', async (request, reply, payload) => {
    const requestSignature = request.headers.signature
    reply.header('cache-control', 'no-store')
    if (typeof requestSignature !== 'string' || typeof payload !== 'string') return
    reply.headers(
      signResponse(
        {
          status: reply.statusCode,
          body: Buffer.from(payload),
          requestSignature,
          createdSeconds: Math.floor(now() / 1000),
          keyId: secrets.keyId,
        },
        secrets.signingKey,
      ),
    )
  })

  /** The booth that signed, or null after the refusal was sent. */
  const signedBy = async (request: FastifyRequest, reply: FastifyReply): Promise<KnownBooth | null> => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const message = { method: request.method, target: request.raw.url ?? '/', headers: headersOf(request) }
    const result = await authenticate(deps, message, body)
    if (result.ok) {
      await callLog.called(result.booth.id, request.ip)
      return result.booth
    }
    await callLog.refused(result.boothId ?? 'unknown', result.refusal.reason, request.ip)
    await reply.code(result.status).send(result.refusal)
    return null
  }

  const enrolmentLimit = { max: deps.rateLimits.enrolmentsPerTenMinutes, timeWindow: '10 minutes' }
  const callLimit = {
    max: deps.rateLimits.callsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: callerKey,
  }

  app.post<{ Body: ChallengeRequest }>(
    boothPaths.challenge,
    {
      schema: describe('A nonce to enrol with', ChallengeAnswer, ChallengeRequest),
      config: { rateLimit: enrolmentLimit },
    },
    async ({ body: { publicKey } }) => {
      publicKeyFromText(publicKey)
      return { nonce: createChallenge(secrets.challengeKey, publicKey, now()), fleetKey: secrets.publicKey }
    },
  )

  app.post<{ Body: EnrolmentRequest }>(
    boothPaths.enrolment,
    {
      schema: describe('Ask to be enrolled', EnrolmentAnswer, EnrolmentRequest),
      config: { rateLimit: enrolmentLimit },
    },
    async (request, reply) => {
      const outcome = await receiveEnrolment(deps, request.body)
      if (!outcome.ok) {
        await audit.record({
          event: 'booth.claim-refused',
          actor: 'unknown',
          subject: outcome.reason,
          address: request.ip,
        })
        return refuse(reply, outcome.reason, outcome.message)
      }
      const { boothId } = outcome.answer
      if (outcome.isNew) {
        await audit.record({ event: 'booth.asked', actor: boothId, subject: boothId, address: request.ip })
      }
      return outcome.answer
    },
  )

  app.get(
    boothPaths.enrolment,
    { schema: describe('How the enrolment stands; signed', EnrolmentAnswer), config: { rateLimit: callLimit } },
    async (request, reply) => {
      const booth = await signedBy(request, reply)
      if (booth === null) return reply
      const state = enrolmentStateOf(booth.status)
      if (state === null) return refuse(reply, 'retired', 'this key was taken out of the fleet for ever')
      return { state, boothId: booth.id, nonce: booth.enrolmentNonce } satisfies EnrolmentAnswer
    },
  )

  app.post<{ Body: Buffer }>(
    boothPaths.records,
    { schema: describe('Generation records, gzip NDJSON; signed', RecordsAnswer), config: { rateLimit: callLimit } },
    async (request, reply) => {
      const booth = await signedBy(request, reply)
      if (booth === null) return reply
      if (booth.status !== 'active') return refuse(reply, booth.status, `the booth is ${booth.status}`)
      if (request.headers['content-encoding'] !== 'gzip' || !Buffer.isBuffer(request.body)) {
        return refuse(reply, 'malformed', `expected ${batchContentType} with content-encoding gzip`)
      }
      const unpacked = unpackRecords(request.body)
      if (!unpacked.ok) return refuse(reply, unpacked.reason, unpacked.message)
      const outcome = await receiveRecords(deps, booth.id, unpacked.values)
      if (outcome.ok) return outcome.answer
      if (outcome.reason === 'quarantined') {
        await audit.record({ event: 'booth.quarantined', actor: booth.id, subject: booth.id, address: request.ip })
      }
      return refuse(reply, outcome.reason, outcome.message)
    },
  )
}
