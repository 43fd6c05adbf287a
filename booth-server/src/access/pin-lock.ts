/** Wrong PINs in a row, as kept durably. */
export interface PinFailures {
  readonly count: number
  /** 0: not locked. */
  readonly lockMs: number
}

export const noFailures: PinFailures = { count: 0, lockMs: 0 }

const freeTries = 5
const firstLockMs = 30_000
const longestLockMs = 15 * 60_000

/** After one more wrong PIN: the fifth locks for 30 s, each one after that twice as long, at most 15 min. */
export const afterWrongPin = ({ count }: PinFailures): PinFailures => {
  const wrong = count + 1
  if (wrong < freeTries) return { count: wrong, lockMs: 0 }
  return { count: wrong, lockMs: Math.min(longestLockMs, firstLockMs * 2 ** Math.min(wrong - freeTries, 10)) }
}

export const formatFailures = ({ count, lockMs }: PinFailures): string => `${count} ${lockMs}`

/** A value that isn't ours locks as long as can be: it must not be a way to get free tries. */
export const parseFailures = (stored: string | null): PinFailures => {
  if (stored === null) return noFailures
  const match = /^(\d{1,6}) (\d{1,7})$/.exec(stored)
  if (match === null) return { count: freeTries, lockMs: longestLockMs }
  return { count: Number(match[1]), lockMs: Math.min(longestLockMs, Number(match[2])) }
}
