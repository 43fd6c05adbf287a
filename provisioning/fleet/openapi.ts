import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildFleet } from './app.ts'
import { openDatabase } from './database/open-database.ts'
import { deriveSecrets } from './secrets.ts'

export const openApiFile = fileURLToPath(new URL('./openapi.json', import.meta.url))

/** The reference of the fleet's interfaces, OpenAPI 3.1, from the schemas that its routes check with. */
export const fleetOpenApi = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'quickid-openapi-'))
  const db = await openDatabase({ dataDir, databaseUrl: null })
  try {
    const app = await buildFleet({ db, secrets: deriveSecrets(randomBytes(32)) })
    await app.ready()
    const text = `${JSON.stringify(app.swagger(), null, 2)}\n`
    await app.close()
    return text
  } finally {
    await db.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
