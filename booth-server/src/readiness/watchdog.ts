import type { Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import type { Records } from '../records/records.ts'

export interface FreshnessDeps {
  readonly camera: Camera
  readonly printer: Printer
  readonly records: Records
  /** Without a word from the camera's driver for so long it hangs: it tells its rate every second, and an attempt at
   * least every 40 s (20 s of waiting, 10 s of opening). */
  readonly cameraWithinMs?: number
  readonly printerWithinMs?: number
}

/**
 * Whether the booth's loops go round: the camera's driver plays or tries again, the database answers, the printer's
 * driver answers (that the printer is away is an answer). Parts that are broken but tried again are fresh: a restart
 * would not mend them.
 */
export const createFreshness = (deps: FreshnessDeps): (() => Promise<boolean>) => {
  const { camera, printer, records, cameraWithinMs = 60_000, printerWithinMs = 8000 } = deps
  let cameraAtMs = performance.now()
  camera.onStatus(() => {
    cameraAtMs = performance.now()
  })
  return async () => {
    if (performance.now() - cameraAtMs > cameraWithinMs) return false
    records.countToSync()
    const answered = printer.refresh(AbortSignal.timeout(printerWithinMs)).then(() => true)
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), printerWithinMs + 500).unref())
    return await Promise.race([answered, late])
  }
}
