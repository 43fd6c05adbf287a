import { type In, type Transition, to, type VisitInput } from '../state.ts'
import { enterFraming } from './framing.ts'

export const inCountdown = (state: In<'countdown'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'tick': {
      if (state.secondsLeft > 1) return to({ ...state, secondsLeft: state.secondsLeft - 1 })
      const { document, wanted } = state
      return to({ name: 'developing', document, step: null, wanted }, { kind: 'develop', document })
    }
    case 'back':
      return enterFraming(state.document, state.wanted)
    default:
      return null
  }
}
