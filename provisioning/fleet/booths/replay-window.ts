/**
 * Which request counters of a booth were used (the sliding window of RFC 4303, section 3.4.3): the highest, and a bit
 * for each of the numbers below it. A booth's processes take counters from different blocks, so requests arrive out of
 * order; what has fallen out of the window counts as used.
 */
export interface ReplayWindow {
  readonly highest: number
  /** Bit n: `highest - n` was used. */
  readonly seen: bigint
}

const windowSize = 256
const mask = (1n << BigInt(windowSize)) - 1n

/** The window with this counter used, or null if it was used before or is too old. */
export const useCounter = (window: ReplayWindow, counter: number): ReplayWindow | null => {
  if (counter > window.highest) {
    const shift = counter - window.highest
    return { highest: counter, seen: (shift >= windowSize ? 0n : (window.seen << BigInt(shift)) & mask) | 1n }
  }
  const behind = window.highest - counter
  if (behind >= windowSize) return null
  const bit = 1n << BigInt(behind)
  return (window.seen & bit) === 0n ? { highest: window.highest, seen: window.seen | bit } : null
}

/** As it stands in the database. */
export const readWindow = (row: { counter_highest: number; counter_seen: string }): ReplayWindow => ({
  highest: row.counter_highest,
  seen: BigInt(`0x${row.counter_seen}`),
})
