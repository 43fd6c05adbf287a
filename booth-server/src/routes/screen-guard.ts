import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ScreenAccess } from '../access/screen-access.ts'
import { exchangedPage, noKeyPage } from '../access/screen-pages.ts'

/** Where the key is exchanged, and what tells everybody something: each looks at the caller itself. */
const open: ReadonlySet<string> = new Set(['/screen', '/healthz', '/readyz', '/metrics'])

/**
 * Lets the screen alone in: pages, their files and the upgrade to the socket are answered with 401 to whoever has not
 * shown the key. What is open is named, so a new route is closed until somebody opens it.
 */
export const registerScreenGuard = (app: FastifyInstance, access: ScreenAccess): void => {
  app.addHook('onRequest', async (request, reply) => {
    const isOpen = !request.ws && open.has(request.url.split('?', 1)[0] as string)
    if (isOpen || access.isScreen(request)) return
    await reply.code(401).type('text/html; charset=utf-8').send(noKeyPage)
  })

  app.get<{ Querystring: { key?: string } }>(
    '/screen',
    { schema: { hide: true, querystring: Type.Object({ key: Type.Optional(Type.String({ maxLength: 100 })) }) } },
    async (request, reply) => {
      reply.type('text/html; charset=utf-8')
      const cookie = access.exchange(request.query.key ?? '', request)
      if (cookie !== null) reply.header('set-cookie', cookie)
      // A key of an earlier start, shown by a browser whose session goes on, does no harm.
      else if (!access.isScreen(request)) return await reply.code(401).send(noKeyPage)
      return await reply.send(exchangedPage)
    },
  )
}
