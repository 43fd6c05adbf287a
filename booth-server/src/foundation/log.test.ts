import { Writable } from 'node:stream'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { BoothError } from './errors.ts'
import { createLogger, type Log } from './log.ts'

let written = ''
let log: ReturnType<typeof createLogger>

beforeEach(() => {
  written = ''
  const destination = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  log = createLogger({ level: 'debug', destination })
})

const lines = (): Record<string, unknown>[] =>
  written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const line = (): Record<string, unknown> => {
  expect(lines()).toHaveLength(1)
  return lines()[0]!
}

/** The first bytes of a JPEG, and more that no text has by chance. */
const picture = Buffer.from(
  Array.from({ length: 300 }, (_, index) => [0xff, 0xd8, 0xff, 0xe0][index] ?? (index * 167 + 31) % 256),
)

/** Twelve bytes of it in a row, in every notation that a line might have them in; base64 in any of its three phases. */
const traces = new Set<string>()
for (let at = 0; at + 12 <= picture.length; at++) {
  const part = picture.subarray(at, at + 12)
  traces.add(part.toString('hex'))
  traces.add([...part].join(','))
  traces.add(JSON.stringify(part.toString('latin1')).slice(1, -1))
  traces.add([...part].map((byte, index) => `"${at + index}":${byte}`).join(','))
  traces.add(part.toString('hex').replace(/..(?=.)/g, '$& '))
  traces.add([...part].map((byte) => `%${byte.toString(16)}`).join(''))
  traces.add(part.toString('base64'))
  traces.add(part.toString('base64url'))
}
const expectNoPicture = (text: string): void => {
  expect([...traces].filter((trace) => text.includes(trace))).toEqual([])
}

describe('privacy promise P3: a log line holds no picture', () => {
  it('gives the length of bytes instead of the bytes, whatever they are wrapped in', () => {
    const bytes = Uint8Array.from(picture)
    log.info(
      {
        jpeg: picture,
        whatever: picture,
        view: new DataView(bytes.buffer),
        memory: bytes.buffer,
        floats: new Float32Array([0.25, 0.5]),
        blob: new Blob([picture]),
        json: picture.toJSON(),
      },
      'taken',
    )
    expect(line()).toMatchObject({
      msg: 'taken',
      jpeg: '[300 bytes]',
      whatever: '[300 bytes]',
      view: '[300 bytes]',
      memory: '[300 bytes]',
      floats: '[8 bytes]',
      blob: '[300 bytes]',
      json: '[300 bytes]',
    })
    expectNoPicture(written)
  })

  const notations: [string, unknown][] = [
    ['a list of numbers', [...picture]],
    ['an object of numbers', { ...picture }],
    ['base64', picture.toString('base64')],
    ['base64 in lines', picture.toString('base64').replace(/.{76}/g, '$&\r\n')],
    ['base64url', picture.toString('base64url')],
    ['hex', picture.toString('hex')],
    ['a data URL', `data:image/jpeg;base64,${picture.toString('base64')}`],
    [
      'a data URL that is percent-encoded',
      `data:image/jpeg,${[...picture].map((byte) => `%${byte.toString(16)}`).join('')}`,
    ],
    ['a data URL of a tiny picture in a text', 'see <img src="data:image/png;base64,iVBORw0KGgo="> here'],
    ['bytes read as latin1', picture.toString('latin1')],
    ['bytes read as UTF-8', picture.toString()],
    ['JSON in a text', `failed: ${JSON.stringify(picture)}`],
    ['a Buffer as Node prints it', `failed: <Buffer ${picture.toString('hex').replace(/../g, '$& ')}>`],
    ['a map', new Map([['a', picture]])],
    ['a set', new Set([picture])],
    ['an object that turns into base64', { toJSON: () => picture.toString('base64') }],
  ]

  const places: [string, (value: unknown) => void][] = [
    ['a field', (value) => log.warn({ value }, 'text')],
    ['a field under a name of its own', (value) => log.warn({ preview: value }, 'text')],
    ['a list six levels down', (value) => log.warn({ a: { b: [{ c: { d: [value] } }] } }, 'text')],
    ['a value of the message', (value) => log.warn('%o of %s', value as object, String(value))],
    ['an error’s property', (value) => log.error({ err: Object.assign(new Error('text'), { value }) }, 'text')],
    ['an error’s message', (value) => log.error({ err: new Error(`text ${value}`) }, 'text')],
    ['a logged error', (value) => log.error(Object.assign(new Error(String(value)), { value }))],
    [
      'the cause of a cause',
      (value) => log.error({ err: new Error('a', { cause: new Error(`b ${value}`, { cause: { value } }) }) }, 'text'),
    ],
    [
      'one of several errors',
      (value) => log.error({ err: new AggregateError([new Error(String(value)), value]) }, 'text'),
    ],
    ['a child’s binding', (value) => log.child({ value }).info('text')],
    ['a grandchild’s nested binding', (value) => log.child({}).child({ a: { value } }).info('text')],
    [
      'bindings that are set later',
      (value) => {
        const child = log.child({})
        child.setBindings({ value })
        child.info('text')
      },
    ],
    ['a child’s prefix', (value) => log.child({}, { msgPrefix: `${value} ` }).info('text')],
    ['the fields themselves', (value) => log.info(value as object, 'text')],
  ]

  describe.each(places)('in %s', (_place, write) => {
    it.each(notations)('there is nothing left of %s', (_notation, value) => {
      write(value)
      expect(lines()).toHaveLength(1)
      expectNoPicture(written)
      expect(written).not.toContain('iVBORw0KGgo')
    })
  })

  it('cuts the points of a face under any name', () => {
    const mesh = Array.from({ length: 468 }, (_, index) => [0.123 + index, 0.456, 0.789])
    log.info({ mesh, found: mesh, flat: mesh.flat(), text: `at ${mesh.flat().join(', ')}` })
    expect(line()).toMatchObject({ mesh: '[cut]', found: '[468 entries]', flat: '[1404 numbers]' })
    expect(written).not.toMatch(/0\.456|0\.789/)
  })

  it('holds for bytes at any place of any value', () => {
    const name = fc.oneof(fc.constantFrom('data', 'jpeg', 'err', 'detail', 'req', 'cause', 'x'), fc.string())
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constant(picture),
        fc.constant(Uint8Array.from(picture)),
        fc.constant(picture.toString('base64')),
        fc.string(),
        fc.integer(),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.tuple(fc.string(), tie('value')).map(([text, cause]) => new Error(text, { cause })),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.dictionary(name, value), (bindings, fields) => {
        written = ''
        log.child(bindings).info(fields, 'text')
        expect(lines()).toHaveLength(1)
        expectNoPicture(written)
      }),
      { numRuns: 150 },
    )
  })
})

describe('privacy promise P4: a log line holds no address of a caller', () => {
  it('cuts addresses under their names, at any depth and in children', () => {
    const address = '203.0.113.9'
    log.child({ ip: address, peer: { remoteAddress: address, remotePort: 5000 } }).info(
      {
        address,
        clientIp: address,
        headers: { 'x-forwarded-for': address, Forwarded: `for=${address}`, 'x-real-ip': address },
        socket: { _peername: { address, port: 5000 } },
        ips: [address],
      },
      'called',
    )
    expect(written).not.toContain('203.0.113')
    expect(written).not.toContain('5000,')
    expect(line()).toMatchObject({
      ip: '[cut]',
      peer: { remoteAddress: '[cut]', remotePort: '[cut]' },
      headers: { 'x-forwarded-for': '[cut]', Forwarded: '[cut]', 'x-real-ip': '[cut]' },
    })
  })

  it.each(['203.0.113.9', '2001:db8::7', '::ffff:203.0.113.9', 'fe80::1ff:fe23:4567:890a'])(
    'cuts %s out of a text, an error and its stack',
    (address) => {
      log.info({ detail: `from ${address}, port 5000` }, `refused ${address}`)
      log.info({ detail: `[${address}]:5000` }, 'with %s', address)
      log.error({ err: new Error(`read from ${address}:5000 failed`, { cause: new Error(address) }) }, 'failed')
      expect(written).not.toContain(address)
      expect(written).not.toContain('203.0.113')
      expect(lines()[0]).toMatchObject({ detail: 'from [cut], port 5000', msg: 'refused [cut]' })
    },
  )

  it('keeps what only looks like one, and what the installer configured', () => {
    const detail =
      'version 1.2.3 at 12:34:56 in a.ts:10:20, chromium 120.0.6099.71, ipp://192.168.1.20:631/ipp/print, ' +
      'http://[2001:db8::7]:8080/, connect ECONNREFUSED 127.0.0.1:631 and ::1'
    log.info({ detail }, detail)
    expect(line()).toMatchObject({ detail, msg: detail })
  })

  it('sums up a request as method and path, and an answer as its status', () => {
    const req = { method: 'GET', url: '/staff?pin=1234', ip: '203.0.113.9', headers: { cookie: 'a=b' } }
    log.info({ req, res: { statusCode: 200, headers: {} } }, 'answered')
    expect(line()).toMatchObject({ req: { method: 'GET', path: '/staff' }, res: { statusCode: 200 } })
    expect(written).not.toMatch(/1234|203\.0|a=b/)
  })
})

describe('secrets', () => {
  it.each([
    'pin',
    'token',
    'accessToken',
    'access_token',
    'PASSWORD',
    'authorization',
    'set-cookie',
    'privateKey',
    'private-key',
  ])('are cut under the name %s, at any depth and in errors', (name) => {
    const value = { [name]: 'open sesame' }
    log.info({ ...value, a: { b: { c: [value] } }, err: Object.assign(new Error('failed'), value) }, 'text')
    log.child(value).child({ deep: value }).info(value, 'text')
    expect(written).not.toContain('sesame')
  })
})

describe('what an engineer needs', () => {
  it('stays: fields, messages with values, levels, times', () => {
    log.warn({ visit: 'v1', attempt: 2, isWarm: true, sizes: [1, 2, 3], fault: null }, 'Attempt %d of %s', 2, 'v1')
    expect(line()).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      visit: 'v1',
      attempt: 2,
      isWarm: true,
      sizes: [1, 2, 3],
      fault: null,
      msg: 'Attempt 2 of v1',
    })
  })

  it('includes an error’s code, stack and causes', () => {
    const cause = Object.assign(new Error('no space left'), { code: 'ENOSPC', errno: -28 })
    log.error({ err: new BoothError('disk.full', 'No room', { cause }) }, 'failed')
    expect(line()).toMatchObject({
      err: {
        type: 'BoothError',
        code: 'disk.full',
        message: 'No room [disk.full]',
        stack: expect.stringContaining('log.test.ts'),
        cause: { message: 'no space left', code: 'ENOSPC', errno: -28 },
      },
    })
  })

  it('uses the message of an error that is logged alone', () => {
    log.error(new Error('failed'))
    expect(line()).toMatchObject({ msg: 'failed', err: { type: 'Error', message: 'failed' } })
  })

  it('includes a child’s bindings, level and prefix', () => {
    const child = log.child({ part: 'camera' }, { level: 'warn', msgPrefix: 'camera: ' })
    child.info('not written')
    child.warn('slow')
    expect(line()).toMatchObject({ part: 'camera', msg: 'camera: slow' })
  })

  it('keeps a child from bringing rules of its own', () => {
    const rules = {
      serializers: { req: (value: unknown) => value },
      redact: [],
      formatters: { log: () => ({ pin: 1 }) },
    }
    log.child({}, rules).info({ req: { method: 'GET', url: '/', ip: '203.0.113.9' }, pin: '1234' }, 'text')
    expect(line()).toMatchObject({ req: { method: 'GET', path: '/' }, pin: '[cut]' })
    expect(written).not.toMatch(/203\.0|1234/)
  })

  it('survives values that refer to themselves, throw or end nowhere', () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const broken = {
      get value(): never {
        throw new Error('getter')
      },
    }
    let deep: unknown = 'bottom'
    for (let level = 0; level < 20; level++) deep = { deep }
    ;(log as Log).info({ circular, broken, deep, big: 10n, when: new Date(0), nothing: undefined }, 'text')
    expect(line()).toMatchObject({
      circular: { self: '[circular]' },
      broken: '[unreadable]',
      big: '10',
      when: '1970-01-01T00:00:00.000Z',
    })
    expect(written).not.toContain('bottom')
  })

  it('shortens a text of many thousand characters', () => {
    log.info({ detail: 'a word '.repeat(10_000) }, 'text')
    expect(written.length).toBeLessThan(9_000)
  })
})
