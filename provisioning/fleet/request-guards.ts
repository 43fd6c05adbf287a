import { BlockList, isIP } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'

// What every request must pass before a route sees it, and before anything is read from the database for it.

/** Under which host names the fleet is asked. */
export interface HostPolicy {
  /** `https://fleet.example.com`; null while nobody has said. */
  readonly publicUrl: string | null
}

/** A service manager and a load balancer ask by address, whatever the public name is. */
const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Host name without its port, brackets and case; null for what is none. */
const hostNameOf = (host: string | undefined): string | null => {
  if (host === undefined || !URL.canParse(`http://${host}`)) return null
  return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
}

/**
 * Whether the fleet is served under this `Host`. A page of the internet can point a name of its own at the fleet (DNS
 * rebinding) and would then count as of the same origin; it can't do so with the fleet's own name, with this machine's,
 * or with a bare address. Addresses are taken as long as no public URL is set, and always for health.
 */
export const isServedHost = (host: string | undefined, path: string, { publicUrl }: HostPolicy): boolean => {
  const name = hostNameOf(host)
  if (name === null) return false
  const family = isIP(name)
  if (name === 'localhost' || (family !== 0 && loopback.check(name, family === 4 ? 'ipv4' : 'ipv6'))) return true
  if (family !== 0 && (publicUrl === null || healthPaths.has(path))) return true
  return publicUrl !== null && name === hostNameOf(new URL(publicUrl).host)
}

const hostRefused = (publicUrl: string | null): string =>
  publicUrl === null
    ? 'This fleet has no public name yet. Set FLEET_PUBLIC_URL to the address that booths and browsers use, and restart it.\n'
    : 'This fleet is served under another name. Ask for it by the host of FLEET_PUBLIC_URL, or correct that; a proxy before it must pass the Host header on.\n'

/** Whether a NUL stands in a text, at any depth. PostgreSQL stores none (its documentation, section 8.3). */
export const holdsNul = (value: unknown): boolean => {
  // A list instead of recursion: a body of 64 KiB can be nested 30,000 deep.
  const waiting = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next === 'string' && next.includes('\0')) return true
    if (typeof next !== 'object' || next === null || Buffer.isBuffer(next)) continue
    for (const [name, member] of Object.entries(next)) waiting.push(name, member)
  }
  return false
}

/** Its `statusCode` is what the routes' error handlers go by, each in the form of its own interface. */
const refusal = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode })

export const registerRequestGuards = async (
  app: FastifyInstance,
  options: HostPolicy & {
    /** See `RateLimits`. */
    readonly addressCallsPerMinute: number
  },
): Promise<void> => {
  app.addHook('onRequest', async (request, reply) => {
    if (isServedHost(request.headers.host, request.url.split('?')[0] ?? '', options)) return
    // 421: RFC 9110, section 15.5.20.
    return reply.code(421).type('text/plain').send(hostRefused(options.publicUrl))
  })

  // Its memory is bounded: of more addresses than this the one that was quiet longest is forgotten.
  await app.register(rateLimit, { global: false, ipv6Subnet: 64, cache: 20_000 })
  const perAddress = app.createRateLimit({ max: options.addressCallsPerMinute, timeWindow: '1 minute' })
  app.addHook('onRequest', async (request, reply) => {
    const limit = await perAddress(request)
    if (limit.isAllowed || !limit.isExceeded) return
    reply.header('retry-after', limit.ttlInSeconds)
    throw refusal(429, 'Too many requests from one address')
  })

  app.addHook('preValidation', async ({ body, query, params }) => {
    if ([body, query, params].some(holdsNul)) throw refusal(400, 'A NUL character is no text')
  })
}
