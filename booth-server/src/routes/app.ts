import { existsSync } from 'node:fs'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { isKnownHost } from '../access/origin-guard.ts'
import type { ScreenAccess } from '../access/screen-access.ts'
import { MAX_MESSAGE_BYTES } from '../protocol/messages.ts'
import { isOddTurn } from '../protocol/page-turn.ts'
import { registerHealth } from './health.ts'
import { registerMetrics } from './metrics.ts'
import { registerScreenGuard } from './screen-guard.ts'
import { registerScreenSocket, type ScreenSocketDeps } from './screen-socket.ts'

export interface AppDeps extends ScreenSocketDeps {
  readonly screenAccess: ScreenAccess
  /** The built screen's folder. */
  readonly uiDir: string
  /** Names beside addresses and localhost under which this booth may be reached. */
  readonly allowedHosts: readonly string[]
}

/** Pages of this booth may load what this booth serves, and nothing else; nobody may frame them. */
const contentPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'blob:', 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** The head of the generated reference, `booth-server/openapi.json`. */
const describedAs = {
  openapi: '3.1.0',
  info: {
    title: 'QuickID booth',
    description: 'Health and figures of one booth. The screen speaks over a WebSocket: see src/protocol/PROTOCOL.md.',
    version: '1',
    license: { name: 'Apache-2.0' },
  },
}

/** The booth's HTTP side, built and not listening. */
export const buildApp = async (deps: AppDeps): Promise<FastifyInstance> => {
  // Fastify's own request log would hold addresses (privacy promise P4): parts log what matters themselves.
  const app = Fastify({ logger: false, bodyLimit: MAX_MESSAGE_BYTES })
  // Before the hooks: it must know of an upgrade that one of them refuses, or that socket would stay open for ever.
  // Far over the limit of a message, so that one that is too long is answered; beyond, the line is cut.
  await app.register(websocket, { options: { maxPayload: MAX_MESSAGE_BYTES * 64 } })
  app.addHook('onRequest', async (request, reply) => {
    if (isKnownHost(request.headers.host, deps.allowedHosts)) return
    await reply.code(421).type('text/plain').send('Host not allowed; add it to allowedHosts\n')
  })
  app.setErrorHandler((error: { statusCode?: number; message?: string }, request, reply) => {
    const statusCode = error.statusCode ?? 500
    if (statusCode >= 500) deps.log.error({ err: error, path: request.url.split('?')[0] }, 'A request failed')
    reply.code(statusCode).send({ statusCode, error: statusCode >= 500 ? 'Internal error' : error.message })
  })
  await app.register(swagger, { openapi: describedAs })
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // The booth is served on its own machine, without TLS.
    strictTransportSecurity: false,
  })
  // Nothing of a visit may land in a browser's cache (privacy promise P3).
  app.addHook('onSend', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    // A browser holds pictures longer than any page: with this by turns, it opens each page in a process of its own.
    if (isOddTurn(request.url.replace(/^[^?]*/, ''))) reply.header('cross-origin-embedder-policy', 'require-corp')
  })
  registerScreenGuard(app, deps.screenAccess)
  registerScreenSocket(app, deps)
  registerHealth(app, deps)
  registerMetrics(app, deps)
  if (existsSync(deps.uiDir)) await app.register(fastifyStatic, { root: deps.uiDir, cacheControl: false })
  else
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply.code(503).type('text/plain').send('The screen is not built. Run: npm run build\n'),
    )
  return app
}
