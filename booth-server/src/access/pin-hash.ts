import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { BoothError } from '../foundation/errors.ts'

/** 32 MiB and some 0.1 s a guess on a booth; the parameters stand in each hash, so that they can grow. */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const
const hashBytes = 32
const saltBytes = 16

const derive = (pin: string, salt: Uint8Array, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
    // On libuv's pool: the event loop goes on serving the live view.
    scrypt(pin, salt, hashBytes, options, (error, hash) => (error === null ? resolve(hash) : reject(error)))
  })

/** `scrypt$N$r$p$salt$hash`, the last two in base64. */
export const hashPin = async (pin: string): Promise<string> => {
  const salt = randomBytes(saltBytes)
  const hash = await derive(pin, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** Throws BoothError `records.unreadable` for a hash that isn't one: never taken for "no PIN set". */
export const isPinOf = async (pin: string, stored: string): Promise<boolean> => {
  const match = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(stored)
  const expected = Buffer.from(match?.[5] ?? '', 'base64')
  if (match === null || expected.length !== hashBytes) {
    throw new BoothError('records.unreadable', 'The stored staff PIN is damaged: set a new one')
  }
  const [, N, r, p, salt] = match
  const hash = await derive(pin, Buffer.from(salt as string, 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
  return timingSafeEqual(hash, expected)
}
