import type { VisitState } from '../state.ts'

export const attract: VisitState = { name: 'attract' }
