import { spawn } from 'node:child_process'
import type { Log } from '../foundation/log.ts'

export interface ServiceNotifierDeps {
  readonly env: NodeJS.ProcessEnv
  readonly log: Log
  /** Whether the booth's loops are running. If it rejects or says no, the ping is skipped, and systemd restarts the booth. */
  readonly isAlive: () => Promise<boolean>
  readonly command?: string
}

export interface ServiceNotifier {
  /** The booth is serving: units of `Type=notify` are started once they hear this. Begins the watchdog pings. */
  ready(): void
  /** Ends the pings: from here on systemd's stop time-out counts. */
  stopping(): void
}

/**
 * Reports to systemd where it asks for it (sd_notify(3): NOTIFY_SOCKET, WATCHDOG_USEC); does nothing elsewhere. Node has
 * no AF_UNIX datagrams, so it goes through `systemd-notify`; the unit needs `NotifyAccess=all`.
 */
export const createServiceNotifier = (deps: ServiceNotifierDeps): ServiceNotifier => {
  const { env, log, isAlive, command = 'systemd-notify' } = deps
  if (!env.NOTIFY_SOCKET) return { ready: () => {}, stopping: () => {} }
  const notify = (...args: string[]) => {
    const child = spawn(command, args, { stdio: 'ignore', env: { NOTIFY_SOCKET: env.NOTIFY_SOCKET, PATH: env.PATH } })
    child.once('error', (error) =>
      log.error({ err: error }, 'systemd-notify could not be run; systemd will restart the booth: install systemd'),
    )
  }
  let timer: NodeJS.Timeout | undefined
  let isStopping = false
  const ping = async () => {
    try {
      const isRunning = await isAlive()
      // The check may outlast the booth: a late ping would tell systemd that a stopping booth is well.
      if (isStopping) return
      if (isRunning) notify('WATCHDOG=1')
      else log.error({}, 'Event loop check failed; skipping watchdog ping')
    } catch (error) {
      log.error({ err: error }, 'Event loop check threw; skipping watchdog ping')
    }
  }
  return {
    ready() {
      notify('--ready', `--pid=${process.pid}`, 'STATUS=The booth is open')
      const watchdogMs = Number(env.WATCHDOG_USEC) / 1000
      // Three pings per period, so that a single late one restarts nothing.
      if (watchdogMs > 0) timer = setInterval(ping, watchdogMs / 3)
    },
    stopping() {
      isStopping = true
      clearInterval(timer)
      notify('STOPPING=1')
    },
  }
}
