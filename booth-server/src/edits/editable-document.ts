import type { DocumentSpec } from '../documents/document.ts'
import type { FaultCode } from '../protocol/codes.ts'
import type { Edits, EditsOfKind } from '../protocol/edits.ts'
import { unedited } from './edits.ts'
import { type AllowedEdits, allowedEdits, faultOfEdits } from './policy.ts'

/** What a visit must know of the chosen document. */
export interface EditableDocument {
  readonly id: string
  /** What the authority's edit policy leaves to the customer. */
  readonly allowedEdits: AllowedEdits
  /** Ids that each choice may name, beside the value that changes nothing. */
  readonly choices: { readonly [K in EditsOfKind<'choice'>]: readonly string[] }
  /** What its photograph begins with: the document's first backdrop, where it may be replaced. */
  readonly defaultEdits: Edits
}

export const editableDocumentOf = (spec: DocumentSpec, outfitIds: readonly string[]): EditableDocument => {
  const allowed = allowedEdits(spec)
  return {
    id: spec.id,
    allowedEdits: allowed,
    choices: {
      background: allowed.background ? spec.backgrounds.map(({ id }) => id) : [],
      outfit: allowed.outfit ? outfitIds : [],
    },
    defaultEdits: defaultEditsOf(spec),
  }
}

/** The document's first backdrop, where it may be replaced; nothing else. */
export const defaultEditsOf = (spec: Pick<DocumentSpec, 'editPolicy' | 'backgrounds'>): Edits => {
  const [first] = spec.backgrounds
  return first && allowedEdits(spec).background ? { ...unedited, background: first.id } : unedited
}

/** Why the customer can't have these edits of the document; null when they can. */
export const refusalOf = ({ allowedEdits: allowed, choices }: EditableDocument, values: Edits): FaultCode | null => {
  const { background, outfit } = choices
  const offers = { background: (id: string) => background.includes(id), outfit: (id: string) => outfit.includes(id) }
  return faultOfEdits(allowed, offers, values)?.fault ?? null
}
