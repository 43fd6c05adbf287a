import type { Printer } from '@quickid/printer'
import type { Camera } from '../camera/camera.ts'
import type { Darkroom } from '../darkroom/session.ts'
import type { BoothStatus, PartHealth, StaffView } from '../protocol/index.ts'
import type { Records } from '../records/records.ts'
import type { Sync } from '../sync/sync.ts'

export interface StatusDeps {
  readonly camera: Camera
  readonly printer: Printer
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

const healthOfPrinter = ({ status }: Printer): PartHealth =>
  status.fault === null
    ? { ok: true, detail: status.detail }
    : { ok: false, fault: `printer.${status.fault}`, detail: status.detail }

/** What anyone in front of the booth may know; also what `/readyz` answers. */
export const boothStatusOf = ({ camera, printer, darkroom, hasVisitDarkroom, records }: StatusDeps): BoothStatus => {
  const health = darkroom.health
  const parts = {
    camera: healthOfCamera(camera),
    printer: healthOfPrinter(printer),
    darkroom:
      health.ok || hasVisitDarkroom()
        ? ({ ok: true } as const)
        : ({ ok: false, fault: 'darkroom.unavailable', detail: health.detail } as const),
  }
  // A camera that opens needs nobody; one that keeps failing does.
  const isCameraLost = camera.status.state === 'recovering'
  return { ...parts, needsStaff: isCameraLost || !parts.printer.ok || needsLookAtRecords(records) }
}

/** A print that only a person can settle, or records that can't even be read. */
const needsLookAtRecords = (records: Records): boolean => {
  try {
    return records.openLedgerRows().some(({ status }) => status === 'unknown')
  } catch {
    return true
  }
}

const openStatuses = ['created', 'sending', 'printing', 'needs-attention', 'unknown'] as const
type OpenStatus = (typeof openStatuses)[number]
const isOpen = (status: string): status is OpenStatus => (openStatuses as readonly string[]).includes(status)

/** What the venue's staff see behind the PIN. */
export const staffViewOf = ({ camera, printer, records, sync, fleetUrl }: StatusDeps): StaffView => {
  const { status } = printer
  const synced = sync.status()
  return {
    printer: {
      name: status.name,
      state: status.state,
      reasons: [...status.reasons],
      mediaLeft: status.mediaLeft,
      supplies: status.supplies.map(({ name, percent }) => ({ name, percent })),
    },
    camera: {
      name: camera.url.split('?')[0] ?? '',
      framesPerSecond: camera.status.state === 'running' ? camera.status.framesPerSecond : 0,
    },
    queue: records
      .openLedgerRows()
      .flatMap(({ ledgerId, documentId, status: of, createdAt }) =>
        isOpen(of) ? [{ ledgerId, documentId, status: of, at: createdAt }] : [],
      ),
    counts: { ...records.counts(), recordsToSync: synced.toSync, lastSyncAt: synced.lastSyncAt },
    fleet: { isEnrolled: synced.isEnrolled, url: fleetUrl() },
  }
}
