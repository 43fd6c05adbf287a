import { type In, type Transition, to, type VisitInput } from '../state.ts'
import { enterFraming } from './framing.ts'

export const inConsent = (state: In<'consent'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'consent': {
      const { state: next, effects } = enterFraming(state.document, [])
      return { state: next, effects: [{ kind: 'count-consent' }, ...effects] }
    }
    case 'back':
      return to({ name: 'document' })
    default:
      return null
  }
}
