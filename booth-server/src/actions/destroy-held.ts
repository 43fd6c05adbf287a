import { actionInputs } from '../protocol/actions.ts'
import type { Action } from './action.ts'
import { decideHeld } from './decide-held.ts'

/** Cancels a sheet that the printer holds: nobody claims it. */
export const destroyHeld: Action<'destroy-held'> = {
  input: actionInputs['destroy-held'],
  // The face on it is a customer's: only who stands in front of the printer may decide.
  roles: ['staff', 'technician', 'installer'],
  run: ({ ledgerId }, deps) => decideHeld(ledgerId, deps, 'destroy'),
}
