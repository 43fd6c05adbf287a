import cookie from '@fastify/cookie'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { Audit } from '../audit.ts'
import type { AuditEvent } from '../audit-events.ts'
import { createClaim } from '../booths/claims.ts'
import {
  AuditList,
  type AuditView,
  BoothList,
  ClaimView,
  ConsoleRefusal,
  Decision,
  Rename,
  Session,
  SignIn,
  TotalsView,
} from '../console-api/console-api.ts'
import { consoleHeader } from '../console-api/console-header.ts'
import type { Database } from '../database/database.ts'
import type { FleetSecrets } from '../secrets.ts'
import type { BoothDesk } from './booth-desk.ts'
import { type Operators, operatorNameOf, sessionLifetimeMs } from './operators.ts'
import { createDeviceCookie, createSignInGuard, deviceCookieName, deviceLifetimeSeconds } from './sign-in-guard.ts'
import { readTotals } from './totals.ts'

export interface ConsoleRouteDeps {
  readonly db: Database
  readonly secrets: FleetSecrets
  readonly audit: Audit
  readonly operators: Operators
  readonly desk: BoothDesk
  readonly now: () => number
  readonly timeZone: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in operator, on the console's routes. */
    operatorName: string
  }
}

const cookieName = 'quickid-console'

/** A route as the reference shows it: what it does, and the shape of each answer. */
const describe = (
  summary: string,
  answer: TSchema,
  { status = 200, body }: { status?: number; body?: TSchema } = {},
) => ({
  summary,
  tags: ['console'],
  ...(body && { body }),
  response: { [status]: answer, '4xx': ConsoleRefusal, '5xx': ConsoleRefusal },
})
const Nothing = Type.Null()

const refuse = (reply: FastifyReply, status: number, reason: ConsoleRefusal['reason']) =>
  reply.code(status).send({ reason } satisfies ConsoleRefusal)

const sendError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
  if (error.statusCode === 429) return refuse(reply, 429, 'too-many')
  if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, 400, 'malformed')
  request.log.error({ err: error }, 'a console request failed')
  return refuse(reply, 500, 'internal')
}

/** Whether a request that changes something comes from the console's own page (or from a program, which sets headers). */
const isOwnOrigin = (request: FastifyRequest): boolean => {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (request.headers[consoleHeader] === undefined || (site !== undefined && site !== 'same-origin')) return false
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

/** The operators' interface, under `/console/api`. */
export const consoleRoutes = (deps: ConsoleRouteDeps) => async (app: FastifyInstance) => {
  const { db, audit, operators, desk, now } = deps
  await app.register(cookie, { secret: deps.secrets.cookieSecret })
  app.decorateRequest('operatorName', '')
  app.setErrorHandler<FastifyError>(sendError)
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not-found'))

  const readCookie = (request: FastifyRequest, name: string): string | null => {
    const unsigned = request.unsignCookie(request.cookies[name] ?? '')
    return unsigned.valid ? unsigned.value : null
  }
  const tokenOf = (request: FastifyRequest): string | null => readCookie(request, cookieName)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (request.method !== 'GET' && !isOwnOrigin(request)) return refuse(reply, 403, 'foreign')
  })
  const signedIn = async (request: FastifyRequest, reply: FastifyReply) => {
    const token = tokenOf(request)
    const name = token === null ? null : await operators.nameOf(token)
    if (name === null) return refuse(reply, 401, 'signed-out')
    request.operatorName = name
  }
  const note = (request: FastifyRequest, event: AuditEvent, subject: string) =>
    audit.record({ event, actor: request.operatorName, subject, address: request.ip })

  const admit = createSignInGuard({ now })
  app.post<{ Body: SignIn }>(
    '/session',
    { schema: describe('Sign an operator in', Session, { body: SignIn }) },
    async (request, reply) => {
      const name = operatorNameOf(request.body.name)
      const admission = admit({ name, address: request.ip, deviceCookie: readCookie(request, deviceCookieName) })
      if (!admission.ok) {
        reply.header('retry-after', Math.ceil(admission.retryAfterMs / 1000))
        return refuse(reply, 429, 'too-many')
      }
      const token = await operators.signIn(name, request.body.password)
      if (token === null) {
        await audit.record({ event: 'operator.sign-in-failed', actor: 'unknown', subject: '', address: request.ip })
        return refuse(reply, 401, 'wrong-password')
      }
      admission.wasRight()
      request.operatorName = (await operators.nameOf(token)) ?? ''
      await note(request, 'operator.signed-in', '')
      const guarded = {
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        signed: true,
      } as const
      return reply
        .setCookie(cookieName, token, { ...guarded, path: '/console/api', maxAge: sessionLifetimeMs / 1000 })
        .setCookie(deviceCookieName, createDeviceCookie(name), {
          ...guarded,
          // Nothing but a sign-in asks for it.
          path: '/console/api/session',
          maxAge: deviceLifetimeSeconds,
        })
        .send({ name: request.operatorName })
    },
  )

  await app.register(async (own) => {
    own.addHook('onRequest', signedIn)

    own.get('/session', { schema: describe('Who is signed in', Session) }, async (request) => ({
      name: request.operatorName,
    }))
    own.delete('/session', { schema: describe('Sign out', Nothing, { status: 204 }) }, async (request, reply) => {
      await operators.signOut(tokenOf(request) ?? '')
      await note(request, 'operator.signed-out', '')
      return reply.clearCookie(cookieName, { path: '/console/api' }).code(204).send()
    })

    own.get('/booths', { schema: describe('All booths', BoothList) }, async () => ({ booths: await desk.list() }))
    own.get('/totals', { schema: describe('Counts by interface and status', TotalsView) }, () =>
      readTotals(db, deps.timeZone, now()),
    )
    own.get('/audit', { schema: describe('The newest hundred lines of the audit', AuditList) }, async () => ({
      entries: (await audit.newest(100)).map((row): AuditView => ({ ...row, at: row.at.toISOString() })),
    }))
    own.post(
      '/claims',
      { schema: describe('A claim code for one booth', ClaimView) },
      async (request): Promise<ClaimView> => {
        const claim = await createClaim(deps, request.operatorName)
        await note(request, 'claim.created', '')
        return { code: claim.code, expiresAt: claim.expiresAt.toISOString() }
      },
    )

    type Id = { Params: { id: string } }
    const answer = async (
      request: FastifyRequest,
      reply: FastifyReply,
      event: AuditEvent,
      act: { readonly id: string; readonly isDone: boolean },
    ) => {
      if (!act.isDone) return refuse(reply, 409, 'changed')
      await note(request, event, act.id)
      return reply.code(204).send()
    }
    for (const [path, status, event, summary] of [
      ['accept', 'active', 'booth.accepted', 'Accept a booth whose digits were compared'],
      ['refuse', 'refused', 'booth.refused', 'Refuse a booth'],
    ] as const) {
      own.post<Id & { Body: Decision }>(
        `/booths/:id/${path}`,
        { schema: describe(summary, Nothing, { status: 204, body: Decision }) },
        async (request, reply) => {
          const { id } = request.params
          const isDone = await desk.decide(id, status, request.body.confirmationCode, request.operatorName)
          return answer(request, reply, event, { id, isDone })
        },
      )
    }
    own.patch<Id & { Body: Rename }>(
      '/booths/:id',
      { schema: describe('Name a booth', Nothing, { status: 204, body: Rename }) },
      async (request, reply) => {
        const { id } = request.params
        return answer(request, reply, 'booth.renamed', { id, isDone: await desk.rename(id, request.body.name) })
      },
    )
    for (const [path, event, summary] of [
      ['release', 'booth.released', 'End a booth’s quarantine'],
      ['retire', 'booth.retired', 'Take a booth out of the fleet for ever'],
    ] as const) {
      const schema = describe(summary, Nothing, { status: 204 })
      own.post<Id>(`/booths/:id/${path}`, { schema }, async (request, reply) => {
        const { id } = request.params
        return answer(request, reply, event, { id, isDone: await desk[path](id, request.operatorName) })
      })
    }
  })
}
