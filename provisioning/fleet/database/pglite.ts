import { mkdirSync } from 'node:fs'
import { PGlite, type Transaction, types } from '@electric-sql/pglite'
import type { Database, Queryable } from './database.ts'
import { lockDirectory } from './directory-lock.ts'

const asQueryable = (runner: Pick<Transaction, 'query' | 'exec'>): Queryable => ({
  query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await runner.query<Row>(sql, [...parameters])).rows,
  execute: async (script) => {
    await runner.exec(script)
  },
})

/** @param path the database's own directory, or null for one in memory. */
export const openPglite = async (path: string | null): Promise<Database> => {
  const parsers = { [types.INT8]: Number }
  if (path === null) return wrap(await PGlite.create({ parsers }), async () => undefined)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const unlock = await lockDirectory(path)
  try {
    return wrap(await PGlite.create({ dataDir: path, parsers }), unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

const wrap = (pglite: PGlite, unlock: () => Promise<void>): Database => ({
  ...asQueryable(pglite),
  engine: 'pglite',
  transaction: (work) => pglite.transaction((tx) => work(asQueryable(tx))),
  close: async () => {
    await pglite.close()
    await unlock()
  },
})
