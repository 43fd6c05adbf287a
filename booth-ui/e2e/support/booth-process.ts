import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const entry = fileURLToPath(new URL('../../../booth-server/dist/main.js', import.meta.url))

export interface BoothProcess {
  readonly url: string
  /** The page that leads to the booth with its key, as the kiosk opens it. */
  readonly screenUrl: string
  readonly runDirectory: string
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

/** The built booth, as `npm start` runs it; `wrapper` is a program that runs it (strace). Ready when it says so. */
export const startBooth = async (
  env: Record<string, string>,
  wrapper: readonly string[] = [],
): Promise<BoothProcess> => {
  const port = env.PORT ?? (await freePort())
  const runDirectory = env.QUICKID_RUN_DIR ?? (await mkdtemp(join(tmpdir(), 'quickid-run-')))
  const [program, ...args] = [...wrapper, process.execPath, entry]
  const child: ChildProcess = spawn(program!, args, {
    env: { ...process.env, QUICKID_CONFIG: '', QUICKID_RUN_DIR: runDirectory, ...env, PORT: String(port) },
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
  return {
    url,
    screenUrl: pathToFileURL(join(runDirectory, 'screen.html')).href,
    runDirectory,
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
