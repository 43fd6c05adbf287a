import { type Static, type TBoolean, type TProperties, Type } from 'typebox'
import { FaultCode, GuidanceCode, HintCode, RuleId, StepId, Verdict } from './codes.ts'
import { type EditId, Edits, editIds } from './edits.ts'

const strict = { additionalProperties: false } as const

/** A rule's outcome as the screen shows it. Values stay in the darkroom: they are face data (privacy promise P8). */
export const RuleView = Type.Object(
  {
    id: RuleId,
    verdict: Verdict,
    hint: Type.Optional(HintCode),
    /** How far off, in millimetres on the print, where that helps the customer. */
    offMm: Type.Optional(Type.Number()),
  },
  strict,
)
export type RuleView = Static<typeof RuleView>

export const PrintProgress = Type.Object(
  {
    phase: Type.Enum(['queued', 'sending', 'printing', 'needs-attention']),
    /** Why it needs attention. */
    fault: Type.Optional(FaultCode),
    sheet: Type.Integer(),
    sheets: Type.Integer(),
  },
  strict,
)
export type PrintProgress = Static<typeof PrintProgress>

/** The clock on a state: the screen warns `warnMs` before `remainingMs` runs out; a touch extends it. */
export const IdleClock = Type.Object({ remainingMs: Type.Integer(), warnMs: Type.Integer() }, strict)

const common = { idle: Type.Optional(IdleClock) }
const state = <const S extends string, P extends TProperties>(name: S, properties: P) =>
  Type.Object({ state: Type.Literal(name), ...common, ...properties }, strict)

/**
 * What the screen shows: one member a state of the visit. A screen is a function of this value and nothing else;
 * `done` and `fault` are the ways out, every other state can be cancelled.
 */
export const VisitView = Type.Union([
  state('attract', {}),
  state('document', {}),
  state('consent', {
    documentId: Type.String(),
    policyVersion: Type.String(),
    /** Since which version the customer is told of changes; null when there is nothing new to tell. */
    changedSince: Type.Union([Type.String(), Type.Null()]),
  }),
  state('framing', { documentId: Type.String(), guidance: GuidanceCode, canCapture: Type.Boolean() }),
  state('countdown', { documentId: Type.String(), secondsLeft: Type.Integer() }),
  state('developing', { documentId: Type.String(), step: Type.Union([StepId, Type.Null()]) }),
  state('review', {
    documentId: Type.String(),
    verdict: Verdict,
    rules: Type.Array(RuleView),
    /** As the customer last asked for; while `isWorking` the picture on the screen is still the one before. */
    edits: Edits,
    /** Of the portrait and the sheet that were made together with this verdict: the `sequence` of their messages. */
    pictureNumber: Type.Integer(),
    /** Where the authority forbids edits: all are locked and the screen says why. */
    isEditLocked: Type.Boolean(),
    /** Which single edits are locked: where the authority states nothing, only the backdrop may be replaced. */
    locks: Type.Object(
      Object.fromEntries(editIds.map((id) => [id, Type.Boolean()])) as Record<EditId, TBoolean>,
      strict,
    ),
    isWorking: Type.Boolean(),
    copiesOnSheet: Type.Integer(),
    /** Every document of this photograph in the order they were taken, `documentId` among them. */
    taken: Type.Array(Type.Object({ documentId: Type.String(), verdict: Verdict, copies: Type.Integer() }, strict)),
    canTakeMore: Type.Boolean(),
    /** Why printing can't start now, told before money or time is lost. */
    printFault: Type.Union([FaultCode, Type.Null()]),
    /** A fault of the last change that left the picture as it was. */
    editFault: Type.Union([FaultCode, Type.Null()]),
  }),
  state('printing', { documentId: Type.String(), progress: PrintProgress }),
  state('done', { documentId: Type.String(), outcome: Type.Enum(['printed', 'unknown']) }),
  state('fault', { fault: FaultCode, canRetry: Type.Boolean() }),
])
export type VisitView = Static<typeof VisitView>
export type VisitStateName = VisitView['state']
