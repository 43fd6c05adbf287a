import { hourMs } from '../foundation/clock.ts'
import type { Log } from '../foundation/log.ts'
import type { Records } from './records.ts'

/** Well within a day: an address that may live 30 days lives some hours longer at most. */
const EVERY_MS = 6 * hourMs

export interface Retention {
  start(): void
  stop(): void
}

/**
 * Drops what is past its time (addresses above all, promise P4) at the start and every six hours, on a timer of its own:
 * a booth without a fleet, or with a broken one, forgets as well. What fails is logged and tried again.
 */
export const createRetention = (records: Pick<Records, 'housekeep'>, log: Log, everyMs = EVERY_MS): Retention => {
  let timer: NodeJS.Timeout | undefined
  const run = () => {
    try {
      records.housekeep()
    } catch (error) {
      log.error({ err: error }, 'What is past its time could not be dropped')
    }
  }
  return {
    start() {
      clearInterval(timer)
      run()
      timer = setInterval(run, everyMs)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}
