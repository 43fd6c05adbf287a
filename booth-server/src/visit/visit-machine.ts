import { assertNever } from '../errors.ts'
import type { Edits, FaultCode, GuidanceCode } from '../protocol/index.ts'
import type {
  Review,
  TakenDocument,
  Transition,
  VisitDocument,
  VisitEffect,
  VisitInput,
  VisitState,
  WantedDocument,
} from './visit-state.ts'

/** How long the countdown counts, s. */
export const COUNTDOWN_SECONDS = 3

export const attract: VisitState = { name: 'attract' }

/** Guidance with which a picture is worth taking. */
const readyGuidance: readonly GuidanceCode[] = ['ready']

export const canCapture = (state: VisitState): boolean =>
  state.name === 'framing' && state.isDarkroomOpen && (state.isManualAllowed || readyGuidance.includes(state.guidance))

/** More would leave too few copies of each on a sheet. */
export const MAX_DOCUMENTS = 4

export const isWorking = (review: Review): boolean => review.edits !== review.shownEdits || review.pending !== null

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

type In<N extends VisitState['name']> = Extract<VisitState, { name: N }>

const inConsent = (state: In<'consent'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'consent': {
      const { state: next, effects } = frame(state.document, [])
      return { state: next, effects: [{ kind: 'count-consent' }, ...effects] }
    }
    case 'back':
      return to({ name: 'document' })
    default:
      return null
  }
}

const inFraming = (state: In<'framing'>, input: VisitInput): Transition | null => {
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

const inCountdown = (state: In<'countdown'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'tick': {
      if (state.secondsLeft > 1) return to({ ...state, secondsLeft: state.secondsLeft - 1 })
      const { document, wanted } = state
      return to({ name: 'developing', document, step: null, wanted }, { kind: 'develop', document })
    }
    case 'back':
      return frame(state.document, state.wanted)
    default:
      return null
  }
}

const inDeveloping = (state: In<'developing'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'step':
      return to({ ...state, step: input.step })
    case 'developed': {
      const { verdict, rules, copies } = input
      const { document } = state
      const edits = document.defaultEdits
      const review: Review = {
        document,
        taken: [{ document, edits, verdict }],
        pending: null,
        wanted: [],
        verdict,
        rules,
        shownEdits: edits,
        edits,
        editNumber: 0,
        copies,
        editFault: null,
        lastPrintFault: null,
      }
      return makeNext(review, state.wanted)
    }
    case 'refused': {
      const { document, wanted } = state
      return to({ name: 'fault', fault: input.fault, document, wanted }, { kind: 'drop-pictures' })
    }
    default:
      return null
  }
}

const inReview = (state: In<'review'>, input: VisitInput): Transition | null => {
  const { review } = state
  switch (input.kind) {
    case 'edit': {
      if (review.pending) return null
      const editFault = faultOfEdits(review.document, input.edits)
      if (editFault) return to({ name: 'review', review: { ...review, editFault } })
      const editNumber = review.editNumber + 1
      const { edits } = input
      return to(
        { name: 'review', review: { ...review, edits, editNumber, editFault: null } },
        { kind: 'edit', document: review.document, edits, editNumber, documentIds: idsOf(review.taken) },
      )
    }
    case 'take-document':
      return takeDocument(review, input.document)
    case 'drop-document':
      return dropDocument(review, input.documentId)
    case 'edited': {
      if (input.editNumber !== review.editNumber) return null
      const { verdict, rules, copies } = input
      const { document, edits } = review.pending ?? review
      const made: TakenDocument = { document, edits, verdict }
      const isNew = !idsOf(review.taken).includes(document.id)
      const taken = isNew
        ? [...review.taken, made]
        : review.taken.map((each) => (each.document.id === document.id ? made : each))
      const next = { document, taken, pending: null, verdict, rules, copies, shownEdits: edits, edits }
      return makeNext({ ...review, ...next }, review.wanted)
    }
    case 'edit-refused': {
      if (input.editNumber !== review.editNumber) return null
      const next = { edits: review.shownEdits, pending: null, editFault: input.fault }
      return makeNext({ ...review, ...next }, review.wanted)
    }
    case 'print': {
      if (isWorking(review)) return null
      const { sheets } = input
      return to(
        {
          name: 'printing',
          review: { ...review, lastPrintFault: null },
          progress: { phase: 'queued', sheet: 1, sheets },
        },
        { kind: 'print', document: review.document, sheets },
      )
    }
    case 'print-fault-shown':
      return review.lastPrintFault === null ? null : to({ name: 'review', review: { ...review, lastPrintFault: null } })
    case 'retake':
    case 'back':
      return frame(review.document, wantedOf(state))
    default:
      return null
  }
}

const inPrinting = (state: In<'printing'>, input: VisitInput): Transition | null => {
  switch (input.kind) {
    case 'print-progress':
      return to({ ...state, progress: input.progress })
    case 'printed':
      return to({ name: 'done', documentId: state.review.document.id, outcome: 'printed' }, { kind: 'wipe' })
    case 'print-unknown':
      return to({ name: 'done', documentId: state.review.document.id, outcome: 'unknown' }, { kind: 'wipe' })
    // The photograph is still there: the customer may print again once the printer is mended.
    case 'not-printed':
      return to({ name: 'review', review: { ...state.review, lastPrintFault: input.fault } })
    default:
      return null
  }
}

const idsOf = (taken: readonly TakenDocument[]): string[] => taken.map(({ document }) => document.id)

/** The first of what is still wanted of the photograph is made, or all has been. */
const makeNext = (review: Review, [next, ...wanted]: readonly WantedDocument[]): Transition => {
  if (next === undefined) return to({ name: 'review', review: { ...review, wanted: [] } })
  // Why the one before could not be made stays on the screen.
  return work({ ...review, wanted }, next)
}

/**
 * What a new photograph is to be made into as well: all documents of this one, each with its edits, the one on the
 * screen last, so that it is shown again. A photograph is developed for that one first, as its default edits say.
 */
const wantedOf = (state: VisitState): readonly WantedDocument[] => {
  if (state.name !== 'review' && state.name !== 'printing') return 'wanted' in state ? state.wanted : []
  const { document, edits, taken, pending, wanted } = state.review
  const known = [...taken, ...(pending ? [pending] : []), ...wanted].map((each) => [each.document.id, each] as const)
  const others = [...new Map(known).values()].filter((each) => each.document.id !== document.id)
  if (others.length === 0 && edits === document.defaultEdits) return []
  return [...others, { document, edits }].map((each) => ({ document: each.document, edits: each.edits }))
}

/** One more document from the same photograph, with its default edits; or back to one that was taken, with its own. */
const takeDocument = (review: Review, document: VisitDocument): Transition | null => {
  if (isWorking(review) || document.id === review.document.id) return null
  const known = review.taken.find((each) => each.document.id === document.id)
  if (!known && review.taken.length >= MAX_DOCUMENTS) return null
  return work({ ...review, editFault: null }, known ?? { document, edits: document.defaultEdits })
}

/** All but the last can go; the sheet is laid anew for those that remain. */
const dropDocument = (review: Review, documentId: string): Transition | null => {
  const taken = review.taken.filter(({ document }) => document.id !== documentId)
  if (isWorking(review) || taken.length === 0 || taken.length === review.taken.length) return null
  const shown = taken.find(({ document }) => document.id === review.document.id) ?? taken[0]!
  const { document, edits } = shown
  return work({ ...review, document, edits, shownEdits: edits, taken, editFault: null }, shown)
}

/** One more portrait, or one again, and a sheet of all documents with it. */
const work = (review: Review, { document, edits }: WantedDocument): Transition => {
  const editNumber = review.editNumber + 1
  const ids = idsOf(review.taken)
  const documentIds = ids.includes(document.id) ? ids : [...ids, document.id]
  return to(
    { name: 'review', review: { ...review, pending: { document, edits }, editNumber } },
    { kind: 'edit', document, edits, editNumber, documentIds },
  )
}

/** Why these edits can't be made; null when they can. Only what the policy leaves free may differ from the default. */
const faultOfEdits = (document: VisitDocument, edits: Edits): FaultCode | null => {
  const { allowedEdits, defaultEdits, backgroundIds, outfitIds } = document
  const isForbidden =
    (!allowedEdits.background && edits.background !== defaultEdits.background) ||
    (!allowedEdits.retouch && edits.retouch !== defaultEdits.retouch) ||
    (!allowedEdits.shape &&
      (edits.slimming !== defaultEdits.slimming || edits.straightShoulders !== defaultEdits.straightShoulders)) ||
    (!allowedEdits.outfit && edits.outfit !== defaultEdits.outfit)
  if (isForbidden || !backgroundIds.includes(edits.background)) return 'edit.forbidden'
  return edits.outfit === null || outfitIds.includes(edits.outfit) ? null : 'outfit.unknown'
}

/** In front of the camera, again or for the first time. */
const frame = (document: VisitDocument, wanted: readonly WantedDocument[]): Transition => ({
  state: { name: 'framing', document, isDarkroomOpen: false, guidance: 'no-face', isManualAllowed: false, wanted },
  effects: [{ kind: 'abort-work' }, { kind: 'drop-pictures' }, { kind: 'open-darkroom' }],
})

const to = (state: VisitState, ...effects: VisitEffect[]): Transition => ({ state, effects })

export const documentOf = (state: VisitState): VisitDocument | null => {
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
