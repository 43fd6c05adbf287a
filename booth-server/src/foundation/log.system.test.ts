import { Writable } from 'node:stream'
import Fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { createLogger } from './log.ts'

it('a real HTTP server’s own log holds no address, query, cookie or body of a request (privacy promises P3 and P4)', async () => {
  let written = ''
  const destination = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  const app = Fastify({ loggerInstance: createLogger({ level: 'debug', destination }), trustProxy: true })
  onTestFinished(() => app.close())
  app.addContentTypeParser('image/jpeg', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post('/frames', async (request) => {
    request.log.info({ raw: request.raw, body: request.body, headers: request.headers, from: request.ip }, 'received')
    throw Object.assign(new Error(`refused ${request.ip}`), { body: request.body, request: request.raw })
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const body = Buffer.alloc(4000, 'pixels!!')
  const response = await fetch(`${url}/frames?pin=4711`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', cookie: 'staff=sesame', 'x-forwarded-for': '203.0.113.9' },
    body,
  })
  expect(response.status).toBe(500)
  await app.close()

  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(['incoming request', 'received', 'refused [cut]', 'request completed']),
  )
  expect(lines.find(({ msg }) => msg === 'incoming request')).toMatchObject({
    reqId: expect.any(String),
    req: { method: 'POST', path: '/frames' },
  })
  expect(lines.find(({ msg }) => msg === 'received')).toMatchObject({
    raw: '[IncomingMessage]',
    body: '[4000 bytes]',
    headers: { 'content-type': 'image/jpeg', cookie: '[cut]' },
  })
  expect(written).not.toMatch(/203\.0\.113|4711|sesame|pixels/)
  expect(written).not.toContain(body.toString('base64', 0, 24))
})
