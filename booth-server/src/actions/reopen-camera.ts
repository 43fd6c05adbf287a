import { actionInputs } from '../protocol/actions.ts'
import { type Action, done } from './action.ts'

/** Closes the camera's driver and opens it anew. Whether frames arrive then shows in its state. */
export const reopenCamera: Action<'reopen-camera'> = {
  input: actionInputs['reopen-camera'],
  roles: ['staff', 'technician', 'installer', 'fleet'],
  async run(_, { camera }) {
    await camera.stop()
    await camera.start()
    return done
  },
}
