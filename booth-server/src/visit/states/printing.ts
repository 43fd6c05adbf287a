import { type In, type Transition, to, type VisitInput } from '../state.ts'

export const inPrinting = (state: In<'printing'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'print-progress':
      return to({ ...state, progress: input.progress })
    case 'printed':
      return to({ name: 'done', documentId: state.review.document.id, outcome: 'printed' }, { kind: 'wipe' })
    case 'print-unknown':
      return to({ name: 'done', documentId: state.review.document.id, outcome: 'unknown' }, { kind: 'wipe' })
    // The photograph is still there: the customer may print again once the printer is mended.
    case 'not-printed':
      return to({ name: 'review', review: { ...state.review, lastPrintFault: input.fault } })
    default:
      return null
  }
}
