import { type In, type Transition, to, type VisitInput } from '../state.ts'
import { attract } from './attract.ts'

export const inDone = (_: In<'done'>, input: VisitInput): Transition | null =>
  input.kind === 'finish' ? to(attract, { kind: 'wipe' }) : null
