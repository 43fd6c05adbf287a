import type { StaffSession } from '../access/staff-session.ts'
import type { ActionOutcome, ActionRequest } from '../protocol/actions.ts'
import type { StaffView } from '../protocol/staff-view.ts'
import type { ActionDeps } from './action.ts'
import { runAction } from './run-action.ts'
import { staffViewOf } from './views/staff-view.ts'
import type { ViewDeps } from './views/view-deps.ts'

const REFRESH_MS = 2000

export interface StaffPanelDeps extends ActionDeps, ViewDeps {
  readonly session: StaffSession
}

/** What the signed-in staff see and may do. The view is told at the sign-in, every 2 s, and after each action. */
export class StaffPanel {
  readonly #deps: StaffPanelDeps
  readonly #listeners = new Set<(view: StaffView | null) => void>()
  #refresh: NodeJS.Timeout | undefined

  constructor(deps: StaffPanelDeps) {
    this.#deps = deps
    deps.session.onChange((role) => {
      clearInterval(this.#refresh)
      if (role !== null) this.#refresh = setInterval(() => this.#tell(), REFRESH_MS)
      this.#tell()
    })
  }

  /** Null: signed out. */
  onView(listener: (view: StaffView | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Null: nobody is signed in. Never rejects. */
  act(request: ActionRequest): Promise<ActionOutcome> | null {
    const { session } = this.#deps
    if (session.role === null) return null
    session.touch()
    return runAction(request, session.role, this.#deps).finally(() => this.#tell())
  }

  #tell(): void {
    const view = this.#deps.session.role === null ? null : staffViewOf(this.#deps)
    for (const listener of [...this.#listeners]) listener(view)
  }
}
