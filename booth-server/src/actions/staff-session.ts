import type { createStaffPin } from '../access/pin.ts'
import type { Log } from '../foundation/log.ts'
import type { ClientMessageOf, ProtocolErrorCode, StaffView } from '../protocol/messages.ts'
import type { StatusDeps } from '../readiness/booth-status.ts'
import { staffViewOf } from './staff-view.ts'

/** Nobody stays signed in who has walked away. */
const RELOCK_MS = 60_000
const REFRESH_MS = 2000
const PRINTER_WITHIN_MS = 10_000

export type SignInAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ProtocolErrorCode; readonly detail: string; readonly retryAfterMs?: number }

export interface StaffDeskDeps extends StatusDeps {
  readonly pin: ReturnType<typeof createStaffPin>
  readonly log: Log
  readonly relockMs?: number
}

/** The staff's side of the screen: a PIN, what they see, what they may do. Locks itself again. */
export class StaffDesk {
  readonly #deps: StaffDeskDeps
  readonly #listeners = new Set<(view: StaffView | null) => void>()
  #isSignedIn = false
  #relock: NodeJS.Timeout | undefined
  #refresh: NodeJS.Timeout | undefined

  constructor(deps: StaffDeskDeps) {
    this.#deps = deps
  }

  /** Null: signed out. */
  onView(listener: (view: StaffView | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Every try is written down with the address that it came from (privacy promise P4). `isStillThere`: asked once the PIN
   * has been checked, which takes its time; a screen that has gone meanwhile opens nothing for the one that follows.
   */
  async signIn(pin: string, address: string, isStillThere: () => boolean): Promise<SignInAnswer> {
    const answer = await this.#deps.pin.check(pin)
    this.#deps.records.addAudit({ event: answer.ok ? 'staff.sign-in' : 'staff.sign-in-refused', address })
    if (answer.ok) {
      if (!isStillThere()) return { ok: false, code: 'signed-out', detail: 'The screen has gone' }
      this.#isSignedIn = true
      this.#touch()
      clearInterval(this.#refresh)
      this.#refresh = setInterval(() => this.#tell(), REFRESH_MS)
      this.#tell()
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
    if (!this.#isSignedIn) return
    this.#isSignedIn = false
    clearTimeout(this.#relock)
    clearInterval(this.#refresh)
    for (const listener of [...this.#listeners]) listener(null)
  }

  /** False: nobody is signed in. */
  act(action: ClientMessageOf<'staff-action'>['action']): boolean {
    if (!this.#isSignedIn) return false
    this.#touch()
    this.#execute(action).then(
      () => this.#tell(),
      (error: unknown) => this.#deps.log.error({ err: error, action }, 'A staff action failed'),
    )
    return true
  }

  async #execute(action: ClientMessageOf<'staff-action'>['action']): Promise<void> {
    const { printer, camera, records } = this.#deps
    switch (action) {
      case 'resume-printer':
        if (!(await printer.resume(AbortSignal.timeout(PRINTER_WITHIN_MS)))) {
          this.#deps.log.warn({ action }, 'This printer can only be resumed at its own panel')
        }
        await printer.refresh(AbortSignal.timeout(PRINTER_WITHIN_MS))
        return
      case 'release-unknown-print':
        for (const { ledgerId, status } of records.openLedgerRows()) {
          if (status === 'unknown') records.updateLedgerRow(ledgerId, { status: 'settled' })
        }
        return
      case 'reopen-camera':
        await camera.stop()
        await camera.start()
    }
  }

  #touch(): void {
    clearTimeout(this.#relock)
    this.#relock = setTimeout(() => this.signOut(), this.#deps.relockMs ?? RELOCK_MS)
    this.#relock.unref()
  }

  #tell(): void {
    if (!this.#isSignedIn) return
    const view = staffViewOf(this.#deps)
    for (const listener of [...this.#listeners]) listener(view)
  }
}
