import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const randomByteCount = 12
const timeByteCount = 4
const tagByteCount = 16
const lifetimeSeconds = 600

const tagOf = (key: Buffer, publicKey: string, head: Buffer): Buffer =>
  createHmac('sha256', key).update(publicKey).update(head).digest().subarray(0, tagByteCount)

/**
 * A nonce for one public key, 32 bytes as base64url: random, expiry, and a tag over both and the key. The fleet keeps
 * none of them, so asking for challenges fills no table. Answering one twice is harmless: the answer is the same.
 */
export const createChallenge = (key: Buffer, publicKey: string, nowMs: number): string => {
  const head = Buffer.concat([randomBytes(randomByteCount), Buffer.alloc(timeByteCount)])
  head.writeUInt32BE(Math.floor(nowMs / 1000) + lifetimeSeconds, randomByteCount)
  return Buffer.concat([head, tagOf(key, publicKey, head)]).toString('base64url')
}

/** Whether this fleet made the nonce for this key, not too long ago. */
export const isChallengeOf = (key: Buffer, publicKey: string, nonce: string, nowMs: number): boolean => {
  const bytes = Buffer.from(nonce, 'base64url')
  const head = bytes.subarray(0, randomByteCount + timeByteCount)
  const tag = bytes.subarray(randomByteCount + timeByteCount)
  if (tag.length !== tagByteCount || !timingSafeEqual(tag, tagOf(key, publicKey, head))) return false
  return head.readUInt32BE(randomByteCount) >= nowMs / 1000
}
