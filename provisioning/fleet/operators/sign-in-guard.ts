import { randomBytes } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'

// Slowing down guesses at an operator's password without locking the operator out, after OWASP, "Slow Down Online
// Guessing Attacks with Device Cookies" (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
// A browser in which an operator has signed in once keeps a cookie that says so. Its tries are counted by themselves, so
// that no stranger's wrong passwords, from wherever they come, stand in its way. All other tries are delayed by their
// source, and by the name that they are made at where many sources share the work.

/** Wrong passwords in a row that cost no wait: an operator's slips. */
const FREE_TRIES = 5
const FIRST_DELAY_MS = 30_000
const LONGEST_DELAY_MS = 15 * 60_000
/** A source or a device that has been quiet this long begins anew. */
const FORGET_AFTER_MS = 60 * 60_000
/**
 * Wrong passwords at one name from all browsers that never signed in, in an hour. One source reaches 5 + 5 in its first
 * quarter of an hour and 4 an hour after that, so this is for 20 sources and more. Against the first password (100
 * bits) or one of 12 characters it is nothing; it bounds what a botnet learns of a bad one to 2,400 guesses a day.
 */
const STRANGERS_AN_HOUR = 100
/** Of each kind. The one that was quiet longest goes first. */
const REMEMBERED = 20_000

/** How long a device cookie lasts: browsers cut at 400 days (RFC 6265bis, section 5.5). Renewed at each sign-in. */
export const deviceLifetimeSeconds = 400 * 86_400
export const deviceCookieName = 'quickid-device'

const prefix = 'device'

/** What the device cookie holds before it is signed: whose browser it is, and a number of its own to count by. */
export const createDeviceCookie = (name: string): string =>
  [prefix, randomBytes(16).toString('base64url'), name].join(' ')

/** The device's number, or null if the (already verified) cookie is not one of this operator's browsers. */
const deviceOf = (cookie: string | null, name: string): string | null => {
  const [, number, owner] = /^device ([\w-]{22}) (.+)$/s.exec(cookie ?? '') ?? []
  return owner === name ? (number ?? null) : null
}

interface Failures {
  readonly count: number
  readonly lastAtMs: number
}

const delayMs = ({ count }: Failures): number =>
  count < FREE_TRIES ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(count - FREE_TRIES, 10))

/** At most `REMEMBERED` entries, in the order in which they were last written. */
class Recent<T> {
  readonly #entries = new Map<string, T>()

  get(key: string): T | undefined {
    return this.#entries.get(key)
  }

  set(key: string, value: T): void {
    this.#entries.delete(key)
    if (this.#entries.size >= REMEMBERED) this.#entries.delete(this.#entries.keys().next().value ?? '')
    this.#entries.set(key, value)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }
}

export interface SignInTry {
  /** As compared: trimmed, lower case. */
  readonly name: string
  /** The source's address; of IPv6 its /64 counts, since one machine has all of it. */
  readonly address: string
  /** The device cookie, its signature verified; null without one. */
  readonly deviceCookie: string | null
}

export type Admission =
  /** The password may be looked at. The try counts as wrong until `wasRight` strikes it out. */
  { readonly ok: true; wasRight(): void } | { readonly ok: false; readonly retryAfterMs: number }

/**
 * Decides whether a sign-in may be tried now. In this process's memory, bounded: a restart forgets. A try is charged
 * before its password is looked at, so that many at the same time gain nothing.
 */
export const createSignInGuard = (deps: { now: () => number }) => {
  const { now } = deps
  /** By device, and by source. */
  const failures = new Recent<Failures>()
  /** By name: when its last hundred wrong tries by strangers were. */
  const strangers = new Recent<readonly number[]>()

  const failuresOf = (key: string): Failures => {
    const known = failures.get(key)
    return known === undefined || now() - known.lastAtMs >= FORGET_AFTER_MS ? { count: 0, lastAtMs: 0 } : known
  }
  const admit = (key: string): Admission => {
    const before = failuresOf(key)
    const retryAfterMs = before.lastAtMs + delayMs(before) - now()
    if (retryAfterMs > 0) return { ok: false, retryAfterMs }
    const charged = { count: before.count + 1, lastAtMs: now() }
    failures.set(key, charged)
    return {
      ok: true,
      wasRight: () => {
        // Others' tries from the same source, before and in the meantime, stay counted.
        const current = failures.get(key)
        if (current === undefined || current.count <= 1) return failures.delete(key)
        const lastAtMs = current === charged ? before.lastAtMs : current.lastAtMs
        failures.set(key, { count: current.count - 1, lastAtMs })
      },
    }
  }
  const admitStranger = (name: string, address: string): Admission => {
    const sinceMs = now() - FORGET_AFTER_MS
    const recent = (strangers.get(name) ?? []).filter((atMs) => atMs > sinceMs)
    const [oldest] = recent
    if (recent.length >= STRANGERS_AN_HOUR && oldest !== undefined) return { ok: false, retryAfterMs: oldest - sinceMs }
    const admission = admit(`source ${normalizeIP(address, 64)}`)
    if (!admission.ok) return admission
    const chargedAtMs = now()
    strangers.set(name, [...recent, chargedAtMs])
    return {
      ok: true,
      wasRight: () => {
        admission.wasRight()
        const charged = strangers.get(name) ?? []
        const index = charged.lastIndexOf(chargedAtMs)
        strangers.set(
          name,
          charged.filter((_, at) => at !== index),
        )
      },
    }
  }

  return ({ name, address, deviceCookie }: SignInTry): Admission => {
    const device = deviceOf(deviceCookie, name)
    if (device === null) return admitStranger(name, address)
    const key = `device ${device}`
    const admission = admit(key)
    return admission.ok ? { ok: true, wasRight: () => failures.delete(key) } : admission
  }
}
