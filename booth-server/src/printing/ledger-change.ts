import type { PrintEvent } from '@quickid/printer'
import type { LedgerChange } from '../records/records.ts'

/** What the ledger keeps of an event of a print. */
export const ledgerChange = (event: Exclude<PrintEvent, { phase: 'sending' }>): LedgerChange => {
  switch (event.phase) {
    case 'accepted':
      return { status: 'printing', jobId: event.jobId, jobUri: event.jobUri }
    case 'printing':
    case 'needs-attention':
      return { status: event.phase }
  }
}
