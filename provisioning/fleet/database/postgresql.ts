import pg from 'pg'
import { ProvisioningError } from '../../protocol/errors.ts'
import type { Database, Queryable } from './database.ts'
import { withoutValues } from './database-error.ts'

const { Client, Pool, types } = pg

type QueryRunner = Pick<pg.PoolClient, 'query'>

const asQueryable = (runner: QueryRunner): Queryable => ({
  query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await withoutValues('statement', () => runner.query<Row>(sql, [...parameters]))).rows,
  execute: async (script) => {
    await withoutValues('script', () => runner.query(script))
  },
})

/** `bigint` as a number here alone, not by the driver's global table. Our counters stay far below 2^53. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser

const ignore = (): void => undefined

/** What the parser throws can hold the URL, and so the password: none of it goes on. */
const checkUrl = (url: string): void => {
  try {
    new Client({ connectionString: url })
  } catch {
    throw new ProvisioningError(
      'fleet.config-invalid',
      'DATABASE_URL can not be read; write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with reserved ' +
        'characters percent-encoded and files named in it that can be read',
    )
  }
}

/**
 * @param url `postgresql://user:password@host/database`, or with a socket directory as `?host=/run/postgresql`.
 * @throws ProvisioningError `fleet.config-invalid`
 */
export const openPostgresql = async (url: string): Promise<Database> => {
  checkUrl(url)
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, types: { getTypeParser } })
  // A connection that the server drops is replaced, and a statement on it fails. Without listeners, to idle ones and to
  // those in use, it would end the process.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return {
    ...asQueryable(pool as unknown as QueryRunner),
    engine: 'postgresql',
    transaction: async (work) => {
      const client = await withoutValues('statement', () => pool.connect())
      try {
        await withoutValues('script', () => client.query('begin'))
        const result = await work(asQueryable(client))
        await withoutValues('script', () => client.query('commit'))
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
    close: () => withoutValues('statement', () => pool.end()),
  }
}
