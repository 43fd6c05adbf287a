import { createHmac, createPrivateKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ProvisioningError } from '../protocol/errors.ts'
import { keyIdOf, publicKeyText } from '../protocol/keys.ts'
import { readTextFile, writeNewTextFile } from '../storage/durable-file.ts'
import type { Database } from './database/database.ts'

const masterBytes = 32
/** PKCS #8 header of an Ed25519 seed (RFC 8410, section 7). */
const ed25519Header = Buffer.from('302e020100300506032b657004220420', 'hex')

/** All of the fleet's secrets come from one, so that there is one thing to back up and to pass to a second instance. */
export interface FleetSecrets {
  /** Signs answers to booths; its public half is pinned by every booth. */
  readonly signingKey: KeyObject
  readonly publicKey: string
  readonly keyId: string
  readonly cookieSecret: string
  /** AES-256 key for addresses in the audit. */
  readonly addressKey: Buffer
  /** Authenticates challenges, which the fleet doesn't store. */
  readonly challengeKey: Buffer
  /** The keyed hash under which a claim is stored. */
  claimHmac(code: string): Buffer
}

export const deriveSecrets = (master: Buffer): FleetSecrets => {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', `quickid-fleet/${purpose}`, 32))
  const pepper = derive('claims')
  const signingKey = createPrivateKey({
    key: Buffer.concat([ed25519Header, derive('signing')]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = publicKeyText(signingKey)
  return {
    signingKey,
    publicKey,
    keyId: keyIdOf(publicKey),
    cookieSecret: derive('cookies').toString('base64url'),
    addressKey: derive('addresses'),
    challengeKey: derive('challenges'),
    claimHmac: (code) => createHmac('sha256', pepper).update(code).digest(),
  }
}

const parseMaster = (text: string, where: string): Buffer => {
  const master = Buffer.from(text.trim(), 'base64url')
  if (master.length === masterBytes) return master
  throw new ProvisioningError(
    'fleet.config-invalid',
    `${where} must hold ${masterBytes} bytes as base64url: restore it from its backup, since booths know the fleet by it`,
  )
}

/** The secret of the environment, or of the file `fleet-secret` (mode 0600), which is made at the first start. */
export const readMasterSecret = (dataDir: string, environmentValue: string | null): Buffer => {
  if (environmentValue !== null) return parseMaster(environmentValue, 'FLEET_SECRET')
  const path = join(dataDir, 'fleet-secret')
  if (readTextFile(path) === null) writeNewTextFile(path, `${randomBytes(masterBytes).toString('base64url')}\n`)
  return parseMaster(readTextFile(path) ?? '', path)
}

/**
 * A database that belongs to another secret must not be served: every booth would take this fleet for an impostor.
 * @throws ProvisioningError `fleet.secret-mismatch`.
 */
export const checkSecretBelongs = async (db: Database, secrets: FleetSecrets): Promise<void> => {
  await db.query(`insert into fleet_facts (name, value) values ('public-key', $1) on conflict do nothing`, [
    secrets.publicKey,
  ])
  const [fact] = await db.query<{ value: string }>(`select value from fleet_facts where name = 'public-key'`)
  if (fact?.value === secrets.publicKey) return
  throw new ProvisioningError(
    'fleet.secret-mismatch',
    'This database was made with another fleet secret; restore the file fleet-secret or set FLEET_SECRET',
  )
}
