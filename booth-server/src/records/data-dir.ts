import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BoothError } from '../foundation/errors.ts'

export const databaseFileName = 'booth.sqlite'
/** Settings that the fleet asks for, as it last told them; see `settings/`. */
export const fleetSettingsFileName = 'fleet-settings.json'

/** `src/records` and `dist/records` are equally deep: three up is the checkout. */
const checkout = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Where the booth keeps what lasts: `--data DIR` (or `--data=DIR`), else `QUICKID_DATA_DIR`, else `.data/booth` of the
 * checkout. Always absolute; a relative path counts from the working directory.
 */
export const dataDirFrom = (env: NodeJS.ProcessEnv, argv: readonly string[]): string => {
  const given = argumentOf(argv) ?? env.QUICKID_DATA_DIR
  if (given === undefined || given === '') return join(checkout, '.data', 'booth')
  return isAbsolute(given) ? given : resolve(given)
}

const argumentOf = (argv: readonly string[]): string | undefined => {
  const at = argv.findIndex((word) => word === '--data' || word.startsWith('--data='))
  if (at === -1) return undefined
  const word = argv[at] as string
  const value = word === '--data' ? argv[at + 1] : word.slice('--data='.length)
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw new BoothError('config.invalid', 'Expected a directory after --data')
  }
  return value
}
