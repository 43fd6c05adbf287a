import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleetClient } from '../agent/fleet-client.ts'
import { signInOperator } from './operator-client.ts'
import { createOperators } from './operators/operators.ts'
import { hashPassword, verifyPassword } from './operators/passwords.ts'
import { showCount, suppress } from './operators/totals.ts'
import { describeOnEachDatabase } from './testing/each-database.ts'
import { adminPassword, type FleetFixture, recordOf, startFixture } from './testing/fleet-fixture.ts'

describe('passwords', () => {
  it('match themselves alone, whatever their normal form', async () => {
    const stored = await hashPassword('caf\u00e9 au lait')
    expect(await verifyPassword('cafe\u0301 au lait', stored)).toBe(true)
    expect(await verifyPassword('cafe au lait', stored)).toBe(false)
    expect(await verifyPassword('', null)).toBe(false)
  })
})

describe('what the totals hide', () => {
  it.each([
    [0, 0],
    [1, null],
    [9, null],
    [10, 10],
  ])('a count of %i is shown as %s', (count, shown) => expect(showCount(count)).toBe(shown))

  it.each([
    ['both large', 50, 80, { today: 50, sevenDays: 80 }],
    ['today small', 4, 80, { today: null, sevenDays: 80 }],
    ['both small', 4, 6, { today: null, sevenDays: null }],
    ['the other six days small', 50, 53, { today: null, sevenDays: 53 }],
    ['nothing today', 0, 53, { today: 0, sevenDays: 53 }],
    ['only today', 50, 50, { today: 50, sevenDays: 50 }],
  ])('%s', (_name, today, sevenDays, shown) => expect(suppress(today, sevenDays)).toEqual(shown))
})

describeOnEachDatabase('operators', (database) => {
  let fleet: FleetFixture
  let nowMs: number
  const logged: string[] = []
  beforeEach(async () => {
    nowMs = Date.parse('2026-11-24T20:30:00Z') // 04:30 on the 25th in Shanghai
    logged.length = 0
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        logged.push(String(chunk))
        done()
      },
    })
    fleet = await startFixture(database(), {
      now: () => nowMs,
      logger: pino({ level: 'trace' }, sink),
    })
  })
  afterEach(() => fleet.close())

  const api = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    fetch(new URL(`/console/api${path}`, fleet.url), {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const own = { 'quickid-console': '1' }
  const signInAt = () => api('POST', '/session', own, { name: 'Admin ', password: adminPassword })

  it.each([
    ['GET', '/booths'],
    ['GET', '/totals'],
    ['GET', '/audit'],
    ['GET', '/session'],
    ['POST', '/claims'],
    ['POST', '/booths/booth-0000000000/accept'],
    ['POST', '/booths/booth-0000000000/retire'],
    ['PATCH', '/booths/booth-0000000000'],
  ])('must be signed in for %s %s', async (method, path) => {
    expect((await api(method, path, own)).status).toBe(401)
    expect((await api(method, path, { ...own, cookie: 'quickid-console=made-up.signature' })).status).toBe(401)
  })

  it('get a cookie that no script and no other site can use', async () => {
    const response = await signInAt()
    expect(response.status).toBe(200)
    const cookie = response.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    const value = cookie.split(';')[0] ?? ''
    expect((await api('GET', '/booths', { cookie: value })).status).toBe(200)
    expect((await api('GET', '/booths', { cookie: value.slice(0, -3) })).status).toBe(401)
    const rows = await database().query<{ hash: string }>(`select encode(token_hash, 'hex') as hash from sessions`)
    expect(rows.every(({ hash }) => !cookie.includes(hash))).toBe(true)
  })

  it('are signed out after twelve hours, and at once when they ask', async () => {
    await fleet.operator.booths()
    nowMs += 12 * 3_600_000
    await expect(fleet.operator.booths()).rejects.toThrow(/401/)
    const again = await signInOperator(fleet.url, 'admin', adminPassword)
    await again.signOut()
    await expect(again.booths()).rejects.toThrow(/401/)
  })

  it('are told to wait after five wrong passwords, and go on in a browser that signed in before', async () => {
    const first = await signInAt()
    const device = first.headers.getSetCookie().find((cookie) => cookie.startsWith('quickid-device='))
    expect(device).toMatch(/HttpOnly/i)
    expect(device).toMatch(/SameSite=Strict/i)
    expect(device).toMatch(/Path=\/console\/api\/session;/i)

    // Many at once: each is charged before it is looked at.
    const wrong = (password: string) => api('POST', '/session', own, { name: 'admin', password })
    const statuses = (await Promise.all(Array.from({ length: 36 }, () => wrong('a wrong password')))).map(
      ({ status }) => status,
    )
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(31)

    const stranger = await signInAt()
    expect(stranger.status).toBe(429)
    expect(Number(stranger.headers.get('retry-after'))).toBe(30)
    const cookie = device?.split(';')[0] ?? ''
    const signIn = (value: string) =>
      api('POST', '/session', { ...own, cookie: value }, { name: 'admin', password: adminPassword })
    expect((await signIn(cookie)).status).toBe(200)
    expect((await signIn(cookie.slice(0, -3))).status).toBe(429)
    nowMs += 30_000
    expect((await signInAt()).status).toBe(200)
  })

  it.each([
    ['without the console’s header', {}],
    ['from another site', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['from another origin', { ...own, origin: 'https://evil.example' }],
  ])('change nothing %s', async (_name, headers) => {
    expect((await api('POST', '/session', headers, { name: 'admin', password: adminPassword })).status).toBe(403)
  })

  it('get a new password by the environment, which ends the old one’s sessions', async () => {
    const operators = createOperators({ db: database(), now: () => nowMs })
    expect(await operators.ensureFirst(adminPassword)).toBeNull()
    await fleet.operator.booths()
    expect(await operators.ensureFirst('another long password')).toBeNull()
    await expect(fleet.operator.booths()).rejects.toThrow(/401/)
    await expect(signInOperator(fleet.url, 'admin', adminPassword)).rejects.toThrow(/401/)
    await (await signInOperator(fleet.url, 'admin', 'another long password')).booths()
  })

  it('see totals by the fleet’s own midnight, small cells hidden', async () => {
    const identity = await fleet.newBooth()
    const many = (first: number, count: number, hour: string, status: 'succeeded' | 'failed' = 'succeeded') =>
      Array.from({ length: count }, (_, index) => recordOf(first + index, { hour, status }))
    const outcome = await createFleetClient({ identity, now: () => nowMs }).sendRecords(
      [
        ...many(1, 12, '2026-11-24T16:00:00Z'), // 00:00 on the 25th in Shanghai: today
        ...many(101, 20, '2026-11-24T15:00:00Z'), // an hour before: yesterday
        ...many(201, 5, '2026-11-18T16:00:00Z'), // the first of seven days
        ...many(301, 7, '2026-11-18T15:00:00Z'), // an hour too old
        ...many(401, 3, '2026-11-24T16:00:00Z', 'failed'),
      ],
      AbortSignal.timeout(50_000),
    )
    expect(outcome).toMatchObject({ ok: true })
    expect(await fleet.operator.totals()).toEqual({
      timeZone: 'Asia/Shanghai',
      smallestCell: 10,
      rows: [
        { interface: 'photo.develop', status: 'failed', today: null, sevenDays: null },
        { interface: 'photo.develop', status: 'succeeded', today: 12, sevenDays: 37 },
      ],
    })
  })

  it('give booths names', async () => {
    await fleet.newBooth()
    const [booth] = await fleet.operator.booths()
    await fleet.operator.rename(booth?.id ?? '', ' 机场 T3 · Gate 12 ')
    expect((await fleet.operator.booths())[0]?.name).toBe('机场 T3 · Gate 12')
    await expect(fleet.operator.rename(booth?.id ?? '', 'two\nlines')).rejects.toThrow(/400/)
    await expect(fleet.operator.rename('booth-0000000000', 'x')).rejects.toThrow(/409/)
  })

  it('leave a trail, and the log holds neither address, password nor claim', async () => {
    await fleet.newBooth()
    const { code } = await fleet.operator.createClaim()
    await api('POST', '/session', own, { name: 'admin', password: 'a wrong password' })
    const { entries } = (await (
      await api('GET', '/audit', { cookie: (await signInAt()).headers.getSetCookie()[0]?.split(';')[0] ?? '' })
    ).json()) as {
      entries: { event: string; source: string; actor: string }[]
    }
    expect(entries.map(({ event }) => event)).toEqual(
      expect.arrayContaining([
        'operator.signed-in',
        'operator.sign-in-failed',
        'claim.created',
        'booth.asked',
        'booth.accepted',
        'booth.called',
      ]),
    )
    expect(entries.every(({ source }) => source === '127.0.0.1')).toBe(true)
    const log = logged.filter((line) => !line.includes('Server listening'))
    expect(log.length).toBeGreaterThan(3)
    expect(log.join('')).not.toMatch(/127\.0\.0\.1|long test password|wrong password/)
    expect(log.join('')).not.toContain(code)
  })

  it('get a page that runs no foreign script', async () => {
    const response = await fetch(fleet.url)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})
