import type { FastifyInstance } from 'fastify'

/** Where the generated reference lies; `src` and `dist` are equally deep. */
export const openApiFile = new URL('../../openapi.json', import.meta.url)

/** The reference of the booth's HTTP side, OpenAPI 3.1, from the schemas of its routes. */
export const boothOpenApi = async (app: FastifyInstance): Promise<string> => {
  await app.ready()
  return `${JSON.stringify(app.swagger(), null, 2)}\n`
}
