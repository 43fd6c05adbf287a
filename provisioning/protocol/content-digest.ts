import { createHash, timingSafeEqual } from 'node:crypto'

/** The `Content-Digest` field (RFC 9530, section 2) with sha-256, of the content as it is sent, packed or not. */
export const contentDigest = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`

/** Whether the field states this body's digest. Only sha-256 alone is taken, as this protocol's own sender writes it. */
export const matchesContentDigest = (field: string | undefined, body: Uint8Array): boolean => {
  if (field === undefined) return false
  const expected = Buffer.from(contentDigest(body))
  const received = Buffer.from(field)
  return expected.length === received.length && timingSafeEqual(expected, received)
}
