import { pino } from 'pino'
import { isProvisioningError } from '../protocol/errors.ts'
import { createClaim } from './booths/claims.ts'
import { readConfig } from './config.ts'
import { firstOperator } from './operators/operators.ts'
import { openFleetStore, startFleet } from './start-fleet.ts'

const usage = `The fleet service.

  npm run fleet             serve it (FLEET_HOST, FLEET_PORT; see provisioning/README.md)
  npm run fleet -- claim    print a claim code for a booth, without the console (while no PGlite service runs)
`

const say = (line: string) => process.stdout.write(`${line}\n`)

const serve = async (): Promise<void> => {
  const config = readConfig(process.env)
  const logger = pino({
    level: config.logLevel,
    // Nothing logs these today; should a later line do so, they still don't appear (privacy promise P4).
    redact: {
      paths: ['ip', 'address', 'remoteAddress', '*.ip', '*.remoteAddress', '*.password', 'req.headers'],
      remove: true,
    },
  })
  const fleet = await startFleet({ ...config, logger })
  if (fleet.firstPassword !== null) {
    say('')
    say(`  First start. Sign in at ${fleet.url} with`)
    say('')
    say(`      name      ${firstOperator}`)
    say(`      password  ${fleet.firstPassword}`)
    say('')
    say('  This password is shown this once. FLEET_ADMIN_PASSWORD sets another one.')
    say('')
  }
  say(`Fleet service on ${fleet.url} (${fleet.db.engine})`)
  const stop = () => {
    fleet.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
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

const [command, ...rest] = process.argv.slice(2)
try {
  if (command === undefined) await serve()
  else if (command === 'claim' && rest.length === 0) await printClaim()
  else {
    process.stderr.write(usage)
    process.exitCode = 2
  }
} catch (error) {
  if (!isProvisioningError(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
