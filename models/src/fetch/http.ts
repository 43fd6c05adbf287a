import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import tls from 'node:tls'
import type { NpmNetwork } from './npm.ts'

/** A server that sends nothing for this long is taken as lost. */
const IDLE_TIMEOUT_MS = 30_000
const MAX_REDIRECTS = 5

const isDirect = (host: string, network: NpmNetwork): boolean =>
  network.noProxy.some((entry) => {
    const suffix = entry.replace(/^\*?\.?/, '')
    return entry === '*' || host === suffix || host.endsWith(`.${suffix}`)
  })

const tlsOptions = (network: NpmNetwork) => ({
  rejectUnauthorized: network.isStrictSsl,
  ...(network.ca !== undefined && { ca: [...network.ca] }),
})

const proxyHeaders = (proxy: URL): Record<string, string> => {
  if (proxy.username === '') return {}
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` }
}

/** The proxy said no, or something that is no proxy answered. */
export class RefusedError extends Error {}

/** Opens a tunnel to `url` through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6) and speaks TLS in it. */
const tunnel = async (url: URL, proxy: URL, network: NpmNetwork, signal: AbortSignal | undefined): Promise<Socket> => {
  const client = proxy.protocol === 'https:' ? https : http
  const host = `${url.hostname}:${url.port || 443}`
  const request = client.request(proxy, {
    method: 'CONNECT',
    path: host,
    headers: { host, ...proxyHeaders(proxy) },
    timeout: IDLE_TIMEOUT_MS,
    ...(proxy.protocol === 'https:' && tlsOptions(network)),
    ...(signal && { signal }),
  })
  request.on('timeout', () => request.destroy(new Error('the proxy did not answer in time')))
  const connected = once(request, 'connect') as Promise<[http.IncomingMessage, Socket]>
  request.end()
  const [response, socket] = await connected
  if (response.statusCode !== 200) {
    socket.destroy()
    throw new RefusedError(`the proxy answered ${response.statusCode}`)
  }
  const secure = tls.connect({ socket, servername: url.hostname, ...tlsOptions(network) })
  await once(secure, 'secureConnect')
  return secure
}

const send = async (
  url: URL,
  headers: Record<string, string>,
  network: NpmNetwork,
  signal: AbortSignal | undefined,
): Promise<http.IncomingMessage> => {
  const proxy = isDirect(url.hostname, network)
    ? undefined
    : network[url.protocol === 'https:' ? 'httpsProxy' : 'httpProxy']
  const options = { headers, agent: false as const, timeout: IDLE_TIMEOUT_MS, ...(signal && { signal }) }
  let request: http.ClientRequest
  if (url.protocol === 'http:' && proxy !== undefined) {
    const via = new URL(proxy)
    const all = { ...headers, host: url.host, ...proxyHeaders(via) }
    request = http.request(via, { ...options, path: url.href, headers: all })
  } else if (url.protocol === 'http:') {
    request = http.request(url, options)
  } else if (url.protocol !== 'https:') {
    throw new RefusedError(`can't download over ${url.protocol}`)
  } else if (proxy !== undefined) {
    const socket = await tunnel(url, new URL(proxy), network, signal)
    request = https.request(url, { ...options, createConnection: () => socket })
  } else {
    request = https.request(url, { ...options, ...tlsOptions(network) })
  }
  request.on('timeout', () => request.destroy(new Error(`no data for ${IDLE_TIMEOUT_MS / 1000} s`)))
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>
  request.end()
  const [response] = await answered
  return response
}

/** GETs `from`, following redirects, over the network as npm is configured to use it. The caller reads the body. */
export const get = async (
  from: string,
  headers: Record<string, string>,
  network: NpmNetwork,
  signal?: AbortSignal,
): Promise<http.IncomingMessage> => {
  let url = new URL(from)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await send(url, headers, network, signal)
    const { location } = response.headers
    if (response.statusCode === undefined || response.statusCode < 300 || response.statusCode >= 400) return response
    response.resume()
    if (location === undefined) throw new RefusedError(`${url.host} answered ${response.statusCode} without a location`)
    url = new URL(location, url)
  }
  throw new RefusedError(`${url.host} redirected more than ${MAX_REDIRECTS} times`)
}
