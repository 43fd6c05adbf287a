import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPaper, openPrinter } from '@quickid/printer'
import { createFleetClient, openIdentity } from '@quickid/provisioning/agent'
import { createStaffPin } from './access/pin.ts'
import { StaffSession } from './access/staff-session.ts'
import { StaffPanel } from './actions/staff-panel.ts'
import { openCamera } from './camera/open-camera.ts'
import { spellOutProviders } from './darkroom/execution-providers.ts'
import { sizesWith } from './darkroom/messages/matting-choice.ts'
import { createDarkroom } from './darkroom/pool.ts'
import { findDocument, listDocuments } from './documents/catalogue.ts'
import { toSummary } from './documents/summary.ts'
import { editableDocumentOf } from './edits/editable-document.ts'
import { createSync } from './fleet-sync/sync.ts'
import { BoothError, isBoothError } from './foundation/errors.ts'
import { createLogger } from './foundation/log.ts'
import { shippedGarments } from './garments/list-garments.ts'
import { outfitSummaries } from './garments/summary.ts'
import { createServiceNotifier } from './readiness/service-notifier.ts'
import { createFreshness } from './readiness/watchdog.ts'
import { databaseFileName, dataDirFrom } from './records/data-dir.ts'
import { openRecords } from './records/open-records.ts'
import { buildApp } from './routes/app.ts'
import { readConfig } from './settings/config.ts'
import { VisitRunner } from './visit/loop.ts'

const packageFile = new URL('../package.json', import.meta.url)
const { version: appVersion } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
const uiDir = fileURLToPath(new URL('../../booth-ui/dist/app', import.meta.url))

const STOP_WITHIN_MS = 15_000

/** The composition root: the only place where drivers and stores are built. */
const start = async (): Promise<void> => {
  const config = readConfig(process.env)
  const log = createLogger({ level: config.logLevel })
  const dataDir = dataDirFrom(process.env, process.argv.slice(2))
  const records = openRecords({ path: join(dataDir, databaseFileName), appVersion, logger: log })
  const identity = await openIdentity(dataDir)
  const sync = createSync({ records, fleet: createFleetClient({ identity }), logger: log })
  const camera = await openCamera(config.camera, log)
  const printer = openPrinter(config.printer, { logger: log })
  const { matteSize, mattingBudgetMs: budgetMs } = config
  const executionProviders = spellOutProviders(config.executionProviders)
  const matting = matteSize === 'auto' ? { budgetMs } : { sizes: sizesWith(matteSize) }
  const garmentFolders = config.garmentsFolder === null ? [shippedGarments] : [shippedGarments, config.garmentsFolder]
  const outfits = await outfitSummaries(garmentFolders)
  const darkroom = createDarkroom({ log, matting, executionProviders, garmentFolders })
  const paper = findPaper(config.paper)
  if (!paper) throw new BoothError('config.invalid', `No paper is called "${config.paper}"`)
  const runner = new VisitRunner({
    camera,
    darkroom,
    printer,
    records,
    findDocument,
    paper,
    policy: { version: config.policyVersion, changedSince: config.policyChangedSince },
    locale: config.locale,
    deadlines: config.deadlines,
    log,
  })
  const status = {
    camera,
    printer,
    darkroom,
    records,
    sync,
    hasVisitDarkroom: () => runner.hasDarkroom,
    fleetUrl: () => identity.readState().fleetUrl ?? null,
  }
  const staffSession = new StaffSession({ pin: createStaffPin({ records }), audit: records })
  const staffPanel = new StaffPanel({ ...status, session: staffSession, log })
  const app = await buildApp({
    ...status,
    runner,
    staffSession,
    staffPanel,
    catalogue: { documents: listDocuments().map(toSummary), outfits, paper: config.paper },
    documentOf: (id) => {
      const spec = findDocument(id)
      return (
        spec &&
        editableDocumentOf(
          spec,
          outfits.map(({ id: outfitId }) => outfitId),
        )
      )
    },
    identity: {
      appVersion,
      boothName: config.boothName,
      contact: config.contact,
      policyVersion: config.policyVersion,
      isDemo: config.camera.startsWith('virtual:') || config.printer.startsWith('virtual:'),
    },
    log,
    uiDir,
    allowedHosts: [config.host, ...config.allowedHosts],
  })

  printer.onStatus(({ fault, reasons }) => {
    if (fault) log.warn({ fault, reasons }, 'The printer needs the staff')
  })
  await darkroom.start()
  runner.start()
  sync.start()
  await printer.start()
  await camera.start()
  const url = await app.listen({ host: config.host, port: config.port }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    throw new BoothError('config.invalid', `Port ${config.port} is taken; PORT=8081 npm start takes another`, { cause })
  })
  process.stderr.write(
    `\nThe booth is open: ${url}\n${existsSync(uiDir) ? '' : 'Its screen is not built yet: npm run build\n'}`,
  )

  const notifier = createServiceNotifier({
    env: process.env,
    log,
    isFresh: createFreshness({ camera, printer, records }),
  })
  notifier.ready()

  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    notifier.stopping()
    // Whatever hangs: no darkroom may outlive the booth for long, and systemd's patience ends too.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await runner.stop()
    await app.close()
    await Promise.allSettled([camera.stop(), printer.stop(), darkroom.stop(), sync.stop()])
    records.close()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

start().catch((error: unknown) => {
  process.stderr.write(`${isBoothError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`)
  process.exit(1)
})
