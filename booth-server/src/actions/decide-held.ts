import { type ActionDeps, type ActionEnd, done, refused } from './action.ts'

/** What staff decide about a sheet that the printer holds, carried out where it still holds it. */
export const decideHeld = async (
  ledgerId: string,
  { records, leftPrints }: Pick<ActionDeps, 'records' | 'leftPrints'>,
  decision: 'printNow' | 'destroy',
): Promise<ActionEnd> => {
  const row = records.ledger.openRows().find((open) => open.ledgerId === ledgerId)
  if (!row) return refused('no-such-print')
  if (row.status !== 'held') return refused('not-held')
  const status = await leftPrints[decision](ledgerId)
  return status === 'held' || status === 'stray' || status === 'in-doubt' ? refused('printer-not-ready') : done
}
