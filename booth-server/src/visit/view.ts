import { byEdit } from '../edits/edits.ts'
import { assertNever } from '../foundation/errors.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { EditId } from '../protocol/edits.ts'
import type { VisitView } from '../protocol/visit-view.ts'
import type { VisitState } from './state.ts'
import { canCapture } from './states/framing.ts'
import { isWorking, MAX_DOCUMENTS, wishedEdits } from './states/review.ts'

/** What the view takes from outside the visit. */
export interface ViewSurroundings {
  readonly policyVersion: string
  readonly changedSince: string | null
  /** Why the printer can't print now. */
  readonly printerFault: FaultCode | null
  readonly idle: { readonly remainingMs: number; readonly warnMs: number } | null
}

/** The visit as the screen sees it. */
export const viewOf = (state: VisitState, around: ViewSurroundings): VisitView => {
  const view = viewWithoutClock(state, around)
  return around.idle ? { ...view, idle: around.idle } : view
}

const viewWithoutClock = (state: VisitState, around: ViewSurroundings): VisitView => {
  switch (state.name) {
    case 'attract':
      return { state: 'attract' }
    case 'document':
      return { state: 'document' }
    case 'consent': {
      const { policyVersion, changedSince } = around
      return { state: 'consent', documentId: state.document.id, policyVersion, changedSince }
    }
    case 'framing':
      return {
        state: 'framing',
        documentId: state.document.id,
        guidance: state.guidance,
        canCapture: canCapture(state),
      }
    case 'countdown':
      return { state: 'countdown', documentId: state.document.id, secondsLeft: state.secondsLeft }
    case 'developing':
      return { state: 'developing', documentId: state.document.id, step: state.step }
    case 'review': {
      const { review } = state
      const { allowedEdits } = review.document
      return {
        state: 'review',
        documentId: review.document.id,
        verdict: review.verdict,
        rules: [...review.rules],
        edits: wishedEdits(review),
        pictureNumber: review.pictureNumber,
        isEditLocked: !Object.values(allowedEdits).includes(true),
        locks: byEdit<Record<EditId, boolean>>((id) => !allowedEdits[id]),
        isWorking: isWorking(review),
        copiesOnSheet: Object.values(review.copies).reduce((sum, count) => sum + count, 0),
        taken: review.taken.map(({ document, verdict }) => ({
          documentId: document.id,
          verdict,
          copies: review.copies[document.id] ?? 0,
        })),
        canTakeMore: review.taken.length < MAX_DOCUMENTS,
        // Why the last attempt failed, for a while; then what the printer says now.
        printFault: review.lastPrintFault ?? around.printerFault,
        editFault: review.editFault,
      }
    }
    case 'printing':
      return { state: 'printing', documentId: state.review.document.id, progress: state.progress }
    case 'done':
      return { state: 'done', documentId: state.documentId, outcome: state.outcome }
    case 'fault':
      return { state: 'fault', fault: state.fault, canRetry: state.document !== null }
    default:
      return assertNever(state)
  }
}
