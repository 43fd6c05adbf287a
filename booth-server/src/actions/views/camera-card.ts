import type { StaffView } from '../../protocol/staff-view.ts'
import type { ViewDeps } from './view-deps.ts'

/** What stands behind the question mark of a camera's URL are settings, not its name. */
export const cameraCard = ({ camera: { url, status } }: ViewDeps): StaffView['camera'] => ({
  name: url.split('?')[0] ?? '',
  framesPerSecond: status.state === 'running' ? status.framesPerSecond : 0,
})
