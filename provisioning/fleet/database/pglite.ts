import { PGlite, type Transaction, types } from '@electric-sql/pglite'
import { makeFolder } from '../../storage/durable-file.ts'
import type { Database, Queryable } from './database.ts'
import { withoutValues } from './database-error.ts'
import { lockDirectory } from './directory-lock.ts'

const asQueryable = (runner: Pick<Transaction, 'query' | 'exec'>): Queryable => ({
  query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await withoutValues('statement', () => runner.query<Row>(sql, [...parameters]))).rows,
  execute: async (script) => {
    await withoutValues('script', () => runner.exec(script))
  },
})

const create = (dataDir?: string): Promise<PGlite> =>
  withoutValues('statement', () => PGlite.create({ ...(dataDir && { dataDir }), parsers: { [types.INT8]: Number } }))

/** @param path the database's own directory, or null for one in memory. */
export const openPglite = async (path: string | null): Promise<Database> => {
  if (path === null) return wrap(await create(), async () => undefined)
  makeFolder(path)
  const unlock = await lockDirectory(path)
  try {
    return wrap(await create(path), unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

const wrap = (pglite: PGlite, unlock: () => Promise<void>): Database => ({
  ...asQueryable(pglite),
  engine: 'pglite',
  transaction: async (work) => {
    // What the work itself throws is the caller's own and passes as it is, unlike what beginning and committing throw.
    let thrown: { readonly byWork: unknown } | null = null
    const outcome = await withoutValues('statement', () =>
      pglite.transaction((tx) =>
        work(asQueryable(tx)).catch((error: unknown) => {
          thrown = { byWork: error }
          throw error
        }),
      ),
    ).catch((error: unknown) => {
      throw thrown === null ? error : thrown.byWork
    })
    return outcome
  },
  close: async () => {
    await withoutValues('statement', () => pglite.close())
    await unlock()
  },
})
