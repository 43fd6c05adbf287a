import pg from 'pg'
import type { Database, Queryable } from './database.ts'

const { Pool, types } = pg

type QueryRunner = Pick<pg.PoolClient, 'query'>

const asQueryable = (runner: QueryRunner): Queryable => ({
  query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await runner.query<Row>(sql, [...parameters])).rows,
  execute: async (script) => {
    await runner.query(script)
  },
})

/** `bigint` as a number here alone, not by the driver's global table. Our counters stay far below 2^53. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser

/** @param url `postgresql://user:password@host/database`, or with a socket directory as `?host=/run/postgresql`. */
export const openPostgresql = async (url: string): Promise<Database> => {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, types: { getTypeParser } })
  // An idle connection that the server drops is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  return {
    ...asQueryable(pool as unknown as QueryRunner),
    engine: 'postgresql',
    transaction: async (work) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const result = await work(asQueryable(client))
        await client.query('commit')
        client.release()
        return result
      } catch (error) {
        // A connection that can't roll back is broken: destroyed, not returned to the pool.
        const isBroken = await client.query('rollback').then(
          () => false,
          () => true,
        )
        client.release(isBroken)
        throw error
      }
    },
    close: () => pool.end(),
  }
}
