import type { EditableDocument } from '../edits/editable-document.ts'
import { assertNever } from '../foundation/errors.ts'
import { type Transition, to, type VisitInput, type VisitState } from './state.ts'
import { attract, inAttract } from './states/attract.ts'
import { inConsent } from './states/consent.ts'
import { inCountdown } from './states/countdown.ts'
import { inDeveloping } from './states/developing.ts'
import { inDocument } from './states/document.ts'
import { inDone } from './states/done.ts'
import { inFault, unrecoverable } from './states/fault.ts'
import { inFraming } from './states/framing.ts'
import { inPrinting } from './states/printing.ts'
import { inReview, wantedOf } from './states/review.ts'

/**
 * The visit's rules: pure, executes nothing. Every pair of state and input that isn't named here or in `states/` changes
 * nothing: null. The loop executes the effects in their order, after it has taken over the state.
 */
export const transition = (state: VisitState, input: VisitInput): Transition | null =>
  exitTransition(state, input) ?? transitionIn(state, input)

const transitionIn = (state: VisitState, input: VisitInput): Transition | null => {
  switch (state.name) {
    case 'attract':
      return inAttract(state, input)
    case 'document':
      return inDocument(state, input)
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
      return inDone(state, input)
    case 'fault':
      return inFault(state, input)
    default:
      return assertNever(state)
  }
}

/** Cancel, idle and broken parts lead out of every state but attract. */
const exitTransition = (state: VisitState, input: VisitInput): Transition | null => {
  if (state.name === 'attract') return null
  switch (input.kind) {
    case 'cancel':
    case 'idle-expired':
      return to(attract, { kind: 'wipe' })
    case 'failed': {
      if (state.name === 'done' || state.name === 'fault') return null
      const document = unrecoverable.includes(input.fault) ? null : documentOf(state)
      const wanted = document === null ? [] : wantedOf(state)
      return to({ name: 'fault', fault: input.fault, document, wanted }, { kind: 'wipe' })
    }
    default:
      return null
  }
}

/** The document that the visit is for; null where there is none. */
const documentOf = (state: VisitState): EditableDocument | null => {
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
