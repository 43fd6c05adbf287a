import type { Printer } from '@quickid/printer'
import type { Camera } from '../../camera/camera.ts'
import type { Sync } from '../../fleet-sync/sync.ts'
import type { LeftPrints } from '../../printing/left-prints.ts'
import type { Records } from '../../records/records.ts'

/** The parts whose state the staff's cards show. */
export interface ViewDeps {
  readonly camera: Camera
  readonly printer: Printer
  readonly leftPrints: LeftPrints
  readonly records: Records
  readonly sync: Sync
  readonly fleetUrl: () => string | null
}
