import { type EditableDocument, refusalOf } from '../../edits/editable-document.ts'
import { areSameEdits } from '../../edits/edits.ts'
import type { Edits } from '../../protocol/edits.ts'
import {
  type In,
  type RenderPhase,
  type Review,
  type TakenDocument,
  type Transition,
  to,
  type VisitInput,
  type VisitState,
  type WantedDocument,
} from '../state.ts'
import { enterFraming } from './framing.ts'

/** More would leave too few copies of each on a sheet. */
export const MAX_DOCUMENTS = 4

const idle: RenderPhase = { phase: 'idle' }

export const isWorking = ({ render }: Review): boolean => render.phase === 'pending'

/** What the customer asked for last of the document on the screen, made already or not. */
export const wishedEdits = ({ render, edits }: Review): Edits =>
  render.phase === 'pending' && render.of === 'edit' ? render.edits : edits

export const inReview = (state: In<'review'>, input: VisitInput): Transition | null => {
  const { review } = state
  switch (input.kind) {
    case 'edit':
      return edit(review, input.edits)
    case 'take-document':
      return takeDocument(review, input.document)
    case 'drop-document':
      return dropDocument(review, input.documentId)
    case 'rendered': {
      const { render } = review
      if (render.phase === 'idle' || input.renderNumber !== review.renderNumber) return null
      const { verdict, rules, copies, pictureNumber } = input
      const { document, edits } = render
      const taken = withTaken(review.taken, { document, edits, verdict })
      const next = { document, edits, taken, render: idle, verdict, rules, copies, pictureNumber }
      return renderNextWanted({ ...review, ...next }, review.wanted)
    }
    case 'render-refused': {
      if (review.render.phase === 'idle' || input.renderNumber !== review.renderNumber) return null
      return renderNextWanted({ ...review, render: idle, editFault: input.fault }, review.wanted)
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
      return enterFraming(review.document, wantedOf(state))
    default:
      return null
  }
}

const idsOf = (taken: readonly TakenDocument[]): string[] => taken.map(({ document }) => document.id)

/** `made` in the place of its document's last one, or behind all. */
const withTaken = (taken: readonly TakenDocument[], made: TakenDocument): readonly TakenDocument[] =>
  idsOf(taken).includes(made.document.id)
    ? taken.map((each) => (each.document.id === made.document.id ? made : each))
    : [...taken, made]

/** Other edits of the document on the screen; while one render runs, the newest wish takes its place. */
const edit = (review: Review, edits: Edits): Transition | null => {
  if (review.render.phase === 'pending' && review.render.of === 'document') return null
  const editFault = refusalOf(review.document, edits)
  if (editFault) return to({ name: 'review', review: { ...review, editFault } })
  return startRender({ ...review, editFault: null }, 'edit', { document: review.document, edits })
}

/** The first of what is still wanted of the photograph is made, or all has been. */
export const renderNextWanted = (review: Review, [next, ...wanted]: readonly WantedDocument[]): Transition => {
  if (next === undefined) return to({ name: 'review', review: { ...review, wanted: [] } })
  // Why the one before could not be made stays on the screen.
  return startRender({ ...review, wanted }, 'document', next)
}

/**
 * What a new photograph is to be made into as well: all documents of this one, each with its edits, the one on the
 * screen last, so that it is shown again. A photograph is developed for that one first, as its default edits say.
 */
export const wantedOf = (state: VisitState): readonly WantedDocument[] => {
  if (state.name !== 'review' && state.name !== 'printing') return 'wanted' in state ? state.wanted : []
  const { review } = state
  const { document, taken, render, wanted } = review
  const edits = wishedEdits(review)
  const coming = render.phase === 'pending' && render.of === 'document' ? [render] : []
  const known = [...taken, ...coming, ...wanted].map((each) => [each.document.id, each] as const)
  const others = [...new Map(known).values()].filter((each) => each.document.id !== document.id)
  if (others.length === 0 && areSameEdits(edits, document.defaultEdits)) return []
  return [...others, { document, edits }].map((each) => ({ document: each.document, edits: each.edits }))
}

/** One more document from the same photograph, with its default edits; or back to one that was taken, with its own. */
const takeDocument = (review: Review, document: EditableDocument): Transition | null => {
  if (isWorking(review) || document.id === review.document.id) return null
  const known = review.taken.find((each) => each.document.id === document.id)
  if (!known && review.taken.length >= MAX_DOCUMENTS) return null
  return startRender({ ...review, editFault: null }, 'document', known ?? { document, edits: document.defaultEdits })
}

/** All but the last can go; the sheet is laid anew for those that remain. */
const dropDocument = (review: Review, documentId: string): Transition | null => {
  const taken = review.taken.filter(({ document }) => document.id !== documentId)
  if (isWorking(review) || taken.length === 0 || taken.length === review.taken.length) return null
  const shown = taken.find(({ document }) => document.id === review.document.id) ?? taken[0]!
  const { document, edits } = shown
  return startRender({ ...review, document, edits, taken, editFault: null }, 'document', shown)
}

/** One more portrait, or one again, and a sheet of all documents with it. */
const startRender = (review: Review, of: 'edit' | 'document', { document, edits }: WantedDocument): Transition => {
  const renderNumber = review.renderNumber + 1
  const ids = idsOf(review.taken)
  const documentIds = ids.includes(document.id) ? ids : [...ids, document.id]
  return to(
    { name: 'review', review: { ...review, render: { phase: 'pending', of, document, edits }, renderNumber } },
    { kind: 'render', document, edits, renderNumber, documentIds },
  )
}
