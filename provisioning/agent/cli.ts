import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { isProvisioningError } from '../protocol/errors.ts'
import { type EnrolOutcome, enrol } from './enrol.ts'
import { openIdentity } from './identity.ts'

/** The checkout's root: two levels above the sources, three above the build. */
const findRoot = (): string => {
  const here = dirname(fileURLToPath(import.meta.url))
  return here.includes(`${join('provisioning', 'dist')}`) ? resolve(here, '../../..') : resolve(here, '../..')
}

const readAppVersion = (root: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}

const sentenceOf = (outcome: EnrolOutcome, fleetUrl: string): string => {
  if (outcome.ok) return `This booth is enrolled at ${outcome.fleetUrl} as ${outcome.deviceId}.`
  switch (outcome.reason) {
    case 'invalid-claim':
    case 'invalid-url':
      return `Not enrolled: ${outcome.detail}.`
    case 'enrolled-elsewhere':
      return `Nothing changed: ${outcome.detail}.`
    case 'claim-unknown':
      return 'Not enrolled: the fleet does not know this claim. Check it, or make a new one in the console.'
    case 'claim-expired':
      return `Not enrolled: the claim is no longer valid (${outcome.detail}). Make a new one in the console.`
    case 'claim-used':
      return 'Not enrolled: another booth has used this claim. Make a new one in the console.'
    case 'refused':
      return 'Not enrolled: an operator refused this booth in the console.'
    case 'retired':
      return 'Not enrolled: this booth was retired from the fleet for ever. It needs a new key: use a fresh data directory.'
    case 'busy': {
      const seconds = outcome.retryAfterMs === null ? null : Math.ceil(outcome.retryAfterMs / 1000)
      return `The fleet is busy or was asked too often. Try again ${seconds === null ? 'later' : `in ${seconds} s`}.`
    }
    case 'unreachable':
      return `No answer from a fleet at ${fleetUrl}: ${outcome.detail}. Nothing changed on this booth; try again.`
    case 'cancelled':
      return 'Stopped. The same command goes on where it was.'
  }
}

const exitCodeOf = (outcome: EnrolOutcome): number => {
  if (outcome.ok) return 0
  if (outcome.reason === 'invalid-claim' || outcome.reason === 'invalid-url') return 2
  if (outcome.reason === 'unreachable' || outcome.reason === 'busy') return 3
  return outcome.reason === 'cancelled' ? 4 : 1
}

/** Wrong use, and a claim or an address that can't be one. */
const WRONG_USE = 2
const UNUSABLE_DATA = 5

interface EnrolFlags {
  readonly fleet: string
  readonly data?: string
  readonly allowHttp: boolean
}

const enrolBooth = async (claim: string, { fleet: fleetUrl, data, allowHttp }: EnrolFlags): Promise<number> => {
  const root = findRoot()
  const dataDir = resolve(data ?? process.env.QUICKID_DATA_DIR ?? join(root, '.data', 'booth'))
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())

  let lastState = 'waiting'
  const outcome = await enrol({
    identity: await openIdentity(dataDir),
    fleetUrl,
    claim,
    appVersion: readAppVersion(root),
    allowHttp,
    signal: stop.signal,
    onConfirmationCode: (code) => {
      process.stdout.write(`\n    ${code.slice(0, 3)} ${code.slice(3)}\n\n`)
      process.stdout.write('Compare these digits with the console, then accept the booth there. Waiting...\n')
    },
    onProgress: ({ state, detail }) => {
      if (state === lastState) return
      lastState = state
      const line =
        state === 'waiting' ? 'The fleet is back. Waiting...' : `Can't reach the fleet (${detail}). Trying on...`
      process.stdout.write(`${line}\n`)
    },
  })
  const stream = outcome.ok ? process.stdout : process.stderr
  stream.write(`${sentenceOf(outcome, fleetUrl)}\n`)
  return exitCodeOf(outcome)
}

const program = new Command('npm run enrol --')
  .usage('CLAIM --fleet URL [--data DIR] [--allow-http]')
  .description('Enrols this booth in a fleet.')
  .argument('<CLAIM>', 'the code that the fleet’s console shows under "Add a booth"')
  .requiredOption('--fleet <URL>', 'the fleet’s address, https://... (http:// for this machine only)')
  .option('--data <DIR>', 'the booth’s data directory (default: QUICKID_DATA_DIR, else .data/booth in the checkout)')
  .option('--allow-http', 'take a fleet on plain HTTP elsewhere, in a network that you trust', false)
  .addHelpText(
    'after',
    `
Exit codes: 0 enrolled, 1 not enrolled (the last line says why), 2 wrong use, 3 the fleet can't be reached or is busy,
4 stopped while waiting (the same command goes on), 5 the data directory can't be used.`,
  )
  .allowExcessArguments(false)
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USE))
  .action(async (claim: string, flags: EnrolFlags) => {
    process.exitCode = await enrolBooth(claim, flags)
  })

try {
  await program.parseAsync()
} catch (error) {
  if (!isProvisioningError(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = UNUSABLE_DATA
}
