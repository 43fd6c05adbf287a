import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Database } from './database/database.ts'

const strict = { additionalProperties: false } as const
const Live = Type.Object({ ok: Type.Literal(true) }, strict)
const Readiness = Type.Object(
  { ok: Type.Boolean(), database: Type.Object({ ok: Type.Boolean(), engine: Type.String() }, strict) },
  strict,
)

/** Live, and ready: what a service manager and a load balancer ask. */
export const registerHealth = (app: FastifyInstance, db: Database): void => {
  const tags = ['service']
  app.get(
    '/healthz',
    { schema: { summary: 'Whether the service lives', tags, response: { 200: Live } } },
    async () => ({ ok: true }) as const,
  )
  app.get(
    '/readyz',
    { schema: { summary: 'Whether the database answers', tags, response: { 200: Readiness, 503: Readiness } } },
    async (request, reply) => {
      try {
        await db.query('select 1 as one')
        return { ok: true, database: { ok: true, engine: db.engine } }
      } catch (error) {
        request.log.error({ err: error }, 'the database does not answer')
        return reply.code(503).send({ ok: false, database: { ok: false, engine: db.engine } })
      }
    },
  )
}
