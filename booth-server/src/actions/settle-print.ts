import { actionInputs } from '../protocol/actions.ts'
import { type Action, done, refused } from './action.ts'

/**
 * Ends a print that may or may not have come out, once somebody has looked: that one, whatever else waits. So is one that
 * the booth can't take back, once somebody has cancelled it at the printer's own panel. One in doubt is not: the printer,
 * once it answers, may still have it.
 */
export const settlePrint: Action<'settle-print'> = {
  input: actionInputs['settle-print'],
  // Only who stands in front of the printer can have looked.
  roles: ['staff', 'technician', 'installer'],
  async run({ ledgerId }, { records }) {
    const row = records.ledger.openRows().find((open) => open.ledgerId === ledgerId)
    if (!row) return refused('no-such-print')
    if (row.status !== 'unknown' && row.status !== 'stray') return refused('nothing-to-settle')
    records.ledger.update(ledgerId, { status: 'settled' })
    return done
  },
}
