import type { StaffView } from '../../protocol/staff-view.ts'
import type { ViewDeps } from './view-deps.ts'

export const printerCard = ({ printer: { status } }: ViewDeps): StaffView['printer'] => ({
  name: status.name,
  state: status.state,
  reasons: [...status.reasons],
  mediaLeft: status.mediaLeft,
  supplies: status.supplies.map(({ name, percent }) => ({ name, percent })),
})
