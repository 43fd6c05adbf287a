import type { ProtocolErrorCode } from '../protocol/messages.ts'
import type { AuditStore } from '../records/records.ts'
import type { createStaffPin } from './pin.ts'
import type { Role } from './roles.ts'

/** Nobody stays signed in who has walked away. */
const RELOCK_MS = 60_000

export type SignInAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ProtocolErrorCode; readonly detail: string; readonly retryAfterMs?: number }

export interface StaffSessionDeps {
  readonly pin: ReturnType<typeof createStaffPin>
  /** Takes every try, with the address it came from (privacy promise P4); those at a locked PIN as a count. */
  readonly audit: AuditStore
  readonly relockMs?: number
}

/** Who is signed in at the booth's screen. Signs out by itself. */
export class StaffSession {
  readonly #deps: StaffSessionDeps
  readonly #listeners = new Set<(role: Role | null) => void>()
  #role: Role | null = null
  #relock: NodeJS.Timeout | undefined

  constructor(deps: StaffSessionDeps) {
    this.#deps = deps
  }

  /** Null: nobody is signed in. */
  get role(): Role | null {
    return this.#role
  }

  onChange(listener: (role: Role | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * `isStillThere` is asked once the PIN has been checked, which takes its time: a screen that has gone meanwhile opens
   * nothing for the one that follows.
   */
  async signIn(pin: string, address: string, isStillThere: () => boolean): Promise<SignInAnswer> {
    const answer = await this.#deps.pin.check(pin)
    const isLocked = !answer.ok && answer.reason === 'locked'
    // A locked PIN isn't looked at, so its tries come as fast as somebody likes.
    if (isLocked) this.#deps.audit.addRepeated({ event: 'staff.sign-in-locked', address })
    else this.#deps.audit.add({ event: answer.ok ? 'staff.sign-in' : 'staff.sign-in-refused', address })
    if (answer.ok) {
      if (!isStillThere()) return { ok: false, code: 'signed-out', detail: 'The screen has gone' }
      this.#become('staff')
      this.touch()
      return { ok: true }
    }
    switch (answer.reason) {
      case 'not-set':
        return { ok: false, code: 'no-pin-set', detail: 'Set one with: npm run staff-pin' }
      case 'locked':
        return { ok: false, code: 'pin-locked', detail: 'Too many wrong PINs', retryAfterMs: answer.retryAfterMs }
      case 'wrong':
        return { ok: false, code: 'wrong-pin', detail: 'Wrong PIN', retryAfterMs: answer.retryAfterMs }
    }
  }

  signOut(): void {
    clearTimeout(this.#relock)
    if (this.#role !== null) this.#become(null)
  }

  /** Somebody is there: the time until the session ends begins anew. */
  touch(): void {
    clearTimeout(this.#relock)
    this.#relock = setTimeout(() => this.signOut(), this.#deps.relockMs ?? RELOCK_MS)
    this.#relock.unref()
  }

  #become(role: Role | null): void {
    this.#role = role
    for (const listener of [...this.#listeners]) listener(role)
  }
}
