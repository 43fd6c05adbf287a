import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { parseEndpoint } from './endpoint.ts'
import { post } from './transport.ts'

const servers: net.Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A peer that says `reply` to whatever comes, and hangs up or not. */
const startPeer = async (reply: string, hangsUp = true) => {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => (hangsUp ? socket.end(reply) : socket.write(reply)))
  })
  servers.push(server)
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  return {
    endpoint: parseEndpoint(`ipp://localhost:${port}/ipp`),
    destroy: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const head = Buffer.from('head')
const patient = { timeoutMs: 20_000 }

test('a request resolves with the body of the answer', async () => {
  const { endpoint } = await startPeer('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
  expect((await post(endpoint, head, Buffer.from('data'), patient)).toString()).toBe('hello')
})

test.each([
  ['an HTTP error', 'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n', 'printer.protocol', /HTTP 503/],
  ['a demand for TLS', 'HTTP/1.1 426 Upgrade\r\nContent-Length: 0\r\n\r\n', 'printer.protocol', /ipps/],
  [
    'a truncated answer',
    'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello',
    'printer.unreachable',
    /aborted|cut off/,
  ],
  ['an answer that is not HTTP', 'hello\r\n', 'printer.unreachable', /Parse Error/],
  ['a hang-up', '', 'printer.unreachable', /hang up/],
])('a request is rejected with a clear code after %s', async (_name, reply, code, message) => {
  const { endpoint } = await startPeer(reply)
  const posting = post(endpoint, head, null, patient)
  await expect(posting).rejects.toMatchObject({ code })
  await expect(posting).rejects.toThrow(message)
})

test('an answer longer than 4 MiB is not read to its end', async () => {
  const { endpoint, destroy } = await startPeer(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(5 * 1024 * 1024)}`, false)
  await expect(post(endpoint, head, null, patient)).rejects.toThrow(/more than 4 MiB/)
  destroy()
})

test('an unanswered request ends at its time-out, or when it is aborted', async () => {
  const { endpoint, destroy } = await startPeer('', false)
  await expect(post(endpoint, head, null, { timeoutMs: 30 })).rejects.toThrow(/no answer within 30 ms/)
  const controller = new AbortController()
  const posting = post(endpoint, head, null, { ...patient, signal: controller.signal })
  controller.abort()
  await expect(posting).rejects.toThrow(/aborted/)
  destroy()
})

test('a request to a closed port is rejected as unreachable', async () => {
  const { endpoint } = await startPeer('')
  for (const server of servers.splice(0)) {
    server.close()
    await once(server, 'close')
  }
  await expect(post(endpoint, head, null, patient)).rejects.toMatchObject({ code: 'printer.unreachable' })
})
