import { randomBytes } from 'node:crypto'
import { hashSecret, isSecretOf } from '../../storage/scrypt-hash.ts'

// OWASP's choice for scrypt at 32 MiB: N 2^15, r 8, p 3.
const cost = { N: 2 ** 15, r: 8, p: 3 } as const

export const hashPassword = (password: string): Promise<string> => hashSecret(password, cost)

/** Takes as long for a hash that can't match (an unknown operator) as for one that could. */
export const verifyPassword = async (password: string, stored: string | null): Promise<boolean> => {
  const isRight = stored === null ? null : await isSecretOf(password, stored)
  if (isRight === null) await hashSecret(password, cost)
  return isRight === true
}

/** For the first operator: 20 characters of 5 bits, in groups, without lookalikes. */
export const createPassword = (): string => {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789A'
  const characters = [...randomBytes(20)].map((byte) => alphabet[byte & 31])
  return [0, 5, 10, 15].map((at) => characters.slice(at, at + 5).join('')).join('-')
}
