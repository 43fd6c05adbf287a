import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ScreenAccess } from '../access/screen-access.ts'
import { FaultCode } from '../protocol/codes.ts'
import { boothStatusOf, healthOfDatabase, type StatusDeps } from '../readiness/booth-status.ts'

export interface HealthDeps extends StatusDeps {
  readonly screenAccess: ScreenAccess
}

const strict = { additionalProperties: false } as const
const Live = Type.Object({ ok: Type.Literal(true) }, strict)
const detail = Type.Optional(
  Type.String({ description: 'In English; for the screen, and whoever has the `metricsToken`' }),
)
const PartState = Type.Object({ ok: Type.Boolean(), fault: Type.Optional(FaultCode), detail }, strict)
const DatabaseState = Type.Object(
  { ok: Type.Boolean(), fault: Type.Optional(Type.Literal('database.unreadable')), detail },
  strict,
)
const Readiness = Type.Object(
  { ok: Type.Boolean(), camera: PartState, models: PartState, database: DatabaseState, printer: PartState },
  strict,
)

/** Without what only the screen may know: a detail may name an address, a file or a device. */
const withoutDetail = (part: object): object => ({ ...part, detail: undefined })

/** Live, and ready: what a service manager and a fleet ask. */
export const registerHealth = (app: FastifyInstance, deps: HealthDeps): void => {
  app.get('/healthz', { schema: { summary: 'Whether the server lives', response: { 200: Live } } }, async () => ({
    ok: true,
  }))

  app.get(
    '/readyz',
    { schema: { summary: 'Each part: ok, or a fixed code', response: { 200: Readiness, 503: Readiness } } },
    async (request, reply) => {
      const { camera, printer, darkroom } = boothStatusOf(deps)
      const health = healthOfDatabase(deps)
      const database = health.ok ? health : { ...health, fault: 'database.unreadable' as const }
      const isReady = [camera, darkroom, database, printer].every(({ ok }) => ok)
      const told = deps.screenAccess.maySeeDetails(request) ? (part: object) => part : withoutDetail
      return await reply.code(isReady ? 200 : 503).send({
        ok: isReady,
        camera: told(camera),
        models: told(darkroom),
        database: told(database),
        printer: told(printer),
      })
    },
  )
}
