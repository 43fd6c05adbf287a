import type { StaffView } from '../../protocol/staff-view.ts'
import type { ViewDeps } from './view-deps.ts'

export const countsCard = ({ records }: ViewDeps): StaffView['counts'] => records.counts.read()
