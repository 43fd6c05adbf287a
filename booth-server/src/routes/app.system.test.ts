import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { asleep, startTestBooth, type TestBooth } from '../testing/booth.ts'

let folder: string
let booth: TestBooth
let port: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-app-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Booth</title>')
  booth = await startTestBooth({ darkroom: asleep, uiDir: folder })
  ;({ port } = new URL(booth.url))
})
afterAll(async () => {
  await booth?.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** A request with a path and headers exactly as given: `fetch` would tidy them. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': body.length }
    const options = { host: '127.0.0.1', port, path, method, headers: { ...headers, ...length }, agent: false }
    const asking = request(options, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    asking.on('error', reject)
    asking.end(body)
  })

/** The status with which an upgrade to WebSocket was answered; 101 = it is open, and stays so for a moment. */
const upgrade = (headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers })
    socket.on('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0)
      answer.destroy()
    })
    socket.on('close', (code) => resolve(code))
    socket.on('error', reject)
    socket.on('open', () => {
      socket.send('hello?')
      socket.on('message', () => {
        socket.terminate()
        resolve(101)
      })
    })
  })

describe('by which name the booth may be reached', () => {
  it.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:9', 200],
    ['[::1]:8080', 200],
    ['localhost', 200],
    ['LOCALHOST:1234', 200],
    ['booth.example', 200],
    ['Booth.Example:8080', 200],
    ['rebound.example', 421],
    ['127.0.0.1.rebound.example', 421],
    ['booth.example.rebound.example', 421],
    ['localhost.rebound.example', 421],
    ['rebound.example#127.0.0.1', 421],
    ['127.0.0.1@rebound.example', 421],
    ['not a name', 421],
  ])('%s: %i', async (host, status) => {
    const { status: page } = await ask('/', { host })
    expect(page).toBe(status)
    expect((await ask('/readyz', { host })).body).toMatch(status === 200 ? /"ok"/ : /Host not allowed/)
    expect(await upgrade({ host })).toBe(status === 200 ? 101 : 421)
  })

  it.each([
    ['no origin: a program', {}, 101],
    ['its own', { origin: 'http://127.0.0.1:PORT' }, 101],
    ['another port of the same machine', { origin: 'http://127.0.0.1:1' }, 1008],
    ['another name of the same machine', { origin: 'http://localhost:PORT' }, 1008],
    ['a page without one', { origin: 'null' }, 1008],
    ['a page of the internet', { origin: 'https://rebound.example' }, 1008],
    ['no URL', { origin: ':' }, 1008],
  ])('origin of the socket, %s', async (_what, headers: { origin?: string }, code) => {
    const { origin } = headers
    expect(await upgrade(origin === undefined ? {} : { origin: origin.replace('PORT', port) })).toBe(code)
  })
})

describe('what it answers', () => {
  it('the screen, with nothing of it kept by the browser', async () => {
    const { status, body, headers } = await ask('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Booth</title>')
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
  })

  it('the screen by turns isolated from other pages and not, so that a browser changes its process', async () => {
    const policies = await Promise.all(
      ['/', '/?turn=odd', '/?turn=even', '/?x=1&turn=odd', '/?return=odd'].map(async (path) => {
        const { status, headers } = await ask(path)
        expect([status, headers['cross-origin-opener-policy']]).toEqual([200, 'same-origin'])
        return headers['cross-origin-embedder-policy']
      }),
    )
    expect(policies).toEqual([undefined, 'require-corp', undefined, 'require-corp', undefined])
  })

  it.each([
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/\\..\\..\\etc\\passwd',
    '/index.html%00.jpg',
    '//etc/passwd',
    '/%',
  ])('no file beside it: %s', async (path) => {
    const { status, body } = await ask(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body).not.toMatch(/root:/)
    expect(body).not.toContain(folder)
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('nothing to %s', async (method) => {
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/ws']) {
      const { status, headers } = await ask(path, { 'content-type': 'application/json' }, method, '{"a":1}')
      expect(status).toBe(404)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('not a socket to who asks for a page', async () => {
    expect((await ask('/ws')).status).toBe(404)
  })

  it('nothing to who names no booth at all', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'))
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.\d 421 /)
  })

  it('that the screen is not built, when it is not', async () => {
    const bare = await startTestBooth({ darkroom: asleep })
    try {
      const answer = await fetch(bare.url)
      expect(answer.status).toBe(503)
      expect(await answer.text()).toMatch(/npm run build/)
    } finally {
      await bare.stop()
    }
  })

  it('an upgrade that it refuses with the end of the line, which would keep the booth from stopping', async () => {
    const closed = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          'GET /ws HTTP/1.1\r\nHost: rebound.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
        ),
      )
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(closed).toMatch(/^HTTP\/1\.1 421 /)
  })
})
