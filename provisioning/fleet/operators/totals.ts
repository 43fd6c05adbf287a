import type { ShownCount, TotalsRow, TotalsView } from '../console-api/console-api.ts'
import type { Database } from '../database/database.ts'

/** Cells below this are not shown to people (k-anonymity): a small number can be a person. */
export const smallestCell = 10

export const showCount = (count: number): ShownCount => (count > 0 && count < smallestCell ? null : count)

/**
 * Two overlapping windows can give away what each hides: seven days 53, today 50, so 3 in the other six days. Then
 * today's cell is hidden too. No sums are shown, as a sum less its other cells would show the hidden one.
 */
export const suppress = (today: number, sevenDays: number): Pick<TotalsRow, 'today' | 'sevenDays'> => {
  const isRestSmall = showCount(sevenDays - today) === null
  return { today: isRestSmall && today > 0 ? null : showCount(today), sevenDays: showCount(sevenDays) }
}

/** Today and the seven days that end with today, by interface and status. */
export const readTotals = async (db: Database, timeZone: string, nowMs: number): Promise<TotalsView> => {
  const rows = await db.query<{ interface: string; status: string; today: number; week: number }>(
    `with midnight as (select date_trunc('day', $1::timestamptz at time zone $2) as at)
     select interface, status,
       count(*) filter (where hour >= midnight.at at time zone $2) as today,
       count(*) as week
     from generation_records, midnight
     where hour >= (midnight.at - interval '6 days') at time zone $2
       and hour < (midnight.at + interval '1 day') at time zone $2
     group by interface, status
     order by interface, status`,
    [new Date(nowMs), timeZone],
  )
  return {
    timeZone,
    smallestCell,
    rows: rows.map((row) => ({ interface: row.interface, status: row.status, ...suppress(row.today, row.week) })),
  }
}
