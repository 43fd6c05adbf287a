import { type Dispatcher, EnvHttpProxyAgent, interceptors, request } from 'undici'
import type { NpmNetwork } from './npm.ts'

/** A server that sends nothing for this long is taken as lost. */
const IDLE_TIMEOUT_MS = 30_000
const MAX_REDIRECTS = 5

/** The server or the proxy said no, or something that is no proxy answered: another try won't change it. */
export class RefusedError extends Error {}

/** npm lets an entry cover its subdomains, with or without a leading dot; undici only with it. */
const noProxyOf = (entries: readonly string[]): string =>
  entries.flatMap((entry) => (/^[.*]/.test(entry) ? [entry] : [entry, `.${entry}`])).join(',')

const dispatcherOf = (network: NpmNetwork): Dispatcher => {
  const trust = { rejectUnauthorized: network.isStrictSsl, ...(network.ca && { ca: [...network.ca] }) }
  const agent = new EnvHttpProxyAgent({
    // Empty, and not left out: undici would read the environment, which npm's configuration stands above.
    httpProxy: network.httpProxy ?? '',
    httpsProxy: network.httpsProxy ?? '',
    noProxy: noProxyOf(network.noProxy),
    connect: trust,
    requestTls: trust,
    proxyTls: trust,
    // Plain HTTP is asked of the proxy itself (RFC 9110, section 7.6); only TLS needs a tunnel.
    proxyTunnel: false,
    bodyTimeout: IDLE_TIMEOUT_MS,
    headersTimeout: IDLE_TIMEOUT_MS,
    // A connection a file: none stays open behind it.
    pipelining: 0,
  })
  return agent.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS }))
}

/** What undici says of a proxy that doesn't open a tunnel. */
const REFUSED_TUNNEL = /^Proxy response \((\d+)\)/

const refusalOf = (error: unknown): RefusedError | null => {
  const message = error instanceof Error ? error.message : ''
  const [, status] = REFUSED_TUNNEL.exec(message) ?? []
  if (status) return new RefusedError(`the proxy answered ${status}`, { cause: error })
  return message.startsWith('Redirect loop')
    ? new RefusedError('the server redirects in a ring', { cause: error })
    : null
}

/** GETs `from`, following redirects, over the network as npm is configured to use it. The caller reads the body. */
export const get = async (
  from: string,
  headers: Record<string, string>,
  network: NpmNetwork,
  signal?: AbortSignal,
): Promise<Dispatcher.ResponseData> => {
  const url = new URL(from)
  if (!['http:', 'https:'].includes(url.protocol)) throw new RefusedError(`can't download over ${url.protocol}`)
  try {
    const response = await request(url, { headers, dispatcher: dispatcherOf(network), ...(signal && { signal }) })
    if (response.statusCode < 300 || response.statusCode >= 400) return response
    await response.body.dump()
    throw new RefusedError(
      response.headers.location === undefined
        ? `${url.host} answered ${response.statusCode} without a location`
        : `${url.host} redirected more than ${MAX_REDIRECTS} times`,
    )
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}
