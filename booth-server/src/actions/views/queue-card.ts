import type { StaffView } from '../../protocol/staff-view.ts'
import type { LedgerStatus } from '../../records/records.ts'
import type { ViewDeps } from './view-deps.ts'

type QueueStatus = StaffView['queue'][number]['status']

/** Null: it has ended. */
const shown = (status: LedgerStatus): QueueStatus | null => {
  switch (status) {
    case 'created':
    case 'sending':
    case 'printing':
    case 'needs-attention':
    case 'in-doubt':
    case 'held':
    case 'stray':
    case 'unknown':
      return status
    case 'printed':
    case 'not-printed':
    case 'settled':
      return null
  }
}

export const queueCard = ({ records, leftPrints }: ViewDeps): StaffView['queue'] =>
  records.ledger.openRows().flatMap(({ ledgerId, documentId, status: stored, createdAt }) => {
    const status = shown(stored)
    if (status === null) return []
    const inMs = status === 'held' ? leftPrints.destroyedInMs(ledgerId) : null
    return [{ ledgerId, documentId, status, destroyedInS: inMs && Math.ceil(inMs / 1000), at: createdAt }]
  })
