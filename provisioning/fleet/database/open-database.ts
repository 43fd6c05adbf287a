import { join } from 'node:path'
import type { Database } from './database.ts'
import { openPglite } from './pglite.ts'
import { openPostgresql } from './postgresql.ts'

/**
 * Opens PostgreSQL at `databaseUrl`, or else PGlite in `dataDir` (null: in memory, for tests).
 * @throws ProvisioningError `fleet.data-in-use` if another process has this PGlite open.
 */
export const openDatabase = async (options: {
  readonly databaseUrl: string | null
  readonly dataDir: string | null
}): Promise<Database> => {
  if (options.databaseUrl !== null) return openPostgresql(options.databaseUrl)
  return openPglite(options.dataDir === null ? null : join(options.dataDir, 'database'))
}
