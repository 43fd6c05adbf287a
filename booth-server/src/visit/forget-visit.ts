import { setTimeout as delay } from 'node:timers/promises'
import type { Camera } from '../camera/camera.ts'
import { collectGarbage } from '../foundation/collect-garbage.ts'
import type { PrintQueue } from '../printing/print-queue.ts'
import type { VisitScope } from './scope.ts'

export interface ForgetDeps {
  readonly scope: VisitScope
  readonly camera: Pick<Camera, 'forget'>
  readonly printQueue: Pick<PrintQueue, 'idle' | 'isPrinting'>
}

/** What was on its way to the screen or to a darkroom when the visit ended has arrived or been given up by then. */
const ON_ITS_WAY_MS = 300

/**
 * Ends all that a visit holds of pictures: the buffers are overwritten at once, its darkroom and the camera's process end,
 * and what libraries copied is collected as soon as nothing of the visit runs any more.
 */
export const forgetVisit = ({ scope, camera, printQueue }: ForgetDeps): void => {
  scope.wipe()
  const ended = Promise.allSettled([scope.closed, camera.forget()])
  ended
    .then(() => {
      collectGarbage()
      return delay(ON_ITS_WAY_MS, undefined, { ref: false })
    })
    .then(() => collectGarbage())
  // A print that was cancelled while the printer read it keeps its copy until the printer has done with it.
  if (printQueue.isPrinting) printQueue.idle.then(() => collectGarbage())
}
