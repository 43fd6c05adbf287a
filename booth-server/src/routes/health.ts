import type { FastifyInstance } from 'fastify'
import { boothStatusOf, healthOfDatabase, type StatusDeps } from '../readiness/booth-status.ts'

const line = (name: string, help: string, type: 'gauge' | 'counter', value: number) =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`

/** Live, ready, and figures for Prometheus: counts of the booth, nothing of a person. */
export const registerHealth = (app: FastifyInstance, deps: StatusDeps): void => {
  app.get('/healthz', async () => ({ ok: true }))

  app.get('/readyz', async (_request, reply) => {
    const { camera, printer, darkroom } = boothStatusOf(deps)
    const database = healthOfDatabase(deps)
    const parts = { camera, models: darkroom, database, printer }
    const isReady = Object.values(parts).every(({ ok }) => ok)
    return await reply.code(isReady ? 200 : 503).send({ ok: isReady, ...parts })
  })

  app.get('/metrics', async (_request, reply) => {
    const { visitsToday, sheetsToday, sheetsTotal } = deps.records.counts()
    const { camera, printer, darkroom } = boothStatusOf(deps)
    const { status } = deps.camera
    reply.type('text/plain; version=0.0.4; charset=utf-8')
    return [
      line('booth_visits_today', 'Visits since local midnight', 'gauge', visitsToday),
      line('booth_sheets_today', 'Sheets printed since local midnight', 'gauge', sheetsToday),
      line('booth_sheets_total', 'Sheets printed', 'counter', sheetsTotal),
      line('booth_records_to_sync', 'Records that the fleet has not taken yet', 'gauge', deps.sync.status().toSync),
      line('booth_camera_up', '1 = frames arrive', 'gauge', Number(camera.ok)),
      line('booth_printer_up', '1 = can print', 'gauge', Number(printer.ok)),
      line('booth_darkroom_up', '1 = a darkroom is there', 'gauge', Number(darkroom.ok)),
      line(
        'booth_camera_frames_per_second',
        'Live frames',
        'gauge',
        status.state === 'running' ? status.framesPerSecond : 0,
      ),
      line('process_resident_memory_bytes', 'Of the server, without its darkrooms', 'gauge', process.memoryUsage.rss()),
    ].join('')
  })
}
