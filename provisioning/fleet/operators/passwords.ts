import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

// OWASP's choice for scrypt at 32 MiB: N 2^15, r 8, p 3.
const cost = { N: 2 ** 15, r: 8, p: 3 } as const
const maxmem = 64 * 1024 * 1024
const hashBytes = 32

const scryptAsync = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, hashBytes, { ...options, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })

/** `scrypt$N$r$p$salt$hash`, the last two base64url: the cost can grow later without breaking old hashes. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  const hash = await scryptAsync(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Takes as long for a hash that can't match (an unknown operator) as for one that could. */
export const verifyPassword = async (password: string, stored: string | null): Promise<boolean> => {
  const [kind, n, r, p, salt = '', hash = ''] = (stored ?? '').split('$')
  const isKnown = kind === 'scrypt'
  const options = isKnown ? { N: Number(n), r: Number(r), p: Number(p) } : cost
  const computed = await scryptAsync(password, Buffer.from(salt, 'base64url'), options)
  const expected = Buffer.from(hash, 'base64url')
  return isKnown && expected.length === computed.length && timingSafeEqual(expected, computed)
}

/** For the first operator: 20 characters of 5 bits, in groups, without lookalikes. */
export const createPassword = (): string => {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789A'
  const characters = [...randomBytes(20)].map((byte) => alphabet[byte & 31])
  return [0, 5, 10, 15].map((at) => characters.slice(at, at + 5).join('')).join('-')
}
