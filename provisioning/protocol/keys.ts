import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { ProvisioningError } from './errors.ts'

const rawPublicKeyBytes = 32

/** The 32 bytes of an Ed25519 public key (RFC 8032) as base64url without padding, of a public or private key. */
export const publicKeyText = (key: KeyObject): string => {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  if (jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string') {
    throw new ProvisioningError('protocol.invalid-key', `Expected an Ed25519 key but received ${String(jwk.crv)}`)
  }
  return jwk.x
}

/** @throws ProvisioningError `protocol.invalid-key` if the text isn't a point that OpenSSL accepts. */
export const publicKeyFromText = (text: string): KeyObject => {
  if (Buffer.from(text, 'base64url').length !== rawPublicKeyBytes) {
    throw new ProvisioningError('protocol.invalid-key', `Expected a public key of ${rawPublicKeyBytes} bytes`)
  }
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
  } catch (cause) {
    throw new ProvisioningError('protocol.invalid-key', 'Not an Ed25519 public key', { cause })
  }
}

/**
 * The name of a key in signatures: its JWK thumbprint (RFC 7638 with the members of RFC 8037, section 2), so that the
 * entitlement token can name the same key as `cnf.jkt`.
 */
export const keyIdOf = (publicKey: string): string =>
  createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${publicKey}"}`).digest('base64url')
