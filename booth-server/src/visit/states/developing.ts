import { type In, type Review, type Transition, to, type VisitInput } from '../state.ts'
import { renderNextWanted } from './review.ts'

export const inDeveloping = (state: In<'developing'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'step':
      return to({ ...state, step: input.step })
    case 'developed': {
      const { verdict, rules, copies, pictureNumber } = input
      const { document } = state
      const edits = document.defaultEdits
      const review: Review = {
        document,
        edits,
        taken: [{ document, edits, verdict }],
        wanted: [],
        render: { phase: 'idle' },
        renderNumber: 0,
        pictureNumber,
        verdict,
        rules,
        copies,
        editFault: null,
        lastPrintFault: null,
      }
      return renderNextWanted(review, state.wanted)
    }
    case 'refused': {
      const { document, wanted } = state
      return to({ name: 'fault', fault: input.fault, document, wanted }, { kind: 'drop-pictures' })
    }
    default:
      return null
  }
}
