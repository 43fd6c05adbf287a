import { type Static, type TObject, Type } from 'typebox'

const strict = { additionalProperties: false } as const

/**
 * What may be done to a booth from its staff panel or from afar: each action's input. Who may run it, and how, stands in
 * the action's own file in `actions/`.
 */
export const actionInputs = {
  'resume-printer': Type.Object({}, strict),
  /** Somebody looked at the tray: the print that may have come out needs no more attention. */
  'settle-print': Type.Object({ ledgerId: Type.String({ minLength: 1, maxLength: 64 }) }, strict),
  'reopen-camera': Type.Object({}, strict),
} satisfies Record<string, TObject>

export type ActionId = keyof typeof actionInputs
export type ActionInput<K extends ActionId> = Static<(typeof actionInputs)[K]>

export const actionIds = Object.keys(actionInputs) as readonly ActionId[]

/** An action with its input. */
export const ActionRequest = Type.Union(
  actionIds.map((action) =>
    Type.Object({ action: Type.Literal(action), input: actionInputs[action] as TObject }, strict),
  ),
)
export type ActionRequest = { [K in ActionId]: { readonly action: K; readonly input: ActionInput<K> } }[ActionId]

/** Why an action was not done: nothing is broken, and trying again changes nothing. */
export const actionRefusals = [
  /** This printer can be resumed at its own panel only. */
  'own-panel-only',
  'no-such-print',
  /** The print has ended, or still runs: there is nothing to settle. */
  'nothing-to-settle',
  'not-allowed',
] as const
export const ActionRefusal = Type.Enum([...actionRefusals])
export type ActionRefusal = Static<typeof ActionRefusal>

/** How an action ended. `failed`: something broke or took too long; it may be tried again. */
export const ActionOutcome = Type.Union([
  Type.Object({ status: Type.Literal('done') }, strict),
  Type.Object({ status: Type.Literal('refused'), why: ActionRefusal }, strict),
  Type.Object({ status: Type.Literal('failed') }, strict),
])
export type ActionOutcome = Static<typeof ActionOutcome>
