import type { EditableDocument } from '../../edits/editable-document.ts'
import type { GuidanceCode } from '../../protocol/codes.ts'
import { type In, type Transition, to, type VisitInput, type VisitState, type WantedDocument } from '../state.ts'

/** How long the countdown counts, s. */
export const COUNTDOWN_SECONDS = 3

/** Guidance with which a picture is worth taking. */
const readyGuidance: readonly GuidanceCode[] = ['ready']

export const canCapture = (state: VisitState): boolean =>
  state.name === 'framing' && state.isDarkroomOpen && (state.isManualAllowed || readyGuidance.includes(state.guidance))

export const inFraming = (state: In<'framing'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'darkroom-opened':
      return state.isDarkroomOpen ? null : to({ ...state, isDarkroomOpen: true }, { kind: 'watch-framing' })
    case 'guidance':
      return input.guidance === state.guidance ? null : to({ ...state, guidance: input.guidance })
    case 'manual-allowed':
      return state.isManualAllowed ? null : to({ ...state, isManualAllowed: true })
    case 'capture':
      if (!canCapture(state)) return null
      return to(
        { name: 'countdown', document: state.document, secondsLeft: COUNTDOWN_SECONDS, wanted: state.wanted },
        { kind: 'start-countdown' },
      )
    case 'back':
      return to({ name: 'document' }, { kind: 'wipe' })
    default:
      return null
  }
}

/** In front of the camera, again or for the first time. */
export const enterFraming = (document: EditableDocument, wanted: readonly WantedDocument[]): Transition => ({
  state: { name: 'framing', document, isDarkroomOpen: false, guidance: 'no-face', isManualAllowed: false, wanted },
  effects: [{ kind: 'abort-work' }, { kind: 'drop-pictures' }, { kind: 'open-darkroom' }],
})
