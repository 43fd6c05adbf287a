import type { FastifyInstance } from 'fastify'
import { isSameOrigin } from '../access/origin-guard.ts'
import { ScreenConnection, type ScreenDeps } from './screen-connection.ts'

export type { ScreenDeps } from './screen-connection.ts'

/** RFC 6455 7.4.1: policy violation, going away, try again later. */
const closePolicy = 1008
const closeGoingAway = 1001
const closeTryLater = 1013
/** Connections that have not said hello yet count too. */
const MAX_CONNECTIONS = 8
const PING_EVERY_MS = 15_000

/**
 * The screen's socket. One screen at a time controls the booth: the newest that said hello. It gets the whole state at
 * once, so a page may be reloaded at any moment of a visit.
 */
export const registerScreenSocket = (app: FastifyInstance, deps: ScreenDeps): void => {
  const connections = new Set<ScreenConnection>()
  let controlling: ScreenConnection | null = null

  app.get('/ws', { websocket: true, schema: { hide: true } }, (socket, request) => {
    if (!isSameOrigin(request.headers.origin, request.headers.host)) {
      socket.close(closePolicy, 'Only pages of this booth may connect')
      return
    }
    if (connections.size >= MAX_CONNECTIONS) {
      socket.close(closeTryLater, 'Too many connections')
      return
    }
    const connection = new ScreenConnection(socket, request.ip, deps, () => {
      if (controlling === connection) return
      controlling?.supersede()
      controlling = connection
    })
    connections.add(connection)
    socket.on('close', () => {
      connections.delete(connection)
      if (controlling === connection) controlling = null
    })
  })

  const pinging = setInterval(() => {
    for (const connection of connections) connection.ping()
  }, PING_EVERY_MS)
  pinging.unref()
  app.addHook('preClose', async () => {
    clearInterval(pinging)
    for (const connection of connections) connection.close(closeGoingAway, 'The booth stops')
  })
}
