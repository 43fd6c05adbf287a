import type { FaultCode } from '../../protocol/codes.ts'
import type { In, Transition, VisitInput } from '../state.ts'
import { enterFraming } from './framing.ts'

/** Faults after which trying again is of no use until the staff has been. */
export const unrecoverable: readonly FaultCode[] = ['disk.full', 'document.unknown']

export const inFault = ({ document, wanted }: In<'fault'>, input: VisitInput): Transition | null =>
  input.kind === 'retry' && document ? enterFraming(document, wanted) : null
