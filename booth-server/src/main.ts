import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isProvisioningError } from '@quickid/provisioning/protocol'
import closeWithGrace from 'close-with-grace'
import { runDirectoryFrom } from './access/run-directory.ts'
import { type Booth, createBooth } from './booth.ts'
import { overwritesFreedMemory } from './foundation/collect-garbage.ts'
import { isBoothError } from './foundation/errors.ts'
import { createLogger } from './foundation/log.ts'
import { createServiceNotifier } from './readiness/service-notifier.ts'
import { dataDirFrom, fleetSettingsFileName } from './records/data-dir.ts'
import { readSettings } from './settings/read-settings.ts'

const packageFile = new URL('../package.json', import.meta.url)
const { version: appVersion } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
const uiDir = fileURLToPath(new URL('../../booth-ui/dist/app', import.meta.url))

/** Whatever hangs: no darkroom may outlive the booth for long, and systemd's patience ends too. */
const STOP_WITHIN_MS = 15_000

/** Their handlers run in the broken process itself: the kernel's word is the better end. */
const nativeFaults = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const

/** Where the screen's key is. The journal of a service would keep the link (systemd.exec(5) names the two variables). */
const screenLine = ({ screenAccess: { isKeyNeeded, page } }: Booth): string => {
  if (!isKeyNeeded || page === null) return ''
  const { INVOCATION_ID, JOURNAL_STREAM } = process.env
  const isService = (INVOCATION_ID ?? JOURNAL_STREAM) !== undefined && !process.stderr.isTTY
  return isService ? `Its screen: ${page.path}\n` : `Its screen, with the key: ${page.link}\n`
}

const start = async (): Promise<void> => {
  const dataDir = dataDirFrom(process.env, process.argv.slice(2))
  const settings = readSettings(process.env, join(dataDir, fleetSettingsFileName))
  const log = createLogger({ level: settings.logLevel })
  if (!overwritesFreedMemory(process.env)) {
    log.warn('Freed memory is not overwritten: start with MALLOC_PERTURB_=255, as npm start and the unit do')
  }
  const runDirectory = runDirectoryFrom(settings.runDirectory, process.env, dataDir)
  const booth = await createBooth(settings, { dataDir, runDirectory, appVersion, uiDir, log })
  const notifier = createServiceNotifier({ env: process.env, log, isAlive: booth.isAlive })
  closeWithGrace({ delay: STOP_WITHIN_MS, logger: false, skip: [...nativeFaults] }, async ({ err }) => {
    if (err) log.error({ err }, 'The booth stops because of an error that nobody handled')
    notifier.stopping()
    await booth.stop()
  })
  const url = await booth.start()
  const hint = existsSync(uiDir) ? '' : 'Its screen is not built yet: npm run build\n'
  process.stderr.write(`\nThe booth is open: ${url}\n${screenLine(booth)}${hint}`)
  notifier.ready()
}

start().catch((error: unknown) => {
  // What we throw says what is wrong in a line; of anything else the stack is all there is.
  const isOurs = isBoothError(error) || isProvisioningError(error)
  process.stderr.write(`${isOurs ? error.message : String((error as Error)?.stack ?? error)}\n`)
  process.exit(1)
})
