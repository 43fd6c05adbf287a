import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export const START_TIMEOUT_MS = 20_000

export interface PeerProgram {
  readonly program: string
  readonly args: readonly string[]
  /** The Debian package that has it. */
  readonly debian: string
  /** Where it listens once it runs. */
  readonly port: number
}

export interface PeerProcess {
  /** Kills it with everything that it started. */
  stop(): Promise<void>
}

/** Runs a server that tests talk to. Rejects, with what it said, when it doesn't come to listen. */
export const startPeer = async (peer: PeerProgram): Promise<PeerProcess> => {
  const child = spawn(peer.program, [...peer.args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, so that a job's script ends with it.
    detached: true,
  })
  // A test run that is cut short leaves no server behind.
  const killAtExit = () => killGroup(child)
  process.once('exit', killAtExit)
  const stop = async () => {
    process.removeListener('exit', killAtExit)
    await stopGroup(child)
  }
  try {
    await untilListening(child, peer)
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

export const missing = (program: string, debian: string, cause: unknown): Error =>
  new Error(`${program} can't be run: install it with "apt-get install ${debian}"`, { cause })

export const canConnect = (address: string | number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = typeof address === 'string' ? net.connect(address) : net.connect(address, 'localhost')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

export const freePort = async (): Promise<number> => {
  const server = net.createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const untilListening = async (child: ChildProcess, { program, debian, port }: PeerProgram): Promise<void> => {
  let said = ''
  let failure: Error | null = null
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000)
  })
  child.once('error', (cause) => {
    failure = missing(program, debian, cause)
  })
  child.once('exit', (code) => {
    failure ??= new Error(`${program} ended with ${code}: ${said}`)
  })
  const deadlineMs = performance.now() + START_TIMEOUT_MS
  while (!(await canConnect(port))) {
    if (failure !== null) throw failure
    if (performance.now() > deadlineMs) throw new Error(`${program} does not listen on ${port}: ${said}`)
    await sleep(50)
  }
}

const isRunning = (child: ChildProcess): child is ChildProcess & { readonly pid: number } =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null

const killGroup = (child: ChildProcess): void => {
  if (isRunning(child)) process.kill(-child.pid, 'SIGKILL')
}

const stopGroup = async (child: ChildProcess): Promise<void> => {
  if (!isRunning(child)) return
  const ended = once(child, 'exit')
  killGroup(child)
  await ended
}
