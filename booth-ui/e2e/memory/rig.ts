import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { linkIn } from '../../../booth-server/src/testing/screen-session.ts'
import { type IppevePrinter, startIppevePrinter } from '../../../printer/src/testing.ts'
import { startBooth } from '../support/booth-process.ts'
import { browserArguments, executablePath } from '../support/browser.ts'
import { type ListeningLine, startListeningLine } from './listening-line.ts'
import { type MarkedCamera, startMarkedCamera } from './marked-camera.ts'
import { familyOf, familyWith, nameOf } from './process-memory.ts'

/** A whole booth with real peers, each in a folder of its own: what the proof looks at. */
export interface Rig {
  readonly camera: MarkedCamera
  readonly printer: IppevePrinter
  readonly line: ListeningLine
  readonly boothLog: () => string
  /** Resolves when all its parts work. */
  untilReady(): Promise<void>
  /** Tells the server to stop, and starts it again as systemd does. */
  restartBooth(): Promise<void>
  /** Chromium's page on the booth's screen; `openPage` opens one where there is none. */
  page(): Page
  openPage(): Promise<void>
  closePage(): Promise<void>
  /** The server, its darkrooms and ffmpeg. */
  boothProcesses(): Promise<number[]>
  /** The darkrooms among them, the oldest first. */
  darkrooms(): Promise<number[]>
  browserProcesses(): Promise<number[]>
  /** Data, run and temporary directories of booth and browser. */
  readonly folders: readonly string[]
  stop(): Promise<void>
}

export interface RigOptions {
  /** Another checkout whose booth is looked at, in the same environment; by default this one. */
  readonly checkout?: string
  readonly settings?: string
  /** Whether Chromium draws with a GPU: SwiftShader, which plays one on the CPU and in memory that can be searched. */
  readonly hasGpu?: boolean
}

const gpuArguments = [
  ...browserArguments.filter((flag) => flag !== '--disable-gpu'),
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-gpu-rasterization',
]

export const startRig = async ({ checkout, settings = '', hasGpu = false }: RigOptions = {}): Promise<Rig> => {
  const folder = await mkdtemp(join(tmpdir(), 'quickid-memory-'))
  const at = (name: string) => join(folder, name)
  for (const name of ['data', 'run', 'tmp', 'profile']) await mkdir(at(name))
  const camera = await startMarkedCamera()
  const printer = await startIppevePrinter({ spool: at('spool') })
  const env = {
    QUICKID_DATA_DIR: at('data'),
    QUICKID_CAMERA: camera.url,
    QUICKID_PRINTER: printer.url,
    QUICKID_RUN_DIR: at('run'),
    TMPDIR: at('tmp'),
  }
  const options = { settings, ...(checkout !== undefined && { checkout }) }
  let booth = await startBooth(env, options)
  const { port } = new URL(booth.url)
  const line = await startListeningLine(Number(port))
  let browser: BrowserContext | null = null
  let page: Page | null = null
  /** Booths before the screen's key have no such file. */
  const linkOverLine = async () => {
    const file = fileURLToPath(booth.screenUrl)
    return existsSync(file) ? (await linkIn(file)).replace(booth.url, line.url) : line.url
  }
  const openPage = async () => {
    browser ??= await chromium.launchPersistentContext(at('profile'), {
      executablePath,
      args: [...(hasGpu ? gpuArguments : browserArguments)],
      viewport: { width: 1080, height: 1920 },
      env: { ...process.env, TMPDIR: at('tmp') } as Record<string, string>,
    })
    page = await browser.newPage()
    await page.goto(await linkOverLine())
  }
  await openPage()
  return {
    camera,
    printer,
    line,
    boothLog: () => booth.log(),
    async untilReady() {
      for (const until = Date.now() + 60_000; !(await fetch(`${booth.url}/readyz`)).ok; await delay(200)) {
        if (Date.now() > until) throw new Error('The booth did not get ready')
      }
    },
    async restartBooth() {
      await booth.stop()
      booth = await startBooth({ ...env, PORT: port }, options)
    },
    page() {
      if (page === null) throw new Error('No page is open')
      return page
    },
    openPage,
    async closePage() {
      await page?.close()
      page = null
    },
    boothProcesses: () => familyOf(booth.pid),
    async darkrooms() {
      const family = await familyOf(booth.pid)
      const names = await Promise.all(family.map(nameOf))
      return family.filter((_pid, index) => names[index] === 'darkroom').sort((a, b) => a - b)
    },
    browserProcesses: () => familyWith(`--user-data-dir=${at('profile')}`),
    folders: [at('data'), at('run'), at('tmp'), at('profile')],
    async stop() {
      await browser?.close()
      await line.stop()
      await booth.stop()
      await printer.stop()
      await camera.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
