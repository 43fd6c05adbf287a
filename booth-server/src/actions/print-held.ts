import { actionInputs } from '../protocol/actions.ts'
import type { Action } from './action.ts'
import { decideHeld } from './decide-held.ts'

/** Lets a sheet that the printer holds print, while somebody stands in front of it. */
export const printHeld: Action<'print-held'> = {
  input: actionInputs['print-held'],
  // The face on it is a customer's: only who stands in front of the printer may decide.
  roles: ['staff', 'technician', 'installer'],
  run: ({ ledgerId }, deps) => decideHeld(ledgerId, deps, 'printNow'),
}
