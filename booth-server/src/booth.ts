import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPaper, isPrinterError, openPrinter, type Printer } from '@quickid/printer'
import { createFleetClient, openIdentity } from '@quickid/provisioning/agent'
import type { FastifyInstance } from 'fastify'
import { createStaffPin } from './access/pin.ts'
import { ScreenAccess } from './access/screen-access.ts'
import { boothUrlOf } from './access/screen-key.ts'
import { StaffSession } from './access/staff-session.ts'
import { StaffPanel } from './actions/staff-panel.ts'
import type { Camera } from './camera/camera.ts'
import { openCamera } from './camera/open-camera.ts'
import { spellOutProviders } from './darkroom/execution-providers.ts'
import { sizesWith } from './darkroom/messages/matting-choice.ts'
import { type CommandLineDarkroom, createDarkroom, type DarkroomOptions } from './darkroom/pool.ts'
import type { Darkroom } from './darkroom/session.ts'
import { findDocument, listDocuments } from './documents/catalogue.ts'
import { toSummary } from './documents/summary.ts'
import { editableDocumentOf } from './edits/editable-document.ts'
import { createSync } from './fleet-sync/sync.ts'
import { BoothError, hasCode } from './foundation/errors.ts'
import type { Log } from './foundation/log.ts'
import { shippedGarments } from './garments/list-garments.ts'
import { listOutfits, outfitIn } from './garments/summary.ts'
import { LeftPrints } from './printing/left-prints.ts'
import { PrintQueue } from './printing/print-queue.ts'
import type { Locale } from './protocol/codes.ts'
import { createWatchdog } from './readiness/watchdog.ts'
import { databaseFileName } from './records/data-dir.ts'
import { GenerationLog } from './records/generation-log.ts'
import { openRecords } from './records/open-records.ts'
import type { Records } from './records/records.ts'
import { createRetention } from './records/retention.ts'
import { buildApp } from './routes/app.ts'
import { darkroomDeadlines } from './settings/deadlines.ts'
import { settingFault } from './settings/setting-fault.ts'
import type { Settings } from './settings/settings.ts'
import { SettingsStore } from './settings/settings-store.ts'
import { VisitRunner } from './visit/loop.ts'

/** What a booth is set up with beside its settings. */
export interface BoothSurroundings {
  /** Where it keeps what lasts. */
  readonly dataDir: string
  /** Where it keeps what lasts until the machine is switched off: the screen's key and sessions. */
  readonly runDirectory: string
  readonly appVersion: string
  /** The built screen. */
  readonly uiDir: string
  readonly log: Log
}

/** What tests put in the place of a part, or around it. */
export interface BoothOverrides {
  readonly darkroom?: Partial<DarkroomOptions>
  readonly wrapDarkroom?: (real: Darkroom) => Darkroom
  readonly wrap?: <T extends Camera | Printer>(real: T) => T
}

/** A whole booth, built and not running. */
export interface Booth {
  readonly settings: SettingsStore
  readonly app: FastifyInstance
  readonly runner: VisitRunner
  readonly records: Records
  readonly camera: Camera
  readonly printer: Printer
  readonly pin: ReturnType<typeof createStaffPin>
  readonly screenAccess: ScreenAccess
  /** Whether the booth's loops go round. */
  readonly isAlive: () => Promise<boolean>
  /** Opens the devices, begins to serve. Resolves with the address. */
  start(): Promise<string>
  /** Ends the visit, then everything else. */
  stop(): Promise<void>
}

/** The darkrooms that the settings ask for; the commands over files use them too. */
export const createBoothDarkroom = (
  settings: () => Settings,
  log: Log,
  options: Partial<DarkroomOptions> = {},
): CommandLineDarkroom => {
  const { matteSize, mattingBudgetMs, executionProviders } = settings()
  return createDarkroom({
    log,
    matting: matteSize === 'auto' ? { budgetMs: mattingBudgetMs } : { sizes: sizesWith(matteSize) },
    executionProviders: spellOutProviders(executionProviders),
    garmentFolders: garmentFoldersOf(settings()),
    deadlinesMs: () => darkroomDeadlines(settings().deadlines),
    ...options,
  })
}

const garmentFoldersOf = ({ garmentsFolder }: Settings): readonly string[] =>
  garmentsFolder === null ? [shippedGarments] : [shippedGarments, garmentsFolder]

const paperOf = ({ paper }: Settings) => {
  const found = findPaper(paper)
  if (!found) throw new BoothError('config.invalid', `Unknown paper "${paper}"`)
  return found
}

const cameraOf = ({ camera, deadlines }: Settings, log: Log): Promise<Camera> =>
  openCamera(camera, log, { stillMs: deadlines.stillMs }).catch((error: unknown) => {
    throw hasCode(error, 'config.invalid') ? settingFault('camera', error) : error
  })

const printerOf = ({ printer }: Settings, log: Log): Printer => {
  try {
    return openPrinter(printer, { logger: log })
  } catch (error) {
    throw isPrinterError(error) ? settingFault('printer', error) : error
  }
}

/** An address that this machine can't serve on, in words; anything else as it is. */
const listenFault = (error: NodeJS.ErrnoException, { host, port }: Settings): Error => {
  switch (error.code) {
    case 'EADDRINUSE':
      return settingFault('port', `Port ${port} is taken; PORT=8081 npm start takes another`)
    case 'EACCES':
      return settingFault('port', `Port ${port} needs more rights than this program has; take one from 1024 on`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return settingFault('host', `"${host}" is no address of this machine; 127.0.0.1 serves the booth's own screen`)
    default:
      return error
  }
}

/** `make` once a key. */
const remembered = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new Map<K, V>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}

/** The composition root: the only place where drivers and stores are built, for the server, the tests and the tools. */
export const createBooth = async (
  started: Settings,
  { dataDir, runDirectory, appVersion, uiDir, log }: BoothSurroundings,
  overrides: BoothOverrides = {},
): Promise<Booth> => {
  const settings = new SettingsStore(started)
  const current = () => settings.current
  const { wrap = (part) => part, wrapDarkroom = (real) => real } = overrides

  const records = openRecords({ path: join(dataDir, databaseFileName), appVersion, logger: log })
  const retention = createRetention(records, log)
  const generations = new GenerationLog(records.generations, log)
  const identity = await openIdentity(dataDir)
  const sync = createSync({ records, fleet: createFleetClient({ identity }), logger: log })
  const camera = wrap(await cameraOf(started, log))
  const printer = wrap(printerOf(started, log))
  const darkroom = wrapDarkroom(createBoothDarkroom(current, log, overrides.darkroom))
  const limits = () => current().deadlines
  const leftPrints = new LeftPrints({ printer, records, generations, log, limits })
  const printQueue = new PrintQueue({ printer, records, generations, leftPrints, log })
  const outfits = await listOutfits(garmentFoldersOf(started))
  const outfitIds = outfits.map(({ id }) => id)
  const runner = new VisitRunner({
    camera,
    darkroom,
    printer,
    leftPrints,
    printQueue,
    records,
    generations,
    findDocument,
    settings: () => {
      const now = current()
      const policy = { version: now.policyVersion, changedSince: now.policyChangedSince }
      return { paper: paperOf(now), policy, locale: now.locale, deadlines: now.deadlines }
    },
    log,
  })
  const parts = {
    camera,
    printer,
    leftPrints,
    darkroom,
    records,
    sync,
    hasVisitDarkroom: () => runner.hasDarkroom,
    fleetUrl: () => identity.readState().fleetUrl ?? null,
  }
  const pin = createStaffPin({ values: records.values })
  const staffSession = new StaffSession({ pin, audit: records.audit })
  const screenAccess = new ScreenAccess(started, runDirectory)
  const app = await buildApp({
    ...parts,
    screenAccess,
    screenDeadlines: started.deadlines,
    runner,
    staffSession,
    staffPanel: new StaffPanel({ ...parts, session: staffSession, log }),
    catalogueIn: remembered((locale: Locale) => ({
      documents: listDocuments().map((spec) => toSummary(spec, locale)),
      outfits: outfits.map((outfit) => outfitIn(outfit, locale)),
      paper: started.paper,
    })),
    documentOf: (id) => {
      const spec = findDocument(id)
      return spec && editableDocumentOf(spec, outfitIds)
    },
    identity: {
      appVersion,
      boothName: started.boothName,
      contact: started.contact,
      isDemo: started.camera.startsWith('virtual:') || started.printer.startsWith('virtual:'),
    },
    log,
    uiDir,
    allowedHosts: [started.host, ...started.allowedHosts],
  })

  return {
    settings,
    app,
    runner,
    records,
    camera,
    printer,
    pin,
    screenAccess,
    isAlive: createWatchdog({ camera, printer, records }),
    async start() {
      printer.onStatus(({ fault, reasons }) => {
        if (fault) log.warn({ fault, reasons }, 'The printer needs the staff')
      })
      leftPrints.start()
      retention.start()
      await darkroom.start()
      runner.start()
      sync.start()
      await printer.start()
      await camera.start()
      const { host, port } = started
      await screenAccess.start()
      // Before it serves: a browser that starts meanwhile must not find the key of the start before.
      if (port !== 0) await screenAccess.publish(boothUrlOf(host, port))
      const url = await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
        throw listenFault(error, started)
      })
      if (port === 0) await screenAccess.publish(url)
      return url
    },
    async stop() {
      retention.stop()
      await runner.stop()
      // A printer that doesn't answer must not keep the booth from stopping: the next start asks it again.
      await Promise.race([leftPrints.stop(), delay(current().deadlines.closeMs, undefined, { ref: false })])
      await app.close()
      await Promise.allSettled([camera.stop(), printer.stop(), darkroom.stop(), sync.stop()])
      records.close()
    },
  }
}
