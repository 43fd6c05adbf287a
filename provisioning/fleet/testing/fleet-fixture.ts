import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { enrol } from '../../agent/enrol.ts'
import { type DeviceIdentity, openIdentity } from '../../agent/identity.ts'
import type { GenerationRecord } from '../../protocol/generation-record.ts'
import { signRequest } from '../../protocol/signed-exchange.ts'
import { hashSecret } from '../../storage/scrypt-hash.ts'
import { buildFleet } from '../app.ts'
import type { RateLimits } from '../booths/booth-routes.ts'
import type { Database } from '../database/database.ts'
import { type OperatorClient, signInOperator } from '../operator-client.ts'
import { deriveSecrets } from '../secrets.ts'

export const adminPassword = 'a long test password'
/** A hash holds its own cost: this one is cheap to check, where a real one takes a third of a second each time. */
const quick = { N: 2 ** 10, r: 8, p: 1 } as const
let adminHash: Promise<string> | null = null

/** A fleet that listens on a free port of this machine, an operator in it, and booths' data directories. */
export interface FleetFixture {
  readonly url: string
  readonly operator: OperatorClient
  /** Of a booth that has never spoken to any fleet. */
  newIdentity(): Promise<DeviceIdentity>
  /** Enrolled and accepted. */
  newBooth(): Promise<DeviceIdentity>
  /** Stops answering; `listen` takes the same port again. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

export const startFixture = async (
  db: Database,
  options: {
    now?: () => number
    rateLimits?: Partial<RateLimits>
    logger?: FastifyBaseLogger
    consoleDir?: string
    publicUrl?: string
    requestTimeoutMs?: number
  } = {},
): Promise<FleetFixture> => {
  const now = options.now ?? Date.now
  const secrets = deriveSecrets(randomBytes(32))
  adminHash ??= hashSecret(adminPassword, quick)
  await db.query(
    `insert into operators (name, password_hash, created_at) values ('admin', $1, $2) on conflict do nothing`,
    [await adminHash, new Date(now())],
  )
  const build = () => buildFleet({ db, secrets, timeZone: 'Asia/Shanghai', ...options })
  const dir = mkdtempSync(join(tmpdir(), 'quickid-fleet-'))
  let app = await build()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const operator = await signInOperator(url, 'admin', adminPassword)
  const newIdentity = () => openIdentity(mkdtempSync(join(dir, 'booth-')))
  return {
    url,
    operator,
    newIdentity,
    newBooth: async () => {
      const identity = await newIdentity()
      const { code } = await operator.createClaim()
      const outcome = await enrol({
        identity,
        fleetUrl: url,
        claim: code,
        appVersion: '0.1.0',
        pollMs: 20,
        signal: AbortSignal.timeout(50_000),
        onConfirmationCode: async (confirmationCode) => {
          const booth = (await operator.booths()).find((candidate) => candidate.confirmationCode === confirmationCode)
          if (booth !== undefined) await operator.accept(booth)
        },
      })
      if (!outcome.ok) throw new Error(`The booth was not enrolled: ${outcome.reason} ${outcome.detail}`)
      return identity
    },
    goAway: () => app.close(),
    comeBack: async () => {
      app = await build()
      await app.listen({ host: '127.0.0.1', port })
    },
    close: async () => {
      await app.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export const recordOf = (sequence: number, changes: Partial<GenerationRecord> = {}): GenerationRecord => ({
  epoch: 1,
  sequence,
  hour: '2026-11-24T14:00:00Z',
  interface: 'photo.develop',
  parameters: { documentId: 'us-passport', background: 'white' },
  status: 'succeeded',
  durationBucketMs: 500,
  appVersion: '0.1.0',
  ...changes,
})

export interface RawRequest {
  readonly method: 'GET' | 'POST'
  readonly target: string
  readonly body?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly counter?: number
  readonly createdSeconds?: number
  /** Changes the signed request before it goes out, as someone in between would. */
  readonly tamper?: (request: { target: string; body: Uint8Array; headers: Record<string, string> }) => void
}

/** Sends one signed request, exactly as told; what the client would correct stays as it is. */
export const sendRaw = async (
  url: string,
  identity: DeviceIdentity,
  raw: RawRequest,
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> => {
  const signed = signRequest(
    {
      method: raw.method,
      target: raw.target,
      body: raw.body ?? new Uint8Array(),
      counter: raw.counter ?? identity.counter.next(),
      nonce: randomBytes(18).toString('base64url'),
      createdSeconds: raw.createdSeconds ?? Math.floor(Date.now() / 1000),
      keyId: identity.keyId,
    },
    identity.privateKey,
  )
  const request = { target: raw.target, body: raw.body ?? new Uint8Array(), headers: { ...signed, ...raw.headers } }
  raw.tamper?.(request)
  const response = await fetch(new URL(request.target, url), {
    method: raw.method,
    headers: request.headers,
    ...(raw.method === 'POST' && { body: Buffer.from(request.body) }),
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  }
}
