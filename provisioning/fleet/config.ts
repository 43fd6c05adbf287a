import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import envSchema from 'env-schema'
import { type Static, Type } from 'typebox'
import { ProvisioningError } from '../protocol/errors.ts'
import type { FleetOptions } from './start-fleet.ts'

const findRoot = (): string => {
  const parent = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  return parent.endsWith('dist') ? resolve(parent, '../..') : resolve(parent, '..')
}

/** The service's settings, from the environment alone. */
const FleetEnvironment = Type.Object({
  FLEET_HOST: Type.String({ default: '127.0.0.1' }),
  FLEET_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8090 }),
  /** Default: `.data/fleet` of the checkout. */
  FLEET_DATA_DIR: Type.Optional(Type.String()),
  /** PostgreSQL in place of PGlite. */
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  /** In place of the file in the data directory. */
  FLEET_SECRET: Type.Optional(Type.String()),
  /** Where booths and browsers find the fleet: its host is the only one that is answered, beside this machine's. */
  FLEET_PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^/?#@\\s]+/?$' })),
  FLEET_ADMIN_PASSWORD: Type.Optional(Type.String({ minLength: 12 })),
  /** Default: the machine's. */
  FLEET_TIME_ZONE: Type.Optional(Type.Enum(['UTC', ...Intl.supportedValuesOf('timeZone')])),
  /** Addresses of proxies, comma-separated. */
  FLEET_TRUST_PROXY: Type.String({ default: '' }),
  FLEET_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info' }),
})
type FleetEnvironment = Static<typeof FleetEnvironment>

/** What to do about a variable that is wrong. */
const advice: Readonly<Record<string, string>> = {
  FLEET_PORT: 'must be a port number',
  DATABASE_URL: 'must begin with postgresql://',
  FLEET_PUBLIC_URL: 'must be https:// or http:// and a host, such as https://fleet.example.com',
  FLEET_ADMIN_PASSWORD: 'must have at least 12 characters',
  FLEET_TIME_ZONE: 'must be an IANA time zone such as Asia/Shanghai',
  FLEET_TRUST_PROXY: 'must be addresses or networks with commas between, such as 192.0.2.10,198.51.100.0/24',
  FLEET_LOG_LEVEL: 'must be a level of pino',
}

/** What proxy-addr takes, which Fastify asks: an address, a network, or the name of some. */
const isNetwork = (text: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (prefix === undefined || (version === 4 && isIP(prefix) === 4)) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128)
}

interface SchemaFault {
  readonly instancePath: string
  readonly message?: string
}

/** @throws ProvisioningError `fleet.config-invalid`, naming the variable */
export const readConfig = (env: NodeJS.ProcessEnv): Omit<FleetOptions, 'logger'> & { readonly logLevel: string } => {
  // A variable that is set to nothing is not set.
  const stated = Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : []))
  let read: FleetEnvironment
  try {
    read = envSchema<FleetEnvironment>({ schema: FleetEnvironment, data: Object.fromEntries(stated), env: false })
  } catch (cause) {
    const [fault] = (cause as { errors?: readonly SchemaFault[] }).errors ?? []
    if (!fault) throw cause
    const name = fault.instancePath.slice(1)
    throw new ProvisioningError('fleet.config-invalid', `${name} ${advice[name] ?? fault.message}`, { cause })
  }
  if (read.FLEET_PUBLIC_URL !== undefined && !URL.canParse(read.FLEET_PUBLIC_URL)) {
    throw new ProvisioningError('fleet.config-invalid', `FLEET_PUBLIC_URL ${advice.FLEET_PUBLIC_URL}`)
  }
  const trustProxy = read.FLEET_TRUST_PROXY.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (!trustProxy.every(isNetwork)) {
    throw new ProvisioningError('fleet.config-invalid', `FLEET_TRUST_PROXY ${advice.FLEET_TRUST_PROXY}`)
  }
  return {
    host: read.FLEET_HOST,
    port: read.FLEET_PORT,
    dataDir: resolve(read.FLEET_DATA_DIR ?? join(findRoot(), '.data', 'fleet')),
    databaseUrl: read.DATABASE_URL ?? null,
    secret: read.FLEET_SECRET ?? null,
    publicUrl: read.FLEET_PUBLIC_URL ?? null,
    adminPassword: read.FLEET_ADMIN_PASSWORD ?? null,
    ...(read.FLEET_TIME_ZONE !== undefined && { timeZone: read.FLEET_TIME_ZONE }),
    trustProxy,
    logLevel: read.FLEET_LOG_LEVEL,
  }
}
