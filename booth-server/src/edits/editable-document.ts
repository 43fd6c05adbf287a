import type { DocumentSpec } from '../documents/document.ts'
import type { Edits } from '../protocol/visit-view.ts'
import { type AllowedEdits, allowedEdits } from './allowed-edits.ts'

/** The backdrop as it is. */
export const ORIGINAL_BACKGROUND = 'original'

/** What the visit must know of a document: what may be edited, with which of the catalogue's ids, and where it begins. */
export const visitDocumentOf = (spec: DocumentSpec, outfitIds: readonly string[]): VisitDocument => {
  const allowed = allowedEdits(spec)
  const backgroundIds = allowed.background ? spec.backgrounds.map(({ id }) => id) : []
  return {
    id: spec.id,
    allowedEdits: allowed,
    backgroundIds: [...backgroundIds, ORIGINAL_BACKGROUND],
    outfitIds: allowed.outfit ? outfitIds : [],
    defaultEdits: {
      background: backgroundIds[0] ?? ORIGINAL_BACKGROUND,
      retouch: 0,
      slimming: 0,
      straightShoulders: false,
      outfit: null,
    },
  }
}

/** What the machine must know of the chosen document. */
export interface VisitDocument {
  readonly id: string
  /** What the authority's edit policy leaves to the customer. */
  readonly allowedEdits: AllowedEdits
  /** Ids that an edit may name. */
  readonly backgroundIds: readonly string[]
  readonly outfitIds: readonly string[]
  readonly defaultEdits: Edits
}
