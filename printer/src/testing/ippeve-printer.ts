import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { canConnect, freePort, missing, START_TIMEOUT_MS, startPeer } from './peer-process.ts'

export interface IppevePrinter {
  readonly url: string
  /** The documents that arrived, as absolute paths, oldest job first. */
  spoolFiles(): Promise<string[]>
  stop(): Promise<void>
}

export interface IppeveOptions {
  /** A folder for what is printed; it is made if missing and left behind. */
  readonly spool: string
  /** A free one is taken where none is given. */
  readonly port?: number
  /**
   * Shell lines run for each job in the printer's place; `$1` is the document. Lines on stderr like
   * `STATE: +media-empty-error` set the printer's state reasons; an exit code other than 0 aborts the job.
   */
  readonly script?: string
}

const DBUS_SOCKET = '/run/dbus/system_bus_socket'
const AVAHI_SOCKET = '/run/avahi-daemon/socket'

/**
 * CUPS' own reference printer as a peer for tests: a real IPP Everywhere printer in all but paper, with a borderless
 * glossy 4 x 6 inch sheet in its photo tray. Needs Debian's cups-ipp-utils, dbus and avahi-daemon; starts the latter
 * two where they don't run, because `ippeveprinter` does not start without them.
 */
export const startIppevePrinter = async ({ spool, port, script }: IppeveOptions): Promise<IppevePrinter> => {
  await mkdir('/run/dbus', { recursive: true }).catch(() => {})
  // A machine that was switched off leaves the pid file of a bus that is gone, which would keep a new one from starting.
  await ensureDaemon('dbus-daemon', ['--system', '--fork', '--nopidfile'], DBUS_SOCKET, 'dbus')
  await ensureDaemon('avahi-daemon', ['--daemonize'], AVAHI_SOCKET, 'avahi-daemon')
  await mkdir(spool, { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'ippeveprinter-'))
  const command = join(folder, 'job.sh')
  await writeFile(command, `#!/bin/sh\n${script ?? 'sleep 0.3'}\n`, { mode: 0o755 })
  const ownPort = port ?? (await freePort())
  const args = [
    ...['-r', 'off', '-p', String(ownPort), '-d', spool, '-k', '-K', folder, '-c', command, '-n', 'localhost'],
    ...['-f', 'image/jpeg,application/pdf,image/pwg-raster', '-s', '4,4', '-M', 'Maker', '-m', 'Model'],
    `QuickID test ${ownPort}`,
  ]
  const remove = () => rm(folder, { recursive: true, force: true })
  const peer = await startPeer({ program: 'ippeveprinter', args, debian: 'cups-ipp-utils', port: ownPort }).catch(
    async (error: unknown) => {
      await remove()
      throw error
    },
  )
  const stop = async () => {
    await peer.stop()
    await remove()
  }
  return {
    url: `ipp://localhost:${ownPort}/ipp/print`,
    spoolFiles: async () => {
      const names = (await readdir(spool)).filter((name) => /^\d+-.*\.(pdf|jpg|pwg)$/.test(name))
      return names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).map((name) => join(spool, name))
    },
    stop,
  }
}

/** Tests run side by side: the second finds the daemon running, and the failure of its own attempt doesn't matter. */
const ensureDaemon = async (program: string, args: string[], socket: string, debian: string): Promise<void> => {
  if (await canConnect(socket)) return
  const { said } = await run(program, args, debian)
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await canConnect(socket))) {
    if (Date.now() > deadline) throw new Error(`${program} did not start: ${said}`)
    await sleep(100)
  }
}

const run = async (program: string, args: string[], debian: string): Promise<{ said: string }> => {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await new Promise<void>((resolve, reject) => {
    child.on('error', (cause) => reject(missing(program, debian, cause)))
    // Not `close`: a daemon keeps the pipe open.
    child.on('exit', () => resolve())
  })
  child.stderr.destroy()
  return { said }
}
