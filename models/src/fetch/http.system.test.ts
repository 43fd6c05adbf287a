import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { get, RefusedError } from './http.ts'
import type { NpmNetwork } from './npm.ts'

const direct: NpmNetwork = { isStrictSsl: true, noProxy: [] }

const listen = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const withServer = async (server: Server, work: (url: string) => Promise<void>): Promise<void> => {
  try {
    await work(await listen(server))
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const textOf = async (response: AsyncIterable<unknown>): Promise<string> => {
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return text
}

/** Answers with what it was asked, as a proxy sees it: the whole URL. */
const echo = () =>
  createServer((request, response) => {
    response.end(`${request.url} ${request.headers.host} ${request.headers['proxy-authorization'] ?? '-'}`)
  })

describe('get', () => {
  it('follows redirects, relative ones too, and gives up on a ring', () =>
    withServer(
      createServer((request, response) => {
        if (request.url === '/end') response.end('here')
        else response.writeHead(302, { location: request.url === '/ring' ? '/ring' : 'end' }).end()
      }),
      async (url) => {
        expect(await textOf(await get(`${url}/start`, {}, direct))).toBe('here')
        await expect(get(`${url}/ring`, {}, direct)).rejects.toThrow(RefusedError)
      },
    ))

  it('asks the proxy for a plain URL, with the name that the proxy wants', () =>
    withServer(echo(), async (url) => {
      const httpProxy = url.replace('//', '//user:p%40ss@')
      const response = await get('http://registry.test/file', {}, { ...direct, httpProxy })
      const expected = Buffer.from('user:p@ss').toString('base64')
      expect(await textOf(response)).toBe(`http://registry.test/file registry.test Basic ${expected}`)
    }))

  it.each(['127.0.0.1', '.0.0.1', '*'])('leaves the proxy out for a host that noproxy covers by %s', (entry) =>
    withServer(echo(), async (url) => {
      const network = { ...direct, httpProxy: 'http://127.0.0.1:1', noProxy: [entry] }
      expect(await textOf(await get(`${url}/file`, {}, network))).toMatch(/^\/file /)
    }),
  )

  it('tells a proxy that refuses the tunnel from one that is away', () => {
    const proxy = createServer()
    proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
    return withServer(proxy, async (url) => {
      await expect(get('https://registry.test/', {}, { ...direct, httpsProxy: url })).rejects.toThrow(/407/)
      await expect(get('https://registry.test/', {}, { ...direct, httpsProxy: url })).rejects.toThrow(RefusedError)
      await expect(
        get('https://registry.test/', {}, { ...direct, httpsProxy: 'http://127.0.0.1:1' }),
      ).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    })
  })

  it('refuses what is neither http nor https', async () => {
    await expect(get('file:///etc/hostname', {}, direct)).rejects.toThrow(RefusedError)
  })
})
