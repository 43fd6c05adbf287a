import { randomBytes } from 'node:crypto'

/**
 * A claim: 50 random bits that one operator hands to one booth, as ten characters of Crockford's base 32 (no I, L, O,
 * U), shown in two groups, `7K3MP-X0Q9D`. Typed by hand, so lower case, spaces, dashes and the lookalikes are taken.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const characterCount = 10

export const createClaimCode = (): string => {
  // 32 divides 256: the low five bits of a random byte are uniform.
  const code = [...randomBytes(characterCount)].map((byte) => alphabet[byte & 31]).join('')
  return formatClaimCode(code)
}

/** `7k3mp x0q9d` -> `7K3MPX0Q9D`; null if it can't be a claim. */
export const parseClaimCode = (text: string): string | null => {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0')
  return code.length === characterCount && [...code].every((character) => alphabet.includes(character)) ? code : null
}

/** In two groups, as people read it. */
export const formatClaimCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`
