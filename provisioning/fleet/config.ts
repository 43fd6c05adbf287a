import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProvisioningError } from '../protocol/errors.ts'
import type { FleetOptions } from './start-fleet.ts'

const findRoot = (): string => {
  const parent = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  return parent.endsWith('dist') ? resolve(parent, '../..') : resolve(parent, '..')
}

/**
 * The service's configuration, from the environment alone:
 *
 * FLEET_HOST (127.0.0.1), FLEET_PORT (8090), FLEET_DATA_DIR (.data/fleet in the checkout), DATABASE_URL (PostgreSQL
 * instead of PGlite), FLEET_SECRET (instead of the file in the data directory), FLEET_ADMIN_PASSWORD, FLEET_TIME_ZONE
 * (the machine's), FLEET_TRUST_PROXY (addresses, comma-separated), FLEET_LOG_LEVEL (info).
 * @throws ProvisioningError `fleet.config-invalid`, naming the variable.
 */
export const readConfig = (env: NodeJS.ProcessEnv): Omit<FleetOptions, 'logger'> & { readonly logLevel: string } => {
  const invalid = (name: string, why: string) => new ProvisioningError('fleet.config-invalid', `${name} ${why}`)
  const text = (name: string): string | null => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const port = Number(text('FLEET_PORT') ?? 8090)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('FLEET_PORT', 'must be a port number')
  const databaseUrl = text('DATABASE_URL')
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw invalid('DATABASE_URL', 'must begin with postgresql://')
  }
  const timeZone = text('FLEET_TIME_ZONE')
  if (timeZone !== null && !Intl.supportedValuesOf('timeZone').includes(timeZone) && timeZone !== 'UTC') {
    throw invalid('FLEET_TIME_ZONE', 'must be an IANA time zone such as Asia/Shanghai')
  }
  const adminPassword = text('FLEET_ADMIN_PASSWORD')
  if (adminPassword !== null && adminPassword.length < 12) {
    throw invalid('FLEET_ADMIN_PASSWORD', 'must have at least 12 characters')
  }
  const logLevel = text('FLEET_LOG_LEVEL') ?? 'info'
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(logLevel)) {
    throw invalid('FLEET_LOG_LEVEL', 'must be a level of pino')
  }
  return {
    host: text('FLEET_HOST') ?? '127.0.0.1',
    port,
    dataDir: resolve(text('FLEET_DATA_DIR') ?? join(findRoot(), '.data', 'fleet')),
    databaseUrl,
    secret: text('FLEET_SECRET'),
    adminPassword,
    ...(timeZone !== null && { timeZone }),
    trustProxy: (text('FLEET_TRUST_PROXY') ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
    logLevel,
  }
}
