import type { StaffView } from '../../protocol/staff-view.ts'
import type { ViewDeps } from './view-deps.ts'

export const fleetCard = ({ sync, fleetUrl }: ViewDeps): StaffView['fleet'] => {
  const { isEnrolled, toSync, lastSyncAt } = sync.status()
  return { isEnrolled, url: fleetUrl(), recordsToSync: toSync, lastSyncAt }
}
