import type { FastifyInstance } from 'fastify'
import { isSameOrigin } from '../access/origin-guard.ts'
import { closeCodes } from '../protocol/close-codes.ts'
import type { Deadlines } from '../settings/deadlines.ts'
import { ScreenConnection, type ScreenDeps } from './screen-connection.ts'
import { ScreenPlace } from './screen-place.ts'

export interface ScreenSocketDeps extends ScreenDeps {
  readonly screenDeadlines: Pick<Deadlines, 'helloMs' | 'pingMs'>
}

/**
 * The screen's socket. One screen at a time controls the booth (`ScreenPlace`). It gets the whole state at once, so a
 * page may be reloaded at any moment of a visit.
 */
export const registerScreenSocket = (app: FastifyInstance, deps: ScreenSocketDeps): void => {
  const connections = new Set<ScreenConnection>()
  const place = new ScreenPlace<ScreenConnection>()
  const { helloMs, pingMs } = deps.screenDeadlines

  app.get('/ws', { websocket: true, schema: { hide: true } }, (socket, request) => {
    if (!isSameOrigin(request.headers.origin, request.headers.host)) {
      socket.close(closeCodes.policyViolation, 'Only pages of this booth may connect')
      return
    }
    const connection = new ScreenConnection(socket, request.ip, deps, {
      helloMs,
      claim: (hello) => place.claim(connection, hello),
    })
    connections.add(connection)
    place.admit(connection)
    socket.on('close', () => {
      connections.delete(connection)
      place.leave(connection)
    })
  })

  const pinging = setInterval(() => {
    for (const connection of connections) connection.ping()
  }, pingMs)
  pinging.unref()
  app.addHook('preClose', async () => {
    clearInterval(pinging)
    for (const connection of connections) connection.close(closeCodes.goingAway, 'The booth stops')
  })
}
