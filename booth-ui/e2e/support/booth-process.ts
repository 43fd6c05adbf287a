import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ownCheckout = fileURLToPath(new URL('../../..', import.meta.url))

export interface BoothOptions {
  /** A program that runs the booth (strace), with its arguments. */
  readonly wrapper?: readonly string[]
  /** The folder of another built checkout; by default this one. */
  readonly checkout?: string
  /** The text of a `booth.toml`. */
  readonly settings?: string
}

export interface BoothProcess {
  readonly url: string
  /** The page that leads to the booth with its key, as the kiosk opens it. */
  readonly screenUrl: string
  readonly runDirectory: string
  /** Of the server, or of the program that runs it. */
  readonly pid: number
  readonly log: () => string
  /** The booth's own process and its darkrooms, by pid. */
  processes(): Promise<number[]>
  stop(): Promise<void>
  /** As the kernel would, when the memory runs out; what it kept stays for the next one. */
  kill(): Promise<void>
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port')),
      )
    })
  })

const childrenOf = async (pid: number): Promise<number[]> => {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}

/** The built booth, as `npm start` runs it. Ready when it says so. */
export const startBooth = async (
  env: Record<string, string>,
  { wrapper = [], checkout = ownCheckout, settings }: BoothOptions = {},
): Promise<BoothProcess> => {
  const port = env.PORT ?? (await freePort())
  const runDirectory = env.QUICKID_RUN_DIR ?? (await mkdtemp(join(tmpdir(), 'quickid-run-')))
  const [program, ...args] = [...wrapper, process.execPath, join(checkout, 'booth-server/dist/main.js')]
  const folder = settings === undefined ? null : await mkdtemp(join(tmpdir(), 'quickid-settings-'))
  const settingsFile = folder === null ? '' : join(folder, 'booth.toml')
  if (folder !== null) await writeFile(settingsFile, settings!)
  const ours = { MALLOC_PERTURB_: '255', QUICKID_CONFIG: settingsFile, QUICKID_RUN_DIR: runDirectory }
  const child: ChildProcess = spawn(program!, args, {
    env: { ...process.env, ...ours, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    log += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  for (const deadline = Date.now() + 90_000; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const isReady = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isReady) break
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`The booth did not get ready:\n${log}`)
    }
  }
  const boothPid = async (): Promise<number> => (wrapper.length > 0 ? (await childrenOf(child.pid!))[0]! : child.pid!)
  if (folder !== null) await rm(folder, { recursive: true })
  return {
    url,
    screenUrl: pathToFileURL(join(runDirectory, 'screen.html')).href,
    runDirectory,
    pid: child.pid!,
    log: () => log,
    async processes() {
      const pid = await boothPid()
      return [pid, ...(await childrenOf(pid))]
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      // strace blocks signals to itself while it writes to a file: what it runs is told.
      process.kill(await boothPid(), 'SIGTERM')
      await gone
      if (env.QUICKID_RUN_DIR === undefined) await rm(runDirectory, { recursive: true, force: true })
    },
    async kill() {
      process.kill(await boothPid(), 'SIGKILL')
      await gone
    },
  }
}
