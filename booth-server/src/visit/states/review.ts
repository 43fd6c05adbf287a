import { type EditableDocument, refusalOf } from '../../edits/editable-document.ts'
import {
  type In,
  type Review,
  type TakenDocument,
  type Transition,
  to,
  type VisitInput,
  type VisitState,
  type WantedDocument,
} from '../state.ts'
import { frame } from './framing.ts'

/** More would leave too few copies of each on a sheet. */
export const MAX_DOCUMENTS = 4

export const isWorking = (review: Review): boolean => review.edits !== review.shownEdits || review.pending !== null

export const inReview = (state: In<'review'>, input: VisitInput): Transition | null => {
  const { review } = state
  switch (input.kind) {
    case 'edit': {
      if (review.pending) return null
      const editFault = refusalOf(review.document, input.edits)
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

const idsOf = (taken: readonly TakenDocument[]): string[] => taken.map(({ document }) => document.id)

/** The first of what is still wanted of the photograph is made, or all has been. */
export const makeNext = (review: Review, [next, ...wanted]: readonly WantedDocument[]): Transition => {
  if (next === undefined) return to({ name: 'review', review: { ...review, wanted: [] } })
  // Why the one before could not be made stays on the screen.
  return work({ ...review, wanted }, next)
}

/**
 * What a new photograph is to be made into as well: all documents of this one, each with its edits, the one on the
 * screen last, so that it is shown again. A photograph is developed for that one first, as its default edits say.
 */
export const wantedOf = (state: VisitState): readonly WantedDocument[] => {
  if (state.name !== 'review' && state.name !== 'printing') return 'wanted' in state ? state.wanted : []
  const { document, edits, taken, pending, wanted } = state.review
  const known = [...taken, ...(pending ? [pending] : []), ...wanted].map((each) => [each.document.id, each] as const)
  const others = [...new Map(known).values()].filter((each) => each.document.id !== document.id)
  if (others.length === 0 && edits === document.defaultEdits) return []
  return [...others, { document, edits }].map((each) => ({ document: each.document, edits: each.edits }))
}

/** One more document from the same photograph, with its default edits; or back to one that was taken, with its own. */
const takeDocument = (review: Review, document: EditableDocument): Transition | null => {
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
