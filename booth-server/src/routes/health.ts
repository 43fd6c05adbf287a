import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { PartHealth } from '../protocol/messages.ts'
import { boothStatusOf, healthOfDatabase, type StatusDeps } from '../readiness/booth-status.ts'

const strict = { additionalProperties: false } as const
const Live = Type.Object({ ok: Type.Literal(true) }, strict)
const Readiness = Type.Object(
  {
    ok: Type.Boolean(),
    camera: PartHealth,
    models: PartHealth,
    database: Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) }, strict),
    printer: PartHealth,
  },
  strict,
)

/** Live, and ready: what a service manager and a fleet ask. */
export const registerHealth = (app: FastifyInstance, deps: StatusDeps): void => {
  app.get('/healthz', { schema: { summary: 'Whether the server lives', response: { 200: Live } } }, async () => ({
    ok: true,
  }))

  app.get(
    '/readyz',
    { schema: { summary: 'Each part: ok, or a fixed code', response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const { camera, printer, darkroom } = boothStatusOf(deps)
      const database = healthOfDatabase(deps)
      const parts = { camera, models: darkroom, database, printer }
      const isReady = Object.values(parts).every(({ ok }) => ok)
      return await reply.code(isReady ? 200 : 503).send({ ok: isReady, ...parts })
    },
  )
}
