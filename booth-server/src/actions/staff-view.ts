import type { StaffView } from '../protocol/messages.ts'
import type { StatusDeps } from '../readiness/booth-status.ts'

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
