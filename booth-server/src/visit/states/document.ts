import { type In, type Transition, to, type VisitInput } from '../state.ts'
import { attract } from './attract.ts'

export const inDocument = (_: In<'document'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'choose-document':
      return to({ name: 'consent', document: input.document })
    case 'back':
      return to(attract, { kind: 'wipe' })
    default:
      return null
  }
}
