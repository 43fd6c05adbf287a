import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseFleetUrl } from './fleet-url.ts'
import { openIdentity } from './identity.ts'
import { openRequestCounter } from './request-counter.ts'
import { parseRetryAfterMs } from './signed-call.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'quickid-identity-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('the device identity', () => {
  it('makes its key once, readable by its owner alone', async () => {
    const dataDir = join(dir, 'new', 'data')
    const first = await openIdentity(dataDir)
    const again = await openIdentity(dataDir)
    expect(again.publicKey).toBe(first.publicKey)
    expect(again.keyId).toMatch(/^[\w-]{43}$/)
    expect(statSync(join(dataDir, 'device-key.pem')).mode & 0o777).toBe(0o600)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  })

  it('closes a key file that was left open', async () => {
    await openIdentity(dir)
    chmodSync(join(dir, 'device-key.pem'), 0o644)
    await openIdentity(dir)
    expect(statSync(join(dir, 'device-key.pem')).mode & 0o777).toBe(0o600)
  })

  it('gives two that open it at once the same key', async () => {
    const both = await Promise.all([openIdentity(dir), openIdentity(dir)])
    expect(both[0].publicKey).toBe(both[1].publicKey)
  })

  it('never replaces a damaged key', async () => {
    writeFileSync(join(dir, 'device-key.pem'), 'half a k')
    await expect(openIdentity(dir)).rejects.toMatchObject({ code: 'file.unreadable' })
    expect(readFileSync(join(dir, 'device-key.pem'), 'utf8')).toBe('half a k')
  })

  it('sees an enrolment that another process wrote', async () => {
    const booth = await openIdentity(dir)
    expect(booth.readState()).toEqual({ enrolled: false, fleetUrl: null, deviceId: null, fleetKey: null })
    const command = await openIdentity(dir)
    const state = {
      enrolled: true,
      fleetUrl: 'https://fleet.example',
      deviceId: 'booth-0123456789',
      fleetKey: 'k',
    } as const
    command.writeState(state)
    expect(booth.readState()).toEqual(state)
  })

  it.each(['', '{"enrolled":tr', '{"enrolled":true}', '{"enrolled":false,"extra":1}'])(
    'does not take a damaged state for "not enrolled": %j',
    async (text) => {
      writeFileSync(join(dir, 'device.json'), text)
      const identity = await openIdentity(dir)
      expect(() => identity.readState()).toThrow(/file\.unreadable/)
    },
  )

  it('says so when it cannot write', async () => {
    const file = join(dir, 'a-file')
    writeFileSync(file, '')
    await expect(openIdentity(join(file, 'below'))).rejects.toMatchObject({ code: 'file.write-failed' })
  })
})

describe('the request counter', () => {
  const path = () => join(dir, 'request-counter')

  it('goes on above what was used, however the process ended', () => {
    const used = new Set<number>()
    for (let start = 0; start < 5; start++) {
      const counter = openRequestCounter(path())
      for (let request = 0; request < 70; request++) {
        const next = counter.next()
        expect(used.has(next)).toBe(false)
        expect(next).toBeGreaterThan(Math.max(0, ...used))
        used.add(next)
      }
    }
  })

  it('writes once for a block, and before the first number of it is used', () => {
    const counter = openRequestCounter(path())
    expect(existsSync(path())).toBe(false)
    expect(counter.next()).toBe(1)
    const written = readFileSync(path(), 'utf8')
    for (let request = 0; request < 63; request++) counter.next()
    expect(readFileSync(path(), 'utf8')).toBe(written)
    expect(counter.next()).toBe(Number(written))
  })

  it('gives two processes different numbers', () => {
    const booth = openRequestCounter(path())
    const command = openRequestCounter(path())
    const numbers = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? booth : command).next())
    expect(new Set(numbers).size).toBe(200)
  })

  it('skips past what the fleet knows, and never back', () => {
    const counter = openRequestCounter(path())
    counter.next()
    counter.skipPast(5000)
    expect(counter.next()).toBe(5001)
    counter.skipPast(10)
    expect(counter.next()).toBe(5002)
  })

  it.each(['', 'x', '0', '-4', '1.5', '1e400'])('does not start again at 1 from %j', (text) => {
    writeFileSync(path(), text)
    expect(() => openRequestCounter(path()).next()).toThrow(/file\.unreadable/)
  })
})

describe('the fleet’s URL', () => {
  it.each([
    ['https://fleet.example', 'https://fleet.example'],
    ['https://fleet.example:8443/', 'https://fleet.example:8443'],
    ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
    ['http://localhost:8090', 'http://localhost:8090'],
    ['http://[::1]:8090', 'http://[::1]:8090'],
  ])('takes %s', (text, origin) => expect(parseFleetUrl(text)).toBe(origin))

  it.each([
    'fleet.example',
    'http://fleet.example',
    'http://127.0.0.1.evil.example',
    'https://fleet.example/path',
    'https://fleet.example/?a',
    'https://user:word@fleet.example',
    'ftp://fleet.example',
  ])('refuses %s', (text) => expect(() => parseFleetUrl(text)).toThrow(/protocol\.invalid-url/))

  it('takes plain http elsewhere only when told', () => {
    expect(parseFleetUrl('http://10.0.0.7:8090', true)).toBe('http://10.0.0.7:8090')
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-24T10:00:00Z')
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 10:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['soon', null],
    [null, null],
  ])('%s is %s ms', (value, ms) => expect(parseRetryAfterMs(value, now)).toBe(ms))
})
