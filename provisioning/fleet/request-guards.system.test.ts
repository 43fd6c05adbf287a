import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { boothPaths } from '../protocol/api.ts'
import { batchContentType } from '../protocol/record-batch.ts'
import { describeOnEachDatabase } from './testing/each-database.ts'
import { adminPassword, type FleetFixture, recordOf, sendRaw, startFixture } from './testing/fleet-fixture.ts'

describeOnEachDatabase('a fleet', (database) => {
  let fleet: FleetFixture
  const start = async (options: Parameters<typeof startFixture>[1] = {}) => {
    fleet = await startFixture(database(), options)
  }
  afterEach(() => fleet.close())

  /** A request whose `Host` is whatever it says: fetch sets its own. */
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request(new URL(path, fleet.url), { headers, setHost: false }, async (response) => {
        const text = Buffer.concat(await response.toArray()).toString()
        resolve({ status: response.statusCode ?? 0, text })
      })
      asked.on('error', reject)
      asked.end()
    })

  it('answers under its own name alone, and says what to do about another', async () => {
    await start({ publicUrl: 'https://fleet.example.com' })
    for (const path of ['/', '/console/api/session', boothPaths.enrolment, '/healthz', '/no-such-path']) {
      const answer = await ask(path, { host: 'evil.example' })
      expect(answer, path).toMatchObject({ status: 421, text: expect.stringContaining('FLEET_PUBLIC_URL') })
      expect(answer.text).not.toContain('evil')
    }
    expect((await ask('/console/api/session', { host: 'fleet.example.com' })).status).toBe(401)
    for (const host of ['127.0.0.1:8090', 'localhost', '[::1]']) {
      expect((await ask('/healthz', { host })).status).toBe(200)
      expect((await ask('/readyz', { host })).status).toBe(200)
    }
  })

  it('without a public URL answers by address, and tells one that asks by name what to set', async () => {
    await start()
    expect((await ask('/healthz', { host: '192.0.2.5:8090' })).status).toBe(200)
    expect(await ask('/', { host: 'fleet.example.com' })).toMatchObject({
      status: 421,
      text: expect.stringContaining('Set FLEET_PUBLIC_URL'),
    })
  })

  it('counts the calls of an address before it looks at any key, however many keys are made up', async () => {
    await start({ rateLimits: { addressCallsPerMinute: 30 } })
    const before = await database().query('select id from audit')
    const statuses: number[] = []
    for (let call = 0; call < 40; call++) {
      const response = await fetch(new URL(boothPaths.records, fleet.url), {
        method: 'POST',
        headers: {
          'content-type': batchContentType,
          'signature-input': `sig1=("@method");created=1;keyid="${randomBytes(32).toString('base64url')}";nonce="n"`,
          signature: `sig1=:${randomBytes(64).toString('base64')}:`,
        },
        body: randomBytes(64),
      })
      statuses.push(response.status)
      if (response.status === 429) {
        expect(await response.json()).toMatchObject({ reason: 'busy' })
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      }
    }
    // The fixture's own sign-in was the first of thirty.
    expect(statuses).toEqual([...Array(29).fill(400), ...Array(11).fill(429)])
    expect((await database().query('select id from audit')).length - before.length).toBeLessThanOrEqual(1)
    expect((await fetch(new URL('/console/api/session', fleet.url))).status).toBe(429)
  })

  describe('that is sent a NUL', () => {
    const cookieOf = async () => {
      const response = await fetch(new URL('/console/api/session', fleet.url), {
        method: 'POST',
        headers: { 'quickid-console': '1', 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'admin', password: adminPassword }),
      })
      return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    }
    const send = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(new URL(path, fleet.url), {
        method,
        headers: {
          'quickid-console': '1',
          cookie: await cookieOf(),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await response.text() }
    }

    it.each([
      ['in an operator’s name', 'POST', '/console/api/session', { name: 'ad\0min', password: 'a wrong password' }],
      ['in a password', 'POST', '/console/api/session', { name: 'admin', password: 'wrong\0password' }],
      ['in a booth’s name', 'PATCH', '/console/api/booths/booth-0000000000', { name: 'Gate\0' }],
      ['in a path', 'PATCH', '/console/api/booths/booth%00', { name: 'Gate' }],
      ['in a path without a body', 'POST', '/console/api/booths/%00/retire', undefined],
      ['in a query', 'GET', '/console/api/audit?from=%00', undefined],
      ['in a query’s name', 'GET', '/console/api/booths?%00=1', undefined],
      ['in a claim', 'POST', boothPaths.enrolment, { claim: '0000\0' }],
      ['in a public key', 'POST', boothPaths.challenge, { publicKey: '\0' }],
      ['in an unknown property', 'POST', boothPaths.challenge, { 'a\0': '' }],
      ['in a booth’s query', 'GET', `${boothPaths.enrolment}?a=%00`, undefined],
    ])('%s answers 400', async (_name, method, path, body) => {
      await start()
      const answer = await send(method, path, body)
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.text)).toMatchObject({ reason: 'malformed' })
    })

    it('in the path of the page answers 4xx', async () => {
      await start()
      expect([400, 404]).toContain((await send('GET', '/%00')).status)
    })

    it('or half a character in a record rejects that record, and stores the others', async () => {
      await start()
      const identity = await fleet.newBooth()
      const records = [
        recordOf(1),
        { ...recordOf(2), model: 'a\0' },
        recordOf(3, { parameters: { documentId: 'us-passport\0' } }),
        { ...recordOf(4), parameters: { '\0': 1 } },
        recordOf(5, { parameters: { documentId: '\ud800' } }),
      ]
      const body = gzipSync(records.map((record) => JSON.stringify(record)).join('\n'))
      const headers = { 'content-type': batchContentType, 'content-encoding': 'gzip' }
      const answer = await sendRaw(fleet.url, identity, { method: 'POST', target: boothPaths.records, body, headers })
      expect(answer.status).toBe(200)
      const { rejected } = answer.body as { rejected: { sequence: number }[] }
      expect(rejected.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5])
      expect(await database().query('select sequence from generation_records')).toEqual([{ sequence: 1 }])
    })
  })

  describe('with slow clients', () => {
    /** Opens a socket, sends what it is told, then a byte each 50 ms. Resolves with the answer once it is closed. */
    const drip = (head: string, isDripping: boolean) =>
      new Promise<{ text: string; afterMs: number }>((resolve) => {
        const startedAtMs = performance.now()
        const socket = connect(Number(new URL(fleet.url).port), '127.0.0.1', () => socket.write(head))
        const timer = setInterval(() => isDripping && socket.writable && socket.write('x'), 50)
        let text = ''
        socket.on('data', (chunk) => {
          text += String(chunk)
        })
        // A write after the other side has gone.
        socket.on('error', () => undefined)
        socket.on('close', () => {
          clearInterval(timer)
          resolve({ text, afterMs: performance.now() - startedAtMs })
        })
      })
    const post = (path: string, type: string) =>
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nQuickid-Console: 1\r\nContent-Type: ${type}\r\nContent-Length: 50000\r\n\r\n`

    it.each([
      ['a body that comes byte by byte', post('/console/api/session', 'application/json'), true],
      ['a batch that comes byte by byte', post(boothPaths.records, batchContentType), true],
      ['a body that never comes', post(boothPaths.enrolment, 'application/json'), false],
      ['a head that comes byte by byte', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ', true],
      ['a connection on which nothing is asked', '', false],
    ])('ends %s, and answers others meanwhile', async (_name, head, isDripping) => {
      await start({ requestTimeoutMs: 1500 })
      const slow = drip(head, isDripping)
      expect((await fetch(new URL('/healthz', fleet.url))).status).toBe(200)
      const { text, afterMs } = await slow
      expect(text).toMatch(/^HTTP\/1\.1 408 /)
      expect(afterMs).toBeLessThan(4000)
    })
  })
})
