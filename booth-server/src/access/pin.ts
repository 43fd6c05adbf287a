import { type Clock, systemClock } from '../foundation/clock.ts'
import type { KeyValueStore } from '../records/records.ts'
import { hashPin, isPinOf } from './pin-hash.ts'
import { afterWrongPin, formatFailures, noFailures, type PinFailures, parseFailures } from './pin-lock.ts'
import { type WeakPin, weaknessOf } from './pin-strength.ts'

export type SetPinOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: WeakPin }

export type CheckPinOutcome =
  | { readonly ok: true }
  /** `retryAfterMs`: until the next try is looked at; 0 = at once. */
  | { readonly ok: false; readonly reason: 'wrong' | 'locked' | 'not-set'; readonly retryAfterMs: number }

export interface StaffPin {
  isSet(): boolean
  /** Also ends a lock: who may set the PIN has the machine's shell. */
  set(pin: string): Promise<SetPinOutcome>
  check(pin: string): Promise<CheckPinOutcome>
}

const pinKey = 'staff.pin'
const failuresKey = 'staff.pin-failures'

/**
 * The staff's PIN. Guessing is slowed down in a way that neither a restart nor a wrong clock undoes:
 *  - a try is written down as wrong before it is looked at, and struck out if it was right, so pulling the plug in
 *    between gains nothing; tries are looked at one after the other;
 *  - a lock runs on the monotonic clock; after a restart it runs in full once more, from the start of the process.
 */
export const createStaffPin = (deps: { values: KeyValueStore; clock?: Clock }): StaffPin => {
  const { values, clock = systemClock } = deps
  const createdAtMs = clock.monotonicMs()
  /** The stored failures as last seen, and since when their lock runs. */
  let seen: { readonly stored: string | null; readonly sinceMs: number } | null = null
  let last: Promise<unknown> = Promise.resolve()

  const remainingLockMs = (): { failures: PinFailures; remainingMs: number } => {
    const stored = values.read(failuresKey)
    if (seen?.stored !== stored || seen === null) {
      // Found at the start: from then. Changed by the command beside the booth: from now.
      seen = { stored, sinceMs: seen === null ? createdAtMs : clock.monotonicMs() }
    }
    const failures = parseFailures(stored)
    return { failures, remainingMs: Math.max(0, Math.ceil(seen.sinceMs + failures.lockMs - clock.monotonicMs())) }
  }

  const write = (failures: PinFailures): void => {
    const stored = formatFailures(failures)
    values.write(failuresKey, stored)
    seen = { stored, sinceMs: clock.monotonicMs() }
  }

  const checkNow = async (pin: string): Promise<CheckPinOutcome> => {
    const stored = values.read(pinKey)
    if (stored === null) return { ok: false, reason: 'not-set', retryAfterMs: 0 }
    const { failures, remainingMs } = remainingLockMs()
    if (remainingMs > 0) return { ok: false, reason: 'locked', retryAfterMs: remainingMs }
    const charged = afterWrongPin(failures)
    write(charged)
    if (await isPinOf(pin, stored)) {
      write(noFailures)
      return { ok: true }
    }
    return { ok: false, reason: 'wrong', retryAfterMs: remainingLockMs().remainingMs }
  }

  return {
    isSet: () => values.read(pinKey) !== null,
    async set(pin) {
      const weakness = weaknessOf(pin)
      if (weakness !== null) return { ok: false, reason: weakness }
      values.write(pinKey, await hashPin(pin))
      write(noFailures)
      return { ok: true }
    },
    check(pin) {
      const outcome = last.then(() => checkNow(pin))
      last = outcome.catch(() => undefined)
      return outcome
    },
  }
}
