import { existsSync } from 'node:fs'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { createAudit } from './audit.ts'
import { boothRoutes, defaultRateLimits, type RateLimits } from './booths/booth-routes.ts'
import type { Database } from './database/database.ts'
import { registerHealth } from './health.ts'
import { registerMetrics } from './metrics.ts'
import { createBoothDesk } from './operators/booth-desk.ts'
import { consoleRoutes } from './operators/console-routes.ts'
import { createOperators } from './operators/operators.ts'
import { registerRequestGuards } from './request-guards.ts'
import type { FleetSecrets } from './secrets.ts'

export interface FleetDeps {
  /** Migrated. */
  readonly db: Database
  readonly secrets: FleetSecrets
  readonly now?: () => number
  /** Without one, nothing is logged. */
  readonly logger?: FastifyBaseLogger
  /** The console's built page; without it `/` says that it isn't built. */
  readonly consoleDir?: string
  /** IANA name: whose midnight begins a day in the totals. Default: the machine's. */
  readonly timeZone?: string
  /** Addresses of the proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustProxy?: readonly string[]
  readonly rateLimits?: Partial<RateLimits>
  /** Where booths and browsers find the fleet; default: by address, and as `localhost`. */
  readonly publicUrl?: string | null
  /** A request that has not come in whole by then, head and body, ends. Default: 30 s. */
  readonly requestTimeoutMs?: number
}

const REQUEST_TIMEOUT_MS = 30_000
/** A booth keeps one connection, a browser six. Beyond, new ones are closed: memory and file descriptors end somewhere. */
const MAX_CONNECTIONS = 4_000

/** What is under way when the service stops has this long to be answered. */
const CLOSE_WITHIN_MS = 2_000

const logRequests = (app: FastifyInstance): void => {
  // Route and status, not the URL: it may carry what someone typed. Never the address.
  app.addHook('onResponse', async (request, reply) => {
    const entry = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }
    request.log.info({ ...entry, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
}

/** No inline script, nothing from elsewhere, in nobody's frame. */
const contentPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** The head of the generated reference, `openapi.json`. */
const describedAs = {
  openapi: '3.1.0',
  info: {
    title: 'QuickID fleet',
    description:
      'Booths speak under /v1, signed after RFC 9421 (protocol/message-signature.ts); the console under /console/api.',
    version: '1',
    license: { name: 'Apache-2.0' },
  },
}

const addPage = async (app: FastifyInstance, consoleDir: string | undefined): Promise<void> => {
  if (consoleDir !== undefined && existsSync(join(consoleDir, 'index.html'))) {
    await app.register(fastifyStatic, { root: consoleDir, index: ['index.html'] })
    return
  }
  app.get('/', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/plain')
      .send('The fleet service runs. Its console has not been built: run `npx vite build provisioning/console`.\n'),
  )
}

/** The fleet service, without listening. The database stays the caller's to close. */
export const buildFleet = async (deps: FleetDeps): Promise<FastifyInstance> => {
  const { db, secrets } = deps
  const now = deps.now ?? Date.now
  const timeZone = deps.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const rateLimits = { ...defaultRateLimits, ...deps.rateLimits }
  const requestTimeout = deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS
  const app: FastifyInstance = Fastify({
    ...(deps.logger !== undefined && { loggerInstance: deps.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: deps.trustProxy === undefined || deps.trustProxy.length === 0 ? false : [...deps.trustProxy],
    bodyLimit: 64 * 1024,
    requestTimeout,
    // Node looks for what is too slow each 30 s unless told, so that a limit of 30 s would be one of 60.
    http: { headersTimeout: requestTimeout / 3, connectionsCheckingInterval: requestTimeout / 10 },
    // Fastify's default would strip what the schema doesn't know, and turn "1" into 1.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false } },
  })
  app.server.maxConnections = MAX_CONNECTIONS
  // A connection on which nothing was asked counts as busy and would hold the service for over a minute.
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), CLOSE_WITHIN_MS).unref()
  })
  await app.register(swagger, { openapi: describedAs })
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // Browsers heed it over TLS alone (RFC 6797, section 8.1), which a proxy before the service speaks.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  })
  logRequests(app)
  await registerRequestGuards(app, {
    publicUrl: deps.publicUrl ?? null,
    addressCallsPerMinute: rateLimits.addressCallsPerMinute,
  })
  registerMetrics(app, db)
  registerHealth(app, db)
  const audit = createAudit({ db, addressKey: secrets.addressKey, now })
  await app.register(boothRoutes({ db, secrets, audit, now, rateLimits }))
  const operators = createOperators({ db, now })
  const desk = createBoothDesk({ db, now })
  await app.register(consoleRoutes({ db, secrets, audit, operators, desk, now, timeZone }), {
    prefix: '/console/api',
  })
  await addPage(app, deps.consoleDir)
  return app
}
