/** What both engines give alike: `bigint` as a safe number, `timestamptz` as a Date, `jsonb` parsed. */
export interface Queryable {
  /** One statement with `$1` parameters. */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** A script of several statements without parameters. */
  execute(script: string): Promise<void>
}

/** The fleet's store. Whatever it fails with is a DatabaseError, which holds no value of a parameter or a row. The same SQL runs on embedded PGlite and on PostgreSQL 15 or newer. */
export interface Database extends Queryable {
  readonly engine: 'pglite' | 'postgresql'
  /** Commits when `work` resolves, rolls back when it throws. Inside, use the given `tx` alone. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}
