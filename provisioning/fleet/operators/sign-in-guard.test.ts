import { beforeEach, describe, expect, it } from 'vitest'
import { createDeviceCookie, createSignInGuard } from './sign-in-guard.ts'

const minuteMs = 60_000
let nowMs: number
let admit: ReturnType<typeof createSignInGuard>
beforeEach(() => {
  nowMs = 1_000_000_000
  admit = createSignInGuard({ now: () => nowMs })
})

const name = 'admin'
const from = (address: string, deviceCookie: string | null = null) => admit({ name, address, deviceCookie })
/** How many wrong tries in a row are looked at, of so many. */
const tryWrong = (count: number, address: string, deviceCookie: string | null = null) =>
  Array.from({ length: count }, () => from(address, deviceCookie)).filter(({ ok }) => ok).length
const address = (index: number) => `198.51.${index >> 8}.${index & 255}`

describe('a source without a device cookie', () => {
  it('may slip five times, then waits 30 s, twice as long after each further wrong try, at most 15 min', () => {
    expect(tryWrong(5, '192.0.2.1')).toBe(5)
    const waits: number[] = []
    for (let round = 0; round < 7; round++) {
      const refused = from('192.0.2.1')
      if (refused.ok) throw new Error('Expected to be told to wait')
      waits.push(refused.retryAfterMs / 1000)
      nowMs += refused.retryAfterMs
      expect(from('192.0.2.1').ok).toBe(true)
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  it('is charged before its password is looked at; a right one strikes its own try out and no other', () => {
    expect(tryWrong(4, '192.0.2.1')).toBe(4)
    for (let time = 0; time < 10; time++) {
      const right = from('192.0.2.1')
      if (!right.ok) throw new Error('Expected to be admitted')
      right.wasRight()
    }
    expect(tryWrong(9, '192.0.2.1')).toBe(1)
  })

  it.each([
    ['an IPv6 client, by any address of its /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', false],
    ['another /64', '2001:db8:1:2::1', '2001:db8:1:3::1', true],
    ['the same client on a dual-stack socket', '192.0.2.1', '::ffff:192.0.2.1', false],
    ['another address', '192.0.2.1', '192.0.2.2', true],
  ])('delays %s alike or not at all', (_name, first, second, isFree) => {
    tryWrong(5, first)
    expect(from(second).ok).toBe(isFree)
  })

  it('begins anew after an hour of quiet', () => {
    tryWrong(5, '192.0.2.1')
    nowMs += 60 * minuteMs
    expect(tryWrong(9, '192.0.2.1')).toBe(5)
  })
})

describe('many sources at one name', () => {
  it('get a hundred wrong tries an hour between them, and no other name pays for it', () => {
    const admitted = Array.from({ length: 300 }, (_, index) => from(address(index))).filter(({ ok }) => ok)
    expect(admitted).toHaveLength(100)
    expect(from('192.0.2.9')).toEqual({ ok: false, retryAfterMs: 60 * minuteMs })
    expect(admit({ name: 'other', address: '192.0.2.9', deviceCookie: null }).ok).toBe(true)
    nowMs += 60 * minuteMs
    expect(from('192.0.2.9').ok).toBe(true)
  })

  it('do not lock out a browser that signed in before', () => {
    const cookie = createDeviceCookie(name)
    for (let index = 0; index < 1000; index++) from(address(index))
    expect(from('192.0.2.9').ok).toBe(false)
    expect(from('192.0.2.9', cookie).ok).toBe(true)
    // Not even from an address that is being delayed itself.
    expect(from(address(1), cookie).ok).toBe(true)
  })

  it('are forgotten, the one that was quiet longest first, when there are more than 20,000', () => {
    tryWrong(5, '192.0.2.1')
    for (let index = 0; index < 19_999; index++)
      admit({ name: `name ${index}`, address: address(index), deviceCookie: null })
    expect(from('192.0.2.1').ok).toBe(false)
    admit({ name: 'one more', address: '203.0.113.1', deviceCookie: null })
    expect(from('192.0.2.1').ok).toBe(true)
  })
})

describe('a device cookie', () => {
  it('has its own count, which a right password clears', () => {
    const cookie = createDeviceCookie(name)
    expect(tryWrong(4, '192.0.2.1', cookie)).toBe(4)
    const right = from('192.0.2.1', cookie)
    if (!right.ok) throw new Error('Expected to be admitted')
    right.wasRight()
    expect(tryWrong(9, '192.0.2.1', cookie)).toBe(5)
    expect(from('192.0.2.1', createDeviceCookie(name)).ok).toBe(true)
    expect(from('192.0.2.1').ok).toBe(true)
  })

  it.each([
    ['of another operator', createDeviceCookie('other')],
    ['that is a session’s', 'A'.repeat(43)],
    ['that is nothing', ''],
  ])('%s counts as none', (_name, cookie) => {
    tryWrong(5, '192.0.2.1')
    expect(from('192.0.2.1', cookie).ok).toBe(false)
  })
})
