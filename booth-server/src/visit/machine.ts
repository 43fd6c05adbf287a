import type { EditableDocument } from '../edits/editable-document.ts'
import { assertNever } from '../foundation/errors.ts'
import type { FaultCode } from '../protocol/codes.ts'
import { type Transition, to, type VisitInput, type VisitState } from './state.ts'
import { attract } from './states/attract.ts'
import { inConsent } from './states/consent.ts'
import { inCountdown } from './states/countdown.ts'
import { inDeveloping } from './states/developing.ts'
import { frame, inFraming } from './states/framing.ts'
import { inPrinting } from './states/printing.ts'
import { inReview, wantedOf } from './states/review.ts'

/** Faults after which trying again is of no use until the staff has been. */
const hopeless: readonly FaultCode[] = ['disk.full', 'document.unknown']

/**
 * The visit's rules: pure, executes nothing. Every pair of state and input that isn't named here changes nothing: null.
 * The runner executes the effects in their order, after it has taken over the state.
 */
export const transition = (state: VisitState, input: VisitInput): Transition | null => {
  const wayOut = leave(state, input)
  if (wayOut) return wayOut
  switch (state.name) {
    case 'attract':
      return input.kind === 'begin' ? to({ name: 'document' }, { kind: 'count-visit' }) : null
    case 'document':
      if (input.kind === 'choose-document') return to({ name: 'consent', document: input.document })
      return input.kind === 'back' ? to(attract, { kind: 'wipe' }) : null
    case 'consent':
      return inConsent(state, input)
    case 'framing':
      return inFraming(state, input)
    case 'countdown':
      return inCountdown(state, input)
    case 'developing':
      return inDeveloping(state, input)
    case 'review':
      return inReview(state, input)
    case 'printing':
      return inPrinting(state, input)
    case 'done':
      return input.kind === 'finish' ? to(attract, { kind: 'wipe' }) : null
    case 'fault':
      return input.kind === 'retry' && state.document ? frame(state.document, state.wanted) : null
    default:
      return assertNever(state)
  }
}

/** Cancel, idle and broken parts lead out of every state but attract. */
const leave = (state: VisitState, input: VisitInput): Transition | null => {
  if (state.name === 'attract') return null
  switch (input.kind) {
    case 'cancel':
    case 'idle-expired':
      return to(attract, { kind: 'wipe' })
    case 'failed': {
      if (state.name === 'done' || state.name === 'fault') return null
      const document = hopeless.includes(input.fault) ? null : documentOf(state)
      const wanted = document === null ? [] : wantedOf(state)
      return to({ name: 'fault', fault: input.fault, document, wanted }, { kind: 'wipe' })
    }
    default:
      return null
  }
}

export const documentOf = (state: VisitState): EditableDocument | null => {
  switch (state.name) {
    case 'consent':
    case 'framing':
    case 'countdown':
    case 'developing':
    case 'fault':
      return state.document
    case 'review':
    case 'printing':
      return state.review.document
    case 'attract':
    case 'document':
    case 'done':
      return null
    default:
      return assertNever(state)
  }
}
