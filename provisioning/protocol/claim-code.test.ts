import { describe, expect, it } from 'vitest'
import { createClaimCode, formatClaimCode, parseClaimCode } from './claim-code.ts'

describe('claim codes', () => {
  it('are read back as they were shown', () => {
    for (let round = 0; round < 200; round++) {
      const shown = createClaimCode()
      expect(shown).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
      expect(formatClaimCode(parseClaimCode(shown) ?? '')).toBe(shown)
    }
  })

  it.each([
    ['7k3mp x0q9d', '7K3MPX0Q9D'],
    ['7K3MPXOQ9D', '7K3MPX0Q9D'],
    ['il3mp-x0q9d', '113MPX0Q9D'],
    [' 7-K-3-M-P-X-0-Q-9-D ', '7K3MPX0Q9D'],
  ])('takes %s', (typed, code) => {
    expect(parseClaimCode(typed)).toBe(code)
  })

  it.each(['', '7K3MP', '7K3MPX0Q9DA', '7K3MP-X0Q9U', '7K3MP_X0Q9D', '７K3MPX0Q9D'])('refuses %j', (typed) => {
    expect(parseClaimCode(typed)).toBeNull()
  })
})
