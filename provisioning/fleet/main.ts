import { rmSync } from 'node:fs'
import { join } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { Command } from 'commander'
import { pino } from 'pino'
import { isProvisioningError } from '../protocol/errors.ts'
import { writeTextFile } from '../storage/durable-file.ts'
import { createClaim } from './booths/claims.ts'
import { readConfig } from './config.ts'
import { firstOperator } from './operators/operators.ts'
import { openFleetStore, startFleet } from './start-fleet.ts'

/** Requests under way are answered first; whatever hangs ends with this. */
const STOP_WITHIN_MS = 15_000
const WRONG_USE = 2
/**
 * Their handlers run in the broken process itself, and return to what broke: Node aborts when its terminal is gone, and such
 * a process would turn for ever. The kernel's word is the better end.
 */
const nativeFaults = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const
/** In the data directory, mode 0600. */
const firstPasswordFile = 'first-password'

const say = (line: string) => process.stdout.write(`${line}\n`)

/**
 * The first password is for whoever started the service and nobody else: on a terminal it is shown; anywhere else stdout
 * is a file, a journal or a collector of logs, so it goes into a file that its owner alone can read.
 */
const sayFirstPassword = (url: string, password: string, path: string | null): void => {
  say('')
  say(`  First start. Sign in at ${url} with`)
  say('')
  say(`      name      ${firstOperator}`)
  say(`      password  ${path === null ? password : `in the file ${path}`}`)
  say('')
  say(path === null ? '  This password is shown this once.' : '  Delete the file once you have read it.')
  say('  FLEET_ADMIN_PASSWORD sets another password.')
  say('')
}

const serve = async (): Promise<void> => {
  const config = readConfig(process.env)
  const logger = pino(
    {
      level: config.logLevel,
      // Nothing logs these today; should a later line do so, they still don't appear (privacy promise P4).
      redact: {
        paths: ['ip', 'address', 'remoteAddress', '*.ip', '*.remoteAddress', '*.password', 'req.headers'],
        remove: true,
      },
    },
    // What stdout shows to a person at a terminal is no part of the log.
    pino.destination(process.stderr.fd),
  )
  const path = join(config.dataDir, firstPasswordFile)
  const passwordPath = process.stdout.isTTY ? null : path
  const keepFirstPassword = (password: string) => passwordPath && writeTextFile(passwordPath, `${password}\n`)
  const fleet = await startFleet({ ...config, logger, keepFirstPassword })
  // What it says is not the password any more.
  if (config.adminPassword !== null) rmSync(path, { force: true })
  if (fleet.firstPassword !== null) sayFirstPassword(fleet.url, fleet.firstPassword, passwordPath)
  say(`Fleet service on ${fleet.url} (${fleet.db.engine})`)
  closeWithGrace({ delay: STOP_WITHIN_MS, logger: false, skip: [...nativeFaults] }, async ({ err }) => {
    if (err) logger.error({ err }, 'the service stops because of an error that nobody handled')
    await fleet.close()
  })
}

const printClaim = async (): Promise<void> => {
  const { db, secrets } = await openFleetStore(readConfig(process.env))
  try {
    const claim = await createClaim({ db, secrets, now: Date.now }, 'command line')
    say(claim.code)
    process.stderr.write(`Valid until ${claim.expiresAt.toISOString()}, for one booth.\n`)
  } finally {
    await db.close()
  }
}

const databaseAdvice = (): string =>
  process.env.DATABASE_URL?.trim()
    ? '. Check that PostgreSQL runs where DATABASE_URL says, and lets its user in'
    : '. Check the folder "database" in FLEET_DATA_DIR; one that is damaged comes back from a backup alone'

const program = new Command('npm run fleet')
  .description('The fleet service, on FLEET_HOST and FLEET_PORT; provisioning/README.md has every variable.')
  .helpCommand(false)
  .showHelpAfterError()
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USE))
  .action(serve)
program
  .command('claim')
  .description('print a claim code for a booth, without the console (while no PGlite service runs)')
  .allowExcessArguments(false)
  .action(printClaim)

try {
  await program.parseAsync()
} catch (error) {
  if (!isProvisioningError(error)) throw error
  process.stderr.write(`${error.message}${error.code === 'fleet.database-failed' ? databaseAdvice() : ''}\n`)
  process.exitCode = 1
}
