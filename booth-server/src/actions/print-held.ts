import { actionInputs } from '../protocol/actions.ts'
import { type Action, done, refused } from './action.ts'

/** Lets a sheet that the printer holds print, while somebody stands in front of it. */
export const printHeld: Action<'print-held'> = {
  input: actionInputs['print-held'],
  // The face on it is a customer's: only who stands in front of the printer may decide.
  roles: ['staff', 'technician', 'installer'],
  async run({ ledgerId }, { records, leftPrints }) {
    const row = records.ledger.openRows().find((open) => open.ledgerId === ledgerId)
    if (!row) return refused('no-such-print')
    if (row.status !== 'held') return refused('not-held')
    const status = await leftPrints.printNow(ledgerId)
    return status === 'held' || status === 'stray' || status === 'in-doubt' ? refused('printer-not-ready') : done
  },
}
