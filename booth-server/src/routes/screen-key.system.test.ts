import { readFile, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { closeCodes } from '../protocol/close-codes.ts'
import { PROTOCOL_VERSION } from '../protocol/messages.ts'
import { asleep, type BoothOptions, startTestBooth, type TestBooth, TestScreen } from '../testing/booth.ts'
import { linkIn } from '../testing/screen-session.ts'

let booth: TestBooth
afterEach(async () => {
  await booth?.stop()
})

const open = async (options: BoothOptions = {}): Promise<TestBooth> => {
  booth = await startTestBooth({ darkroom: asleep, host: '0.0.0.0', ...options })
  return booth
}
const keyFile = () => booth.screenAccess.page!.path
const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(booth.url + path, { headers, redirect: 'manual' })
  return { status: answer.status, text: await answer.text(), cookies: answer.headers.getSetCookie() }
}

/** What a client that only connects gets within `ms`: the answer to the upgrade, and how many bytes after it. */
const intrude = (url: string, headers: Record<string, string> = {}, { ms = 3000, path = '/ws' } = {}) =>
  new Promise<{ status: number; received: number }>((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws') + path, { headers })
    let received = 0
    socket.on('unexpected-response', (_request, answer) => {
      answer.destroy()
      resolve({ status: answer.statusCode ?? 0, received })
    })
    socket.on('open', () => {
      socket.send(JSON.stringify({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'en', takesOver: true }))
      setTimeout(() => socket.terminate(), ms)
    })
    socket.on('message', (data: Buffer) => {
      received += data.byteLength
    })
    socket.on('close', () => resolve({ status: 101, received }))
    socket.on('error', reject)
  })

describe('without the key', () => {
  it('an upgrade is refused, and no live frame comes, whatever stands in its headers', async () => {
    const other = await startTestBooth({ darkroom: asleep, host: '0.0.0.0' })
    try {
      await open()
      const { port } = new URL(booth.url)
      const cookies = [
        `quickid-screen-${port}=`,
        `quickid-screen-${port}=${'A'.repeat(22)}.${'A'.repeat(43)}`,
        // The session of another booth on this machine.
        `quickid-screen-${port}=${other.headers.cookie?.split('=')[1]}`,
      ]
      // A visit before the camera: whoever is let in would be sent its frames.
      const screen = await booth.connect()
      await screen.hello()
      await screen.goTo('framing')
      await screen.until('live frames', () => screen.binaries.length > 2)
      for (const headers of [{}, { origin: booth.url }, ...cookies.map((cookie) => ({ cookie }))]) {
        expect(await intrude(booth.url, headers)).toEqual({ status: 401, received: 0 })
      }
      for (const path of ['/', '/healthz', '/readyz', '/metrics', '/screen', '/ws/', '//ws', '/%77s']) {
        expect(await intrude(booth.url, {}, { path }), path).toEqual({ status: 401, received: 0 })
      }
      expect(screen.closed).toBeNull()
    } finally {
      await other.stop()
    }
  })

  it('every address answers a plain page that says where the link is, in both languages', async () => {
    await open()
    const pages = ['/', '/index.html', '/assets/any.js', '/ws', '/openapi.json', '//screen', '/screen/', '/healthz/../']
    for (const path of [...pages, '/screen', '/screen?key=', '/screen?key=wrong']) {
      const { status, text, cookies } = await get(path)
      expect(status, path).toBe(401)
      expect(cookies).toEqual([])
      expect(text).toContain('screen.html')
      expect(text).toContain('密钥')
      // It tells a stranger nothing about this machine.
      expect(text).not.toContain(keyFile())
      expect(text).not.toMatch(/<script/)
    }
  })

  it.each([
    ['a camera that is real', { host: '127.0.0.1', camera: 'v4l2:///dev/video99' }, true],
    ['a printer that is real', { host: '127.0.0.1', printer: 'ipp://127.0.0.1:9/ipp/print' }, true],
    ['both virtual, on every address', {}, true],
    ['both virtual, on loopback', { host: '127.0.0.1' }, false],
  ])('%s', async (_what, options, isKeyNeeded) => {
    await open(options)
    expect(booth.screenAccess.isKeyNeeded).toBe(isKeyNeeded)
    expect((await intrude(booth.url, {}, { ms: 200 })).status).toBe(isKeyNeeded ? 401 : 101)
  })
})

describe('the key', () => {
  it('lies in a file for the server’s group, and is exchanged for a cookie out of reach of scripts and other sites', async () => {
    await open()
    const { mode } = await stat(keyFile())
    expect(mode & 0o777).toBe(0o640)
    const link = await linkIn(keyFile())
    const { pathname, search } = new URL(link)
    const { status, text, cookies } = await get(pathname + search)
    expect(status).toBe(200)
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^quickid-screen-\d+=[\w-]{22}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    // The page goes on to where no key stands in the address.
    expect(text).toContain('url=./"')
    expect(text).not.toContain(search)
    // Whoever can read the file may do so again, each with a session of its own.
    expect((await get(pathname + search)).cookies[0]).not.toBe(cookies[0])
  })

  it('of an earlier start opens nothing, while sessions of that start go on', async () => {
    await open()
    const { port } = new URL(booth.url)
    const link = await linkIn(keyFile())
    const { dataDir } = booth
    await booth.stop({ keepsData: true })
    await open({ dataDir, port: Number(port) })
    const { pathname, search } = new URL(link)
    expect((await get(pathname + search)).status).toBe(401)
    expect(await linkIn(keyFile())).not.toBe(link)
  })

  it('is answered with the open page to a session, also when it is an old one', async () => {
    await open()
    expect(await get('/screen?key=wrong', booth.headers)).toMatchObject({ status: 200, cookies: [] })
  })
})

describe('a session', () => {
  it('outlives the server, by a secret that only its user can read', async () => {
    await open()
    const { headers, dataDir } = booth
    const port = Number(new URL(booth.url).port)
    const secretFile = `${dataDir}/run/screen-session.secret`
    expect((await stat(secretFile)).mode & 0o777).toBe(0o600)
    expect(headers.cookie).not.toContain(await readFile(secretFile, 'utf8'))
    await booth.stop({ keepsData: true })
    await open({ dataDir, port })
    const screen = await TestScreen.connect(booth.url, headers)
    await screen.hello()
    expect(screen.view?.state).toBe('attract')
    screen.close()
  })
})

describe('sockets of whoever has the key', () => {
  it('that say nothing are closed in time', async () => {
    await open({ deadlines: { helloMs: 100 } })
    const silent = await booth.connect()
    await silent.until('the end', () => silent.closed)
    expect(silent.closed?.code).toBe(closeCodes.noHello)
    expect(silent.messages).toEqual([])
  })

  it('that say nothing, eight of them, keep the real screen out 0 of 20 times', async () => {
    await open({ deadlines: { helloMs: 60_000 } })
    for (let time = 0; time < 20; time++) {
      const silent = await Promise.all(Array.from({ length: 8 }, () => booth.connect()))
      const screen = await booth.connect()
      // The page that had the place before gets it back, whether or not the server has heard of that line's end.
      screen.send({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'en', page: 'kiosk' })
      await screen.until('the state', () => screen.closed ?? screen.view)
      expect(screen.closed).toBeNull()
      for (const one of [screen, ...silent]) one.close()
    }
  })

  it('that answer no ping lose their place, to a screen that nobody has to choose', async () => {
    await open({ deadlines: { pingMs: 100 } })
    const mute = new WebSocket(`${booth.url.replace('http', 'ws')}/ws`, { headers: booth.headers, autoPong: false })
    let pings = 0
    mute.on('ping', () => pings++)
    const ended = new Promise<void>((resolve) => mute.on('close', () => resolve()))
    await new Promise((resolve) => mute.on('open', resolve))
    mute.send(JSON.stringify({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'en' }))
    await new Promise((resolve) => mute.once('message', resolve))
    await ended
    expect(pings).toBe(2)
    const next = await booth.connect()
    next.send({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, locale: 'en' })
    await next.until('the state', () => next.closed ?? next.view)
    expect(next.closed).toBeNull()
    // One that answers them keeps it.
    await delay(500)
    expect(next.closed).toBeNull()
  })
})

describe('what is told of the parts', () => {
  const broken = {
    camera: 'virtual:/no/such/photograph.jpg',
    printer: 'virtual:?fault=stopped',
    metricsToken: 'a-token-of-the-venue',
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  it('is their state by a fixed code to everybody, and details to the screen and the bearer of the token', async () => {
    await open(broken)
    await expect.poll(async () => (await get('/readyz', booth.headers)).text).toContain('file is missing')
    const states = {
      ok: false,
      camera: { ok: false, fault: 'camera.unavailable' },
      models: { ok: false, fault: 'darkroom.unavailable' },
      database: { ok: true },
      printer: { ok: false, fault: 'printer.stopped' },
    }
    for (const headers of [{}, bearer('another-token-of-16'), { authorization: broken.metricsToken }]) {
      const { status, text } = await get('/readyz', headers)
      expect(status).toBe(503)
      expect(JSON.parse(text)).toEqual(states)
      const metrics = (await get('/metrics', headers)).text
      expect(metrics.match(/^booth_\w+/gm)).toEqual(['booth_camera_up', 'booth_printer_up', 'booth_darkroom_up'])
    }
    for (const headers of [booth.headers, bearer(broken.metricsToken)]) {
      const { text } = await get('/readyz', headers)
      expect(JSON.parse(text)).toMatchObject({ ...states, camera: { ...states.camera, detail: expect.any(String) } })
      expect((await get('/metrics', headers)).text).toMatch(/^booth_visits_today 0$/m)
    }
  })
})
