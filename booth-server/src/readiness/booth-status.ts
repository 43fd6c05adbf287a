import type { Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import type { Darkroom } from '../darkroom/session.ts'
import type { Sync } from '../fleet-sync/sync.ts'
import type { LeftPrints } from '../printing/left-prints.ts'
import type { BoothStatus, PartHealth } from '../protocol/messages.ts'
import type { LedgerStatus, Records } from '../records/records.ts'

export interface StatusDeps {
  readonly camera: Camera
  readonly printer: Printer
  readonly leftPrints: LeftPrints
  readonly darkroom: Darkroom
  readonly records: Records
  readonly sync: Sync
  /** A visit holds the warm process: then a missing spare is no fault. */
  readonly hasVisitDarkroom: () => boolean
  readonly fleetUrl: () => string | null
}

const healthOfCamera = ({ status }: Camera): PartHealth => {
  if (status.state === 'running') return { ok: true, detail: `${status.framesPerSecond.toFixed(0)} frames/s` }
  const detail = status.state === 'recovering' ? status.detail : status.state
  return { ok: false, fault: 'camera.unavailable', detail }
}

/** A printer that could print is not well while a former customer's sheet may come out of it. */
const healthOfPrinter = ({ printer: { status }, leftPrints }: StatusDeps): PartHealth => {
  const fault = status.fault === null ? leftPrints.fault : (`printer.${status.fault}` as const)
  return fault === null ? { ok: true, detail: status.detail } : { ok: false, fault, detail: status.detail }
}

/** What anyone in front of the booth may know; also what `/readyz` answers. */
export const boothStatusOf = (deps: StatusDeps): BoothStatus => {
  const { camera, darkroom, hasVisitDarkroom, records } = deps
  const health = darkroom.health
  const parts = {
    camera: healthOfCamera(camera),
    printer: healthOfPrinter(deps),
    darkroom:
      health.ok || hasVisitDarkroom()
        ? ({ ok: true } as const)
        : ({ ok: false, fault: 'darkroom.unavailable', detail: health.detail } as const),
  }
  // A camera that opens needs nobody; one that keeps failing does.
  const isCameraLost = camera.status.state === 'recovering'
  return { ...parts, needsStaff: isCameraLost || !parts.printer.ok || needsLookAtRecords(records) }
}

const waitsForStaff: readonly LedgerStatus[] = ['held', 'stray', 'unknown']

/** A print that waits for a person, or records that can't even be read. */
const needsLookAtRecords = (records: Records): boolean => {
  try {
    return records.ledger.openRows().some(({ status }) => waitsForStaff.includes(status))
  } catch {
    return true
  }
}

/** Whether the records can be read; a full or broken disk is told, not thrown. */
export const healthOfDatabase = ({ records }: StatusDeps): { ok: true } | { ok: false; detail: string } => {
  try {
    records.counts.read()
    return { ok: true }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
