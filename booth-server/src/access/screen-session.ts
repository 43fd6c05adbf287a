import { createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BoothError } from '../foundation/errors.ts'
import { placeFile } from './run-directory.ts'
import { isSameSecret } from './screen-key.ts'

const secretFileName = 'screen-session.secret'
const SECRET_BYTES = 32
const SECRET_FORM = /^[\w-]{43}$/
const ID_BYTES = 16

/** A browser keeps one jar for all ports of a machine. */
const cookieNameOf = (port: number): string => `quickid-screen-${port}`

/** The cookies of that name: a browser may hold several, of different paths. */
const valuesIn = (header: string | undefined, name: string): readonly string[] =>
  (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })

/**
 * Who has shown the key, by cookie: a random id and its HMAC (RFC 2104, SHA-256), so that nothing is kept of a session
 * but the secret that all are signed with. It lies in the run directory and outlives the server; each is good for as
 * long as it lies there.
 */
export class ScreenSessions {
  readonly #secret: string

  private constructor(secret: string) {
    this.#secret = secret
  }

  /** With the secret of the run directory, made anew where there is none or a damaged one. */
  static async open(runDirectory: string): Promise<ScreenSessions> {
    const path = join(runDirectory, secretFileName)
    const kept = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return ''
      throw new BoothError('config.unreadable', `${path} can't be read`, { cause })
    })
    if (SECRET_FORM.test(kept)) return new ScreenSessions(kept)
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    await placeFile(path, secret, 0o600)
    return new ScreenSessions(secret)
  }

  /** The value of `Set-Cookie` that opens a session (RFC 6265): gone with the browser, out of reach of scripts. */
  cookie(port: number): string {
    const id = randomBytes(ID_BYTES).toString('base64url')
    return `${cookieNameOf(port)}=${id}.${this.#sign(id)}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** Whether the request's `Cookie` header has a session of this booth. */
  has(cookieHeader: string | undefined, port: number): boolean {
    return valuesIn(cookieHeader, cookieNameOf(port)).some((value) => {
      const [id = '', signature = ''] = value.split('.')
      return isSameSecret(signature, this.#sign(id))
    })
  }

  #sign(id: string): string {
    return createHmac('sha256', this.#secret).update(id).digest('base64url')
  }
}
