import { type Static, type TObject, Type } from 'typebox'

const strict = { additionalProperties: false } as const
const printId = {
  ledgerId: Type.String({ minLength: 1, maxLength: 64, description: 'The print, as `queue` names it' }),
}

/**
 * What may be done to a booth from its staff panel or from afar: each action's input. Who may run it, and how, stands in
 * the action's own file in `actions/`.
 */
export const actionInputs = {
  'resume-printer': Type.Object({}, { ...strict, description: 'Resumes a stopped printer' }),
  'settle-print': Type.Object(printId, {
    ...strict,
    description: 'Somebody looked in the tray: the print that may have come out needs no more attention',
  }),
  'print-held': Type.Object(printId, {
    ...strict,
    description: 'Prints a sheet that the printer holds, while somebody stands in front of it',
  }),
  'destroy-held': Type.Object(printId, { ...strict, description: 'Cancels a sheet that the printer holds' }),
  'reopen-camera': Type.Object({}, { ...strict, description: 'Closes the camera and opens it again' }),
} satisfies Record<string, TObject>

export type ActionId = keyof typeof actionInputs
export type ActionInput<K extends ActionId> = Static<(typeof actionInputs)[K]>

export const actionIds = Object.keys(actionInputs) as readonly ActionId[]

export const ActionRequest = Type.Union(
  actionIds.map((action) =>
    Type.Object({ action: Type.Literal(action), input: actionInputs[action] as TObject }, strict),
  ),
  { title: 'ActionRequest', description: 'An action with its input' },
)
export type ActionRequest = { [K in ActionId]: { readonly action: K; readonly input: ActionInput<K> } }[ActionId]

export const actionRefusals = [
  /** This printer can be resumed at its own panel only. */
  'own-panel-only',
  'no-such-print',
  /** The print has ended, or still runs: there is nothing to settle. */
  'nothing-to-settle',
  /** The printer does not hold this print. */
  'not-held',
  /** The printer has stopped or can't be reached: the print stays as it is. */
  'printer-not-ready',
  'not-allowed',
] as const
export const ActionRefusal = Type.Enum([...actionRefusals], {
  title: 'ActionRefusal',
  description: 'Why an action was not done: nothing is broken, and trying again changes nothing',
})
export type ActionRefusal = Static<typeof ActionRefusal>

export const ActionOutcome = Type.Union(
  [
    Type.Object({ status: Type.Literal('done') }, { ...strict, description: 'It was done' }),
    Type.Object(
      { status: Type.Literal('refused'), why: ActionRefusal },
      { ...strict, description: 'It was not done, for a reason that the staff can read' },
    ),
    Type.Object(
      { status: Type.Literal('failed') },
      { ...strict, description: 'Something broke or took too long; it may be tried again' },
    ),
  ],
  { title: 'ActionOutcome', description: 'How an action ended' },
)
export type ActionOutcome = Static<typeof ActionOutcome>
