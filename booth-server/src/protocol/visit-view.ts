import { type Static, type TBoolean, type TProperties, Type } from 'typebox'
import { FaultCode, GuidanceCode, HintCode, RuleId, StepId, Verdict } from './codes.ts'
import { type EditId, Edits, editIds } from './edits.ts'

const strict = { additionalProperties: false } as const

export const RuleView = Type.Object(
  {
    id: RuleId,
    verdict: Verdict,
    hint: Type.Optional(HintCode),
    offMm: Type.Optional(
      Type.Number({ description: 'How far off, in millimetres on the print, where that helps the customer' }),
    ),
  },
  {
    ...strict,
    title: 'RuleView',
    description:
      'A rule’s outcome as the screen shows it; values stay in the darkroom: they are face data (privacy promise P8)',
  },
)
export type RuleView = Static<typeof RuleView>

export const PrintProgress = Type.Object(
  {
    phase: Type.Enum(['queued', 'sending', 'printing', 'needs-attention'], { description: 'Where the sheet is' }),
    fault: Type.Optional(FaultCode),
    sheet: Type.Integer({ description: 'The sheet at hand, from 1' }),
    sheets: Type.Integer({ description: 'Sheets in all' }),
  },
  { ...strict, title: 'PrintProgress', description: 'How far a print is; `fault` says why it needs attention' },
)
export type PrintProgress = Static<typeof PrintProgress>

export const IdleClock = Type.Object(
  {
    remainingMs: Type.Integer({ description: 'Until the visit ends' }),
    warnMs: Type.Integer({ description: 'How long before that the screen warns' }),
  },
  {
    ...strict,
    title: 'IdleClock',
    description: 'The clock on a state that waits for the customer; a touch extends it',
  },
)

const common = { idle: Type.Optional(IdleClock) }
const documentId = Type.String({ description: 'The document at hand' })
const state = <const S extends string, P extends TProperties>(name: S, description: string, properties: P) =>
  Type.Object({ state: Type.Literal(name), ...common, ...properties }, { ...strict, description })

export const VisitView = Type.Union(
  [
    state('attract', 'Nobody is at the booth', {}),
    state('document', 'The customer chooses a document', {}),
    state('consent', 'The customer reads the privacy policy and agrees', {
      documentId,
      policyVersion: Type.String({ description: 'What the consent must name' }),
      changedSince: Type.Union([Type.String(), Type.Null()], {
        description: 'Since which version the customer is told of changes; null: nothing new to tell',
      }),
    }),
    state('framing', 'The customer takes their place before the camera', {
      documentId,
      guidance: GuidanceCode,
      canCapture: Type.Boolean({ description: 'Whether `capture` is taken now' }),
    }),
    state('countdown', 'The picture is about to be taken', {
      documentId,
      secondsLeft: Type.Integer({ description: 'Until the picture is taken' }),
    }),
    state('developing', 'The darkroom makes the portrait and the sheet', {
      documentId,
      step: Type.Union([StepId, Type.Null()], { description: 'What it is at; null: it has not begun' }),
    }),
    state('review', 'The customer looks at the portrait, edits it and prints it', {
      documentId,
      verdict: Verdict,
      rules: Type.Array(RuleView, { description: 'Every rule of the document' }),
      edits: Edits,
      pictureNumber: Type.Integer({
        description:
          'Of the portrait and the sheet that were made together with this verdict: the `sequence` of their pictures',
      }),
      isEditLocked: Type.Boolean({
        description: 'The authority forbids edits: all are locked, and the screen says why',
      }),
      locks: Type.Object(
        Object.fromEntries(
          editIds.map((id) => [id, Type.Boolean({ description: `Whether ${id} is locked` })]),
        ) as Record<EditId, TBoolean>,
        {
          ...strict,
          description:
            'Which single edits are locked: where the authority states nothing, only the backdrop may be replaced',
        },
      ),
      isWorking: Type.Boolean({
        description:
          'The darkroom works on `edits`, as last asked for; the picture on the screen is still the one before',
      }),
      copiesOnSheet: Type.Integer({ description: 'Photographs on the sheet, those of every document' }),
      taken: Type.Array(
        Type.Object(
          {
            documentId: Type.String({ description: 'A document that was taken' }),
            verdict: Verdict,
            copies: Type.Integer({ description: 'Its photographs on the sheet' }),
          },
          strict,
        ),
        { description: 'Every document of this photograph in the order they were taken, `documentId` among them' },
      ),
      canTakeMore: Type.Boolean({ description: 'Whether `take-document` may add one' }),
      printFault: Type.Union([FaultCode, Type.Null()], {
        description: 'Why printing can’t start now, told before money or time is lost',
      }),
      editFault: Type.Union([FaultCode, Type.Null()], {
        description: 'A fault of the last change, which left the picture as it was',
      }),
    }),
    state('printing', 'The sheets are printed', { documentId, progress: PrintProgress }),
    state('done', 'The portrait has been erased', {
      documentId,
      outcome: Type.Enum(['printed', 'unknown'], { description: '`unknown`: it may have been printed' }),
    }),
    state('fault', 'Something went wrong', {
      fault: FaultCode,
      canRetry: Type.Boolean({ description: 'Whether `retry` is taken; `cancel` is in any case' }),
    }),
  ],
  {
    title: 'VisitView',
    description:
      'What the screen shows, by `state`: a screen is a function of this value and nothing else. Every state but `attract` can be cancelled',
  },
)
export type VisitView = Static<typeof VisitView>
export type VisitStateName = VisitView['state']
