import type { StaffView } from '../../protocol/staff-view.ts'
import type { ViewDeps } from './view-deps.ts'

const openStatuses = ['created', 'sending', 'printing', 'needs-attention', 'unknown'] as const
type OpenStatus = (typeof openStatuses)[number]
const isOpen = (status: string): status is OpenStatus => (openStatuses as readonly string[]).includes(status)

export const queueCard = ({ records }: ViewDeps): StaffView['queue'] =>
  records.ledger
    .openRows()
    .flatMap(({ ledgerId, documentId, status, createdAt }) =>
      isOpen(status) ? [{ ledgerId, documentId, status, at: createdAt }] : [],
    )
