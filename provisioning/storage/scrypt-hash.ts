import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Parameters of scrypt (RFC 7914): memory is 128 * N * r bytes. They stand in each hash, so that they can grow. */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

const HASH_BYTES = 32
const SALT_BYTES = 16
const stored = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w+/=-]+)\$([\w+/=-]+)$/

// On libuv's pool: the event loop goes on.
const derive = (secret: string, salt: Uint8Array, { N, r, p }: ScryptCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFC'), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })

/** `scrypt$N$r$p$salt$hash`, the last two in base64url. */
export const hashSecret = async (secret: string, cost: ScryptCost): Promise<string> => {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(secret, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Whether `hash` is of `secret`, in constant time; null for what is no hash of `hashSecret`. */
export const isSecretOf = async (secret: string, hash: string): Promise<boolean | null> => {
  const [, N, r, p, salt = '', text = ''] = stored.exec(hash) ?? []
  const expected = Buffer.from(text, 'base64url')
  if (expected.length !== HASH_BYTES) return null
  const computed = await derive(secret, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return timingSafeEqual(expected, computed)
}
