import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open-database.ts'
import { type PostgresCluster, startPostgres } from './postgres-cluster.ts'

/** Runs the same tests on embedded PGlite and on a real PostgreSQL, each test on an empty, migrated schema. */
export const describeOnEachDatabase = (title: string, define: (database: () => Database) => void): void => {
  describe.each(['pglite', 'postgresql'] as const)(`${title} on %s`, (engine) => {
    let cluster: PostgresCluster | null = null
    let db: Database

    beforeAll(async () => {
      if (engine === 'postgresql') cluster = await startPostgres()
      db = await openDatabase({ databaseUrl: (await cluster?.createDatabase()) ?? null, dataDir: null })
    })
    beforeEach(async () => {
      await db.execute('drop schema public cascade; create schema public')
      await migrate(db)
    })
    afterAll(async () => {
      await db?.close()
      await cluster?.stop()
    })
    define(() => db)
  })
}
