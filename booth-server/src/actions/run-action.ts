import type { Role } from '../access/roles.ts'
import { deadlineSignal } from '../foundation/deadline.ts'
import type { ActionId, ActionInput, ActionOutcome, ActionRequest } from '../protocol/actions.ts'
import { type Action, type ActionDeps, refused } from './action.ts'
import { destroyHeld } from './destroy-held.ts'
import { printHeld } from './print-held.ts'
import { reopenCamera } from './reopen-camera.ts'
import { resumePrinter } from './resume-printer.ts'
import { settlePrint } from './settle-print.ts'

/** Whoever waits for an answer may give up on it after this long. */
const ACTION_WITHIN_MS = 20_000

/** Every action of the protocol. One that is missing, or stands under another's name, does not compile. */
export const actions: { readonly [K in ActionId]: Action<K> } = {
  'resume-printer': resumePrinter,
  'settle-print': settlePrint,
  'print-held': printHeld,
  'destroy-held': destroyHeld,
  'reopen-camera': reopenCamera,
}

/** Runs one action for somebody in `role`. Never rejects: what broke is logged and told as failed. */
export const runAction = async (
  { action: id, input }: ActionRequest,
  role: Role,
  deps: ActionDeps,
  withinMs = ACTION_WITHIN_MS,
): Promise<ActionOutcome> => {
  const action = actions[id] as Action<ActionId>
  if (!action.roles.includes(role)) return refused('not-allowed')
  const signal = deadlineSignal(withinMs)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([action.run(input as ActionInput<ActionId>, deps, signal), late])
  } catch (error) {
    deps.log.error({ err: error, action: id, role }, 'An action failed')
    return { status: 'failed' }
  }
}
