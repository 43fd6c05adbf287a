import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Registry } from 'prom-client'
import { Type } from 'typebox'
import { boothStatusOf, type StatusDeps } from '../readiness/booth-status.ts'

/** Figures for Prometheus: counts of the booth, nothing of a person. */
export const registerMetrics = (app: FastifyInstance, deps: StatusDeps): void => {
  const registry = new Registry()
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const visitsToday = gauge('booth_visits_today', 'Visits since local midnight')
  const sheetsToday = gauge('booth_sheets_today', 'Sheets printed since local midnight')
  const sheetsTotal = new Counter({ name: 'booth_sheets_total', help: 'Sheets printed', registers: [registry] })
  const recordsToSync = gauge('booth_records_to_sync', 'Records that the fleet has not taken yet')
  const cameraUp = gauge('booth_camera_up', '1 = frames arrive')
  const printerUp = gauge('booth_printer_up', '1 = can print')
  const darkroomUp = gauge('booth_darkroom_up', '1 = a darkroom is there')
  const framesPerSecond = gauge('booth_camera_frames_per_second', 'Live frames')
  const residentBytes = gauge('process_resident_memory_bytes', 'Of the server, without its darkrooms')

  const measure = () => {
    const counts = deps.records.counts.read()
    const { camera, printer, darkroom } = boothStatusOf(deps)
    const { status } = deps.camera
    visitsToday.set(counts.visitsToday)
    sheetsToday.set(counts.sheetsToday)
    // The database counts; the process only shows.
    sheetsTotal.reset()
    sheetsTotal.inc(counts.sheetsTotal)
    recordsToSync.set(deps.sync.status().toSync)
    cameraUp.set(Number(camera.ok))
    printerUp.set(Number(printer.ok))
    darkroomUp.set(Number(darkroom.ok))
    framesPerSecond.set(status.state === 'running' ? status.framesPerSecond : 0)
    residentBytes.set(process.memoryUsage.rss())
  }

  app.get(
    '/metrics',
    { schema: { summary: 'Prometheus', produces: ['text/plain'], response: { 200: Type.String() } } },
    async (_request, reply) => {
      measure()
      return await reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}
