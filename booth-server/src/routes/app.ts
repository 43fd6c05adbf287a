import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { isKnownHost } from '../access/origin-guard.ts'
import { MAX_MESSAGE_BYTES } from '../protocol/messages.ts'
import { registerHealth } from './health.ts'
import type { ScreenDeps } from './screen-connection.ts'
import { registerScreenSocket } from './screen-socket.ts'

export interface AppDeps extends ScreenDeps {
  /** The built screen's folder. */
  readonly uiDir: string
  /** Names beside addresses and localhost under which this booth may be reached. */
  readonly allowedHosts: readonly string[]
}

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  // Nothing of a visit may land in a browser's cache (privacy promise P3).
  'cache-control': 'no-store',
} as const

/** The booth's HTTP side, built and not listening. */
export const buildApp = async (deps: AppDeps): Promise<FastifyInstance> => {
  // Fastify's own request log would hold addresses (privacy promise P4): parts log what matters themselves.
  const app = Fastify({ logger: false, bodyLimit: MAX_MESSAGE_BYTES })
  // Before the hooks: it must know of an upgrade that one of them refuses, or that socket would stay open for ever.
  // Far over the limit of a message, so that one that is too long is answered; beyond, the line is cut.
  await app.register(websocket, { options: { maxPayload: MAX_MESSAGE_BYTES * 64 } })
  app.addHook('onRequest', async (request, reply) => {
    if (isKnownHost(request.headers.host, deps.allowedHosts)) return
    await reply.code(421).type('text/plain').send('This booth is not known by that name: see allowedHosts\n')
  })
  app.setErrorHandler((error: { statusCode?: number; message?: string }, request, reply) => {
    const statusCode = error.statusCode ?? 500
    if (statusCode >= 500) deps.log.error({ err: error, path: request.url.split('?')[0] }, 'A request failed')
    reply.code(statusCode).send({ statusCode, error: statusCode >= 500 ? 'Internal error' : error.message })
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(headers)
  })
  registerScreenSocket(app, deps)
  registerHealth(app, deps)
  if (existsSync(deps.uiDir)) await app.register(fastifyStatic, { root: deps.uiDir, cacheControl: false })
  else
    app.get('/', async (_request, reply) =>
      reply.code(503).type('text/plain').send('The screen is not built. Run: npm run build\n'),
    )
  return app
}
