import type { Printer } from '@quickid/printer'
import type { Role } from '../access/roles.ts'
import type { Camera } from '../camera/camera.ts'
import type { Log } from '../foundation/log.ts'
import type { LeftPrints } from '../printing/left-prints.ts'
import type { ActionId, ActionInput, ActionRefusal, actionInputs } from '../protocol/actions.ts'
import type { Records } from '../records/records.ts'

export interface ActionDeps {
  readonly printer: Printer
  readonly leftPrints: LeftPrints
  readonly camera: Camera
  readonly records: Records
  readonly log: Log
}

export type ActionEnd = { readonly status: 'done' } | { readonly status: 'refused'; readonly why: ActionRefusal }

export const done: ActionEnd = { status: 'done' }
export const refused = (why: ActionRefusal): ActionEnd => ({ status: 'refused', why })

/** One thing that can be done to a booth, from its panel or from afar alike. */
export interface Action<K extends ActionId> {
  readonly input: (typeof actionInputs)[K]
  /** Who may run it. */
  readonly roles: readonly Role[]
  /** Throws what its parts throw; whoever runs it tells that as failed. */
  run(input: ActionInput<K>, deps: ActionDeps, signal: AbortSignal): Promise<ActionEnd>
}
