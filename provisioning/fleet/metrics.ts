import type { FastifyInstance } from 'fastify'
import { Gauge, Histogram, Registry } from 'prom-client'
import { Type } from 'typebox'
import { boothStatuses } from './booths/booth-status.ts'
import type { Database } from './database/database.ts'

/** Figures for Prometheus: requests by route, booths by status; nothing of a person, no address. */
export const registerMetrics = (app: FastifyInstance, db: Database): void => {
  const registers = [new Registry()]
  const requests = new Histogram({
    name: 'fleet_request_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  const booths = new Gauge({ name: 'fleet_booths', help: 'Booths by status', labelNames: ['status'], registers })
  const unknown = new Gauge({
    name: 'fleet_unknown_values',
    help: 'Values in the records of newer booths that this fleet does not know and keeps as "other"',
    registers,
  })
  const resident = new Gauge({ name: 'process_resident_memory_bytes', help: 'Of the service', registers })

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get(
    '/metrics',
    {
      schema: { summary: 'Prometheus', tags: ['service'], produces: ['text/plain'], response: { 200: Type.String() } },
    },
    async (_request, reply) => {
      const counts = await db.query<{ status: string; count: number; unknown: number }>(
        `select status, count(*)::integer as count, sum(unknown_value_count)::double precision as unknown
         from booths group by status`,
      )
      unknown.set(counts.reduce((sum, row) => sum + row.unknown, 0))
      for (const status of boothStatuses) {
        booths.set({ status }, counts.find((row) => row.status === status)?.count ?? 0)
      }
      resident.set(process.memoryUsage.rss())
      const [registry] = registers
      return await reply.type(registry!.contentType).send(await registry!.metrics())
    },
  )
}
