import { ProvisioningError } from '../../protocol/errors.ts'

/** Classes of SQLSTATE, by their first two characters: PostgreSQL's documentation, appendix A. */
const sqlStateClasses: Readonly<Record<string, string>> = {
  '08': 'connection exception',
  '0A': 'feature not supported',
  '21': 'cardinality violation',
  '22': 'data exception',
  '23': 'integrity constraint violation',
  '25': 'invalid transaction state',
  '28': 'invalid authorization',
  '3D': 'no such database',
  '40': 'transaction rollback',
  '42': 'syntax error or access rule violation',
  '53': 'insufficient resources',
  '54': 'program limit exceeded',
  '55': 'object not in the state needed',
  '57': 'operator intervention',
  '58': 'system error',
  P0: 'error raised by a function',
  XX: 'internal error',
}

/** What the drivers say by themselves, word for word: they hold no value. Anything else of theirs might. */
const driverSentences: ReadonlySet<string> = new Set([
  'Cannot use a pool after calling end on the pool',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Connection terminated',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'PGlite failed to initialize properly',
  'PGlite is closed',
  'PGlite is closing',
  'The server does not support SSL connections',
  'timeout exceeded when trying to connect',
])

/** What a database or its driver failed with: the properties that name parts of the schema, and no value. */
interface DatabaseFault {
  /** SQLSTATE (`23505`), or Node's code of a failed connection (`ECONNREFUSED`). */
  readonly sqlState: string | null
  readonly table: string | null
  readonly column: string | null
  readonly constraint: string | null
}

/**
 * A statement that failed, without a value of its parameters or of a row. The drivers' own errors hold both, in the
 * message, in `detail` and `where` and, PGlite's, in `query` and `params`: none of it gets here, and there is no `cause`.
 */
export class DatabaseError extends ProvisioningError implements DatabaseFault {
  readonly sqlState: string | null
  readonly table: string | null
  readonly column: string | null
  readonly constraint: string | null

  constructor(message: string, fault: DatabaseFault) {
    super('fleet.database-failed', message)
    this.name = 'DatabaseError'
    this.sqlState = fault.sqlState
    this.table = fault.table
    this.column = fault.column
    this.constraint = fault.constraint
  }
}

const textOf = (error: object, name: string): string | null => {
  const value = (error as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** The server's errors have a severity; Node's and the drivers' own have none. */
const sentenceOf = (error: object, isScript: boolean): string => {
  const code = textOf(error, 'code') ?? ''
  if (textOf(error, 'severity') !== null) {
    const named = sqlStateClasses[code.slice(0, 2)] ?? 'an error'
    // Of a script without parameters, the text says which word of ours it does not understand.
    return isScript && code.startsWith('42') ? `${named} ${code}: ${textOf(error, 'message')}` : `${named} ${code}`
  }
  if (/^E[A-Z0-9_]+$/.test(code)) return `no connection: ${code}`
  const message = textOf(error, 'message') ?? ''
  return driverSentences.has(message) ? message : 'an error of the driver'
}

const toDatabaseError = (error: unknown, isScript: boolean): DatabaseError => {
  if (error instanceof DatabaseError) return error
  const thrown = typeof error === 'object' && error !== null ? error : {}
  const [table, column, constraint] = ['table', 'column', 'constraint'].map((name) => textOf(thrown, name))
  const fault = { table: table ?? null, column: column ?? null, constraint: constraint ?? null }
  const where = Object.entries(fault).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]))
  const message = `The database failed: ${[sentenceOf(thrown, isScript), ...where].join(', ')}`
  return new DatabaseError(message, { ...fault, sqlState: textOf(thrown, 'code') })
}

/**
 * Every call of a driver goes through here.
 * @param kind a `script` has no parameters.
 * @throws DatabaseError for whatever `call` throws.
 */
export const withoutValues = async <T>(kind: 'statement' | 'script', call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    throw toDatabaseError(error, kind === 'script')
  }
}
