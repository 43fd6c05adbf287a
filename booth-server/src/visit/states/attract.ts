import { type In, type Transition, to, type VisitInput, type VisitState } from '../state.ts'

export const attract: VisitState = { name: 'attract' }

export const inAttract = (_: In<'attract'>, input: VisitInput): Transition | null =>
  input.kind === 'begin' ? to({ name: 'document' }, { kind: 'count-visit' }) : null
