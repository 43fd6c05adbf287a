import type { Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import type { Records } from '../records/records.ts'

export interface WatchdogDeps {
  readonly camera: Camera
  readonly printer: Printer
  readonly records: Records
  /**
   * Silence from the camera's driver longer than this means that it is hung: it tells its rate every second while frames
   * come, and each attempt to open the device (20 s apart at most, and some seconds each) while they don't.
   */
  readonly cameraWithinMs?: number
  readonly printerWithinMs?: number
}

/**
 * Whether the booth's loops go round: the camera's driver plays or tries again, the database answers, the printer's
 * driver answers (that the printer is away is an answer). Parts that are broken but tried again are alive: a restart
 * would not mend them. Rejects when the database can't be read.
 */
export const createWatchdog = (deps: WatchdogDeps): (() => Promise<boolean>) => {
  const { camera, printer, records, cameraWithinMs = 60_000, printerWithinMs = 8000 } = deps
  let cameraAtMs = performance.now()
  camera.onStatus(() => {
    cameraAtMs = performance.now()
  })
  return async () => {
    if (performance.now() - cameraAtMs > cameraWithinMs) return false
    records.outbox.countWaiting()
    const answered = printer.refresh(AbortSignal.timeout(printerWithinMs)).then(() => true)
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), printerWithinMs + 500).unref())
    return await Promise.race([answered, late])
  }
}
