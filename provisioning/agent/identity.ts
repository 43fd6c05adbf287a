import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { ProvisioningError } from '../protocol/errors.ts'
import { keyIdOf, publicKeyText } from '../protocol/keys.ts'
import { makeFolder, readTextFile, writeNewTextFile, writeTextFile } from '../storage/durable-file.ts'
import { openRequestCounter, type RequestCounter } from './request-counter.ts'

const strict = { additionalProperties: false } as const
const text = Type.String({ minLength: 1, maxLength: 300 })

const StoredState = Type.Union([
  Type.Object(
    { enrolled: Type.Literal(false), fleetUrl: Type.Null(), deviceId: Type.Null(), fleetKey: Type.Null() },
    strict,
  ),
  /** `fleetKey` is pinned at enrolment: answers that it didn't sign are not the fleet's. */
  Type.Object({ enrolled: Type.Literal(true), fleetUrl: text, deviceId: text, fleetKey: text }, strict),
])
/** What the device knows of its fleet. */
export type DeviceState = Static<typeof StoredState>

const newState: DeviceState = { enrolled: false, fleetUrl: null, deviceId: null, fleetKey: null }

/** The device's own key and what hangs on it. The private key stays behind `privateKey` and in its file of mode 0600. */
export interface DeviceIdentity {
  readonly dataDir: string
  /** 32 bytes, base64url. */
  readonly publicKey: string
  /** The key's thumbprint (RFC 7638): the `keyid` of signatures. */
  readonly keyId: string
  readonly privateKey: KeyObject
  readonly counter: RequestCounter
  /** Reads the file each time, so a running booth notices an enrolment made by the command beside it. */
  readState(): DeviceState
  writeState(state: DeviceState): void
}

const restoreIt = 'restore it from a copy, or move it away and enrol this booth anew'

const parseState = (path: string, stored: string | null): DeviceState => {
  if (stored === null) return newState
  try {
    return Value.Parse(StoredState, JSON.parse(stored))
  } catch {
    // Never "not enrolled": that would invite a second registration. No cause: it would quote the file.
    throw new ProvisioningError('file.unreadable', `${path} is not a device state: ${restoreIt}`)
  }
}

/** Without a cause, which might quote the file. */
const parseKey = (path: string, stored: string): KeyObject => {
  const fail = (what: string) => new ProvisioningError('file.unreadable', `${path} ${what}: ${restoreIt}`)
  if (stored.trim() === '') throw fail('is empty, and should hold this booth’s private key')
  let key: KeyObject
  try {
    key = createPrivateKey(stored)
  } catch {
    throw fail('is not a private key in PEM')
  }
  if (key.asymmetricKeyType !== 'ed25519') throw fail(`holds a key of type ${key.asymmetricKeyType}, not ed25519`)
  return key
}

const readOrMakeKey = (path: string): KeyObject => {
  const stored = readTextFile(path)
  if (stored !== null) return parseKey(path, stored)
  const { privateKey } = generateKeyPairSync('ed25519')
  writeNewTextFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())
  // Read back: had another process made one in the same instant, the one that stands counts for both.
  return createPrivateKey(readTextFile(path) ?? '')
}

/**
 * Opens the device's identity, and makes its key at the first call.
 * @param dataDir made with mode 0700 if missing.
 * @throws ProvisioningError `file.unreadable` or `file.write-failed`. A damaged key is never replaced silently.
 */
export const openIdentity = async (dataDir: string): Promise<DeviceIdentity> => {
  const keyPath = join(dataDir, 'device-key.pem')
  const statePath = join(dataDir, 'device.json')
  makeFolder(dataDir)
  const privateKey = readOrMakeKey(keyPath)
  try {
    chmodSync(keyPath, 0o600)
  } catch (cause) {
    throw new ProvisioningError('file.write-failed', `${keyPath} must belong to the user that runs this`, { cause })
  }
  const publicKey = publicKeyText(privateKey)
  return {
    dataDir,
    publicKey,
    keyId: keyIdOf(publicKey),
    privateKey,
    counter: openRequestCounter(join(dataDir, 'request-counter')),
    readState: () => parseState(statePath, readTextFile(statePath)),
    writeState: (state) => writeTextFile(statePath, `${JSON.stringify(state)}\n`),
  }
}
