import { type In, type Review, type Transition, to, type VisitInput } from '../state.ts'
import { makeNext } from './review.ts'

export const inDeveloping = (state: In<'developing'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'step':
      return to({ ...state, step: input.step })
    case 'developed': {
      const { verdict, rules, copies } = input
      const { document } = state
      const edits = document.defaultEdits
      const review: Review = {
        document,
        taken: [{ document, edits, verdict }],
        pending: null,
        wanted: [],
        verdict,
        rules,
        shownEdits: edits,
        edits,
        editNumber: 0,
        copies,
        editFault: null,
        lastPrintFault: null,
      }
      return makeNext(review, state.wanted)
    }
    case 'refused': {
      const { document, wanted } = state
      return to({ name: 'fault', fault: input.fault, document, wanted }, { kind: 'drop-pictures' })
    }
    default:
      return null
  }
}
