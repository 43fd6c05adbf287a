import type { Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import { type Clock, systemClock } from '../foundation/clock.ts'
import type { Records } from '../records/records.ts'

export interface WatchdogDeps {
  readonly camera: Pick<Camera, 'onStatus'>
  readonly printer: Pick<Printer, 'refresh'>
  readonly records: Pick<Records, 'outbox'>
  readonly clock?: Pick<Clock, 'monotonicMs'>
  /**
   * Silence from the camera's driver longer than this means that it is hung. While frames come it reports its rate every
   * second; while they don't it reports each attempt to open the device, and the attempts are at most 20 s apart
   * (`cameraBackOff`) and fail within some seconds.
   */
  readonly cameraWithinMs?: number
  /** A driver of a printer that doesn't reply within this is hung; that the printer is unreachable is a reply. */
  readonly printerWithinMs?: number
}

/** How long a printer's driver may take to give up a query that was aborted. */
const ABORT_GRACE_MS = 500

/**
 * Whether the booth's loops are running: the camera's driver delivers frames or retries, the database answers, the
 * printer's driver answers. A part that is out of order but retried is alive: a restart would not fix it. Rejects when
 * the database can't be read.
 */
export const createWatchdog = (deps: WatchdogDeps): (() => Promise<boolean>) => {
  const { camera, printer, records, clock = systemClock, cameraWithinMs = 60_000, printerWithinMs = 8000 } = deps
  let cameraAtMs = clock.monotonicMs()
  camera.onStatus(() => {
    cameraAtMs = clock.monotonicMs()
  })
  return async () => {
    if (clock.monotonicMs() - cameraAtMs > cameraWithinMs) return false
    records.outbox.countWaiting()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), printerWithinMs + ABORT_GRACE_MS)
    })
    try {
      const answered = printer.refresh(AbortSignal.timeout(printerWithinMs)).then(() => true)
      return await Promise.race([answered, late])
    } finally {
      clearTimeout(timer)
    }
  }
}
