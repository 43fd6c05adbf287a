import { spawn } from 'node:child_process'
import type { Log } from '../foundation/log.ts'

export interface ServiceNotifierDeps {
  readonly env: NodeJS.ProcessEnv
  readonly log: Log
  /** Whether the booth's loops go round. Rejects or false: systemd isn't told, and restarts the booth in the end. */
  readonly isAlive: () => Promise<boolean>
  readonly command?: string
}

export interface ServiceNotifier {
  /** The booth serves: `Type=notify` units wait for this. */
  ready(): void
  stopping(): void
}

/**
 * Speaks to systemd where it listens (sd_notify(3): NOTIFY_SOCKET, WATCHDOG_USEC), else does nothing. Node has no
 * AF_UNIX datagrams, so it goes through `systemd-notify`; the unit needs `NotifyAccess=all`.
 */
export const createServiceNotifier = (deps: ServiceNotifierDeps): ServiceNotifier => {
  const { env, log, isAlive, command = 'systemd-notify' } = deps
  if (!env.NOTIFY_SOCKET) return { ready: () => {}, stopping: () => {} }
  const tell = (...words: string[]) => {
    const child = spawn(command, words, { stdio: 'ignore', env: { NOTIFY_SOCKET: env.NOTIFY_SOCKET, PATH: env.PATH } })
    child.once('error', (error) =>
      log.error({ err: error }, 'systemd-notify cannot be run: systemd will restart the booth'),
    )
  }
  let timer: NodeJS.Timeout | undefined
  const ping = async () => {
    try {
      if (await isAlive()) tell('WATCHDOG=1')
      else log.error({}, 'Event loop check failed: skipping the watchdog ping')
    } catch (error) {
      log.error({ err: error }, 'Event loop check broke: skipping the watchdog ping')
    }
  }
  return {
    ready() {
      tell('--ready', `--pid=${process.pid}`, 'STATUS=The booth is open')
      const watchdogMs = Number(env.WATCHDOG_USEC) / 1000
      // Three times in the period, so that one slow ping restarts nothing.
      if (watchdogMs > 0) timer = setInterval(ping, watchdogMs / 3)
    },
    stopping() {
      clearInterval(timer)
      tell('STOPPING=1')
    },
  }
}
