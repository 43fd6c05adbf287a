import type { AddressInfo } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger } from 'fastify'
import { ProvisioningError } from '../protocol/errors.ts'
import { makeFolder } from '../storage/durable-file.ts'
import { buildFleet } from './app.ts'
import type { RateLimits } from './booths/booth-routes.ts'
import type { Database } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open-database.ts'
import { createOperators } from './operators/operators.ts'
import { applyRetention } from './retention.ts'
import { checkSecretBelongs, deriveSecrets, type FleetSecrets, readMasterSecret } from './secrets.ts'

export interface FleetOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Holds the fleet's secret, and PGlite's files unless `databaseUrl` is given. */
  readonly dataDir: string
  readonly databaseUrl: string | null
  /** Base64url of 32 bytes; null takes the file in `dataDir`. */
  readonly secret: string | null
  /** Sets the first operator's password; null makes a random one at the first start. */
  readonly adminPassword: string | null
  /** Given the random one before it is stored: what can't be handed on must not become the only password. */
  readonly keepFirstPassword?: (password: string) => void
  /** Where booths and browsers find the fleet; null: by address, and as `localhost`. */
  readonly publicUrl?: string | null
  readonly timeZone?: string
  readonly trustProxy?: readonly string[]
  readonly logger?: FastifyBaseLogger
  readonly rateLimits?: Partial<RateLimits>
  readonly now?: () => number
}

export interface RunningFleet {
  /** `http://127.0.0.1:8090` */
  readonly url: string
  readonly db: Database
  readonly secrets: FleetSecrets
  /** The first operator's random password, at the first start only. */
  readonly firstPassword: string | null
  close(): Promise<void>
}

const retentionEveryMs = 60 * 60 * 1000

/** The built console: `provisioning/dist/console-page`, seen from the sources or from the build. */
const findConsole = (): string => {
  const here = dirname(fileURLToPath(import.meta.url))
  const parent = resolve(here, '..')
  return parent.endsWith('dist') ? join(parent, 'console-page') : join(parent, 'dist', 'console-page')
}

/** The database, migrated, and the secrets that belong to it. */
export const openFleetStore = async (
  options: Pick<FleetOptions, 'dataDir' | 'databaseUrl' | 'secret'>,
): Promise<{ readonly db: Database; readonly secrets: FleetSecrets }> => {
  makeFolder(options.dataDir)
  const secrets = deriveSecrets(readMasterSecret(options.dataDir, options.secret))
  const db = await openDatabase(options)
  try {
    await migrate(db)
    await checkSecretBelongs(db, secrets)
    return { db, secrets }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** An address that this machine can't serve on, in words; anything else as it is. */
const listenFault = (error: NodeJS.ErrnoException, { host, port }: FleetOptions): Error => {
  const fail = (what: string) => new ProvisioningError('fleet.config-invalid', what)
  switch (error.code) {
    case 'EADDRINUSE':
      return fail(`FLEET_PORT ${port} is taken by another program: set another`)
    case 'EACCES':
      return fail(`FLEET_PORT ${port} needs more rights than this program has: set one from 1024 on`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(`FLEET_HOST ${host} is no address of this machine: set one, such as 127.0.0.1 or 0.0.0.0`)
    default:
      return error
  }
}

/** Opens, migrates, listens. @throws ProvisioningError, see `openDatabase`, `migrate` and `checkSecretBelongs`. */
export const startFleet = async (options: FleetOptions): Promise<RunningFleet> => {
  const now = options.now ?? Date.now
  const { db, secrets } = await openFleetStore(options)
  try {
    const firstPassword = await createOperators({ db, now }).ensureFirst(
      options.adminPassword,
      options.keepFirstPassword,
    )
    const app = await buildFleet({ ...options, db, secrets, now, consoleDir: findConsole() })
    const forget = () =>
      applyRetention(db, now()).catch((error: unknown) => app.log.error({ err: error }, 'retention failed'))
    await forget()
    await app.listen({ host: options.host, port: options.port }).catch((error: NodeJS.ErrnoException) => {
      throw listenFault(error, options)
    })
    const timer = setInterval(forget, retentionEveryMs)
    timer.unref()
    const { address, port, family } = app.server.address() as AddressInfo
    return {
      url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
      db,
      secrets,
      firstPassword,
      close: async () => {
        clearInterval(timer)
        await app.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}
