import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Registry } from 'prom-client'
import { Type } from 'typebox'
import { boothStatusOf } from '../readiness/booth-status.ts'
import type { HealthDeps } from './health.ts'

/**
 * Figures for Prometheus: counts of the booth, nothing of a person. Everybody is told whether each part works; how much
 * the booth is used is for the screen, and whoever has the `metricsToken`.
 */
export const registerMetrics = (app: FastifyInstance, deps: HealthDeps): void => {
  const states = new Registry()
  const registry = new Registry()
  const gauge = (name: string, help: string, registers = [registry]) => new Gauge({ name, help, registers })
  const visitsToday = gauge('booth_visits_today', 'Visits since local midnight')
  const sheetsToday = gauge('booth_sheets_today', 'Sheets printed since local midnight')
  const sheetsTotal = new Counter({ name: 'booth_sheets_total', help: 'Sheets printed', registers: [registry] })
  const recordsToSync = gauge('booth_records_to_sync', 'Records that the fleet has not taken yet')
  const cameraUp = gauge('booth_camera_up', '1 = frames arrive', [states])
  const printerUp = gauge('booth_printer_up', '1 = can print', [states])
  const darkroomUp = gauge('booth_darkroom_up', '1 = a darkroom is there', [states])
  const framesPerSecond = gauge('booth_camera_frames_per_second', 'Live frames')
  const residentBytes = gauge('process_resident_memory_bytes', 'Of the server, without its darkrooms')

  const measureStates = () => {
    const { camera, printer, darkroom } = boothStatusOf(deps)
    cameraUp.set(Number(camera.ok))
    printerUp.set(Number(printer.ok))
    darkroomUp.set(Number(darkroom.ok))
  }

  const measure = () => {
    const counts = deps.records.counts.read()
    const { status } = deps.camera
    visitsToday.set(counts.visitsToday)
    sheetsToday.set(counts.sheetsToday)
    // The database counts; the process only shows.
    sheetsTotal.reset()
    sheetsTotal.inc(counts.sheetsTotal)
    recordsToSync.set(deps.sync.status().toSync)
    framesPerSecond.set(status.state === 'running' ? status.framesPerSecond : 0)
    residentBytes.set(process.memoryUsage.rss())
  }

  app.get(
    '/metrics',
    { schema: { summary: 'Prometheus', produces: ['text/plain'], response: { 200: Type.String() } } },
    async (request, reply) => {
      reply.type(registry.contentType)
      measureStates()
      if (!deps.screenAccess.maySeeDetails(request)) return await reply.send(await states.metrics())
      measure()
      return await reply.send(await Registry.merge([states, registry]).metrics())
    },
  )
}
