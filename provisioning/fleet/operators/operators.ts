import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../database/database.ts'
import { createPassword, hashPassword, verifyPassword } from './passwords.ts'

export const sessionLifetimeMs = 12 * 60 * 60 * 1000
export const firstOperator = 'admin'
/** An operator's name as it is stored, of one that was typed. */
export const operatorNameOf = (typed: string): string => typed.trim().toLowerCase()

export interface Operators {
  /**
   * Makes sure that there is someone who can sign in. With a password given, the first operator has it from now on
   * (the way back in after a lost one), and sessions under another one end.
   * @param keep is given a new random password before it is stored.
   * @returns a new random password to show once, or null if none was made.
   */
  ensureFirst(password: string | null, keep?: (created: string) => void): Promise<string | null>
  /** A session's token for the cookie, or null if name and password don't match. `name` as `operatorNameOf` gives it. */
  signIn(name: string, password: string): Promise<string | null>
  /** The operator's name, or null if the session is unknown or over. */
  nameOf(token: string): Promise<string | null>
  signOut(token: string): Promise<void>
}

const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

export const createOperators = (deps: { db: Database; now: () => number }): Operators => {
  const { db, now } = deps

  const setPassword = async (name: string, password: string): Promise<void> => {
    await db.query(
      `insert into operators (name, password_hash, created_at) values ($1, $2, $3)
       on conflict (name) do update set password_hash = excluded.password_hash`,
      [name, await hashPassword(password), new Date(now())],
    )
    await db.query('delete from sessions where operator_id = (select id from operators where name = $1)', [name])
  }
  const readHash = async (name: string): Promise<{ id: number; password_hash: string } | undefined> => {
    const [row] = await db.query<{ id: number; password_hash: string }>(
      'select id, password_hash from operators where name = $1',
      [name],
    )
    return row
  }

  return {
    ensureFirst: async (password, keep) => {
      const known = await readHash(firstOperator)
      if (password !== null) {
        const isSame = known !== undefined && (await verifyPassword(password, known.password_hash))
        if (!isSame) await setPassword(firstOperator, password)
        return null
      }
      if (known !== undefined) return null
      const created = createPassword()
      keep?.(created)
      await setPassword(firstOperator, created)
      return created
    },
    signIn: async (name, password) => {
      const row = await readHash(name)
      const isRight = await verifyPassword(password, row?.password_hash ?? null)
      if (!isRight || row === undefined) return null
      const token = randomBytes(32).toString('base64url')
      await db.query('insert into sessions (token_hash, operator_id, created_at, expires_at) values ($1, $2, $3, $4)', [
        hashToken(token),
        row.id,
        new Date(now()),
        new Date(now() + sessionLifetimeMs),
      ])
      return token
    },
    nameOf: async (token) => {
      const [row] = await db.query<{ name: string }>(
        `select o.name from sessions s join operators o on o.id = s.operator_id
         where s.token_hash = $1 and s.expires_at > $2`,
        [hashToken(token), new Date(now())],
      )
      return row?.name ?? null
    },
    signOut: async (token) => {
      await db.query('delete from sessions where token_hash = $1', [hashToken(token)])
    },
  }
}
