import { actionInputs } from '../protocol/actions.ts'
import { type Action, done, refused } from './action.ts'

/** Ends a print that may or may not have come out, once somebody has looked: that one, whatever else waits. */
export const settlePrint: Action<'settle-print'> = {
  input: actionInputs['settle-print'],
  // Only who stands in front of the printer can have looked.
  roles: ['staff', 'technician', 'installer'],
  async run({ ledgerId }, { records }) {
    const row = records.ledger.openRows().find((open) => open.ledgerId === ledgerId)
    if (!row) return refused('no-such-print')
    if (row.status !== 'unknown') return refused('nothing-to-settle')
    records.ledger.update(ledgerId, { status: 'settled' })
    return done
  },
}
