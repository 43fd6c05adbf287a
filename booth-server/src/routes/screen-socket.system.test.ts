import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeCodes } from '../protocol/close-codes.ts'
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from '../protocol/messages.ts'
import { startTestBooth, type TestBooth, TestScreen } from '../testing/booth.ts'

let booth: TestBooth
let screen: TestScreen

beforeAll(async () => {
  booth = await startTestBooth({ pin: '739182' })
}, 60_000)
afterAll(async () => {
  await booth?.stop()
}, 30_000)
beforeEach(async () => {
  screen = await booth.connect()
  await screen.hello()
  if (screen.view?.state !== 'attract') {
    screen.send({ kind: 'cancel' })
    await screen.until('attract', () => screen.view?.state === 'attract')
  }
})

const bytesOf = (length: number) => JSON.stringify({ kind: 'begin', fill: 'x'.repeat(length) })

describe('a message that is wrong is answered with an error and changes nothing', () => {
  it.each([
    ['no JSON', '{"kind": "begin"', 'malformed'],
    ['an empty one', '', 'malformed'],
    ['null', 'null', 'unknown-kind'],
    ['a list', '["begin"]', 'unknown-kind'],
    ['a kind that nobody knows', '{"kind":"format-disk"}', 'unknown-kind'],
    ['a kind of the prototype', '{"kind":"__proto__"}', 'unknown-kind'],
    ['a property too many', '{"kind":"begin","sudo":true}', 'malformed'],
    ['a property missing', '{"kind":"choose-document"}', 'malformed'],
    ['a property of another type', '{"kind":"print","sheets":"9"}', 'malformed'],
    ['too many sheets', '{"kind":"print","sheets":1000000}', 'malformed'],
    ['a document that is none', '{"kind":"choose-document","documentId":"../../etc/passwd"}', 'malformed'],
    ['consent to another policy', '{"kind":"consent","policyVersion":"x","isOverThirteen":true}', 'malformed'],
    ['a child’s consent', '{"kind":"consent","policyVersion":"test-1","isOverThirteen":false}', 'malformed'],
    ['what does not fit the state', '{"kind":"capture"}', 'not-now'],
    ['a print without a portrait', '{"kind":"print","sheets":1}', 'not-now'],
    [
      'staff work without a PIN',
      '{"kind":"staff-action","requestId":"r","request":{"action":"resume-printer","input":{}}}',
      'signed-out',
    ],
    ['a PIN that is no PIN', '{"kind":"staff-sign-in","pin":"1 or 1=1"}', 'malformed'],
    ['one that is too long', bytesOf(MAX_MESSAGE_BYTES), 'too-large'],
    ['deep nesting', `{"kind":"begin","a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'malformed'],
  ])('%s', async (_what, message, code) => {
    const before = booth.runner.state
    const answer = await screen.answerTo(message)
    expect(answer?.code ?? 'unknown-kind').toBe(code)
    expect(booth.runner.state).toBe(before)
    expect(screen.closed).toBeNull()
  })

  it('bytes instead of text', async () => {
    expect((await screen.answerTo(Buffer.from([1, 2, 3])))?.code).toBe('malformed')
  })

  it('another version is told so and let go', async () => {
    const old = await TestScreen.connect(booth.url)
    old.raw(JSON.stringify({ kind: 'hello', protocolVersion: PROTOCOL_VERSION + 1, locale: 'xx', more: 1 }))
    await old.until('the end', () => old.closed)
    expect(old.messages).toMatchObject([{ kind: 'error', code: 'wrong-version' }])
    expect(old.closed?.code).toBe(closeCodes.wrongVersion)
    expect(screen.closed).toBeNull()
  })

  it('nothing is told to a screen before its hello, nor taken from it', async () => {
    const shy = await TestScreen.connect(booth.url)
    const answer = await shy.answerTo({ kind: 'begin' })
    expect(answer?.code).toBe('not-now')
    expect(shy.messages.every(({ kind }) => kind === 'error')).toBe(true)
    expect(booth.runner.state.name).toBe('attract')
    shy.close()
  })

  it('whatever arrives: an error, or the visit’s own next state, and the booth goes on', async () => {
    const known = fc.constantFrom(
      'hello',
      'touch',
      'choose-document',
      'consent',
      'capture',
      'edit',
      'print',
      'staff-sign-in',
    )
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.record({ kind: known, value: fc.jsonValue() }),
      fc.record(
        { kind: known, documentId: fc.string(), edits: fc.jsonValue(), sheets: fc.double(), pin: fc.string() },
        { requiredKeys: ['kind'] },
      ),
    )
    const messages = fc.sample(hostile, { numRuns: 300, seed: 20_261_124 })
    const before = booth.runner.state
    const from = screen.messages.length
    for (const message of messages) screen.raw(JSON.stringify(message))
    await screen.until(
      '300 answers',
      () => screen.messages.slice(from).filter(({ kind }) => kind === 'error').length >= 300,
    )
    expect(booth.runner.state).toBe(before)
    await screen.goTo('document')
    expect(screen.view?.state).toBe('document')
  })

  it('what is far too long cuts the line, and the booth goes on', async () => {
    const greedy = await TestScreen.connect(booth.url)
    greedy.raw('x'.repeat(MAX_MESSAGE_BYTES * 70))
    await greedy.until('the end', () => greedy.closed)
    expect(greedy.closed?.code).toBe(closeCodes.tooLarge)
    expect(await screen.answerTo({ kind: 'touch' })).toBeNull()
  })
})

describe('who may connect', () => {
  it('a page of another origin may not', async () => {
    const foreign = await TestScreen.connect(booth.url, { origin: 'https://evil.example' })
    await foreign.until('the end', () => foreign.closed)
    expect(foreign.closed?.code).toBe(closeCodes.policyViolation)
    expect(foreign.messages).toEqual([])
  })

  it('nor one that reached us by a name of its own', async () => {
    const port = new URL(booth.url).port
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('GET /readyz HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n'),
      )
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 421 /)
  })

  it('the screen that a person chooses controls the booth; the one before is told and stays away', async () => {
    const other = await booth.connect()
    await other.hello()
    await screen.until('the end', () => screen.closed)
    expect(screen.closed?.code).toBe(closeCodes.superseded)
    expect(await other.answerTo({ kind: 'touch' })).toBeNull()
  })

  it('at most four that say nothing: later ones take the place of the oldest', async () => {
    const many: TestScreen[] = []
    for (let i = 0; i < 12; i++) many.push(await TestScreen.connect(booth.url))
    for (const one of many.slice(0, 8)) await one.until('the end', () => one.closed)
    expect(many.map(({ closed }) => closed?.code)).toEqual([
      ...Array.from({ length: 8 }, () => closeCodes.tooMany),
      ...Array.from({ length: 4 }, () => undefined),
    ])
    for (const one of many) one.close()
    expect(await screen.answerTo({ kind: 'touch' })).toBeNull()
  })
})

describe('the staff', () => {
  const signIn = async (pin: string) => {
    const from = screen.messages.length
    screen.send({ kind: 'staff-sign-in', pin })
    return await screen.until('an answer', () =>
      screen.messages.slice(from).find(({ kind }) => kind === 'staff' || kind === 'error'),
    )
  }

  it('get nowhere by a wrong PIN, in by the right one, and every try stands in the audit with its address', async () => {
    expect(await signIn('0000')).toMatchObject({ kind: 'error', code: 'wrong-pin' })
    expect(
      (await screen.answerTo({ kind: 'staff-action', requestId: 'r', request: { action: 'reopen-camera', input: {} } }))
        ?.code,
    ).toBe('signed-out')
    let answer = await signIn('739182')
    while (answer.kind === 'error' && answer.retryAfterMs) {
      await new Promise((resolve) => setTimeout(resolve, (answer.kind === 'error' && answer.retryAfterMs) || 0))
      answer = await signIn('739182')
    }
    expect(answer).toMatchObject({ kind: 'staff', view: { camera: { name: 'virtual:' } } })
    expect(
      await screen.answerTo({ kind: 'staff-action', requestId: 'r', request: { action: 'resume-printer', input: {} } }),
    ).toBeNull()
    screen.send({ kind: 'staff-sign-out' })
    await screen.until('signed out', () => screen.messages.some((told) => told.kind === 'staff' && told.view === null))
    expect(
      (await screen.answerTo({ kind: 'staff-action', requestId: 'r', request: { action: 'reopen-camera', input: {} } }))
        ?.code,
    ).toBe('signed-out')
  })
})

describe('health', () => {
  const get = async (path: string) => await fetch(booth.url + path)

  it('says live, ready part by part, and figures without a person', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true })
    await expect.poll(async () => (await get('/readyz')).ok, { timeout: 60_000 }).toBe(true)
    const parts = (await (await get('/readyz')).json()) as Record<string, unknown>
    expect(Object.keys(parts).sort()).toEqual(['camera', 'database', 'models', 'ok', 'printer'])
    const metrics = await (await get('/metrics')).text()
    expect(metrics).toMatch(/^booth_camera_up 1$/m)
    expect(metrics).not.toMatch(/127\.0\.0\.1|face|document/)
  })

  it('keeps every answer out of caches and every page out of frames', async () => {
    const { headers } = await get('/healthz')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
